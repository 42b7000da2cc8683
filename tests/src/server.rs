//! rhumb's registry, running.

use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use testbed::{Process, Result, free_port};

use crate::desk::Desk;
use crate::program::rhumb;

/// `rhumb serve` on a free port of 127.0.0.1; dropped, it is killed.
#[derive(Debug)]
pub struct Registry {
    address: String,
    process: Process,
}

impl Registry {
    /// Starts it over the data in the folder `data`; `arguments` are added to its command line.
    ///
    /// # Errors
    /// When it does not answer within a minute; the text holds its log.
    pub fn start(desk: &Desk, data: &Path, arguments: &[&str]) -> Result<Self> {
        let address = format!("127.0.0.1:{}", free_port()?);
        let mut command: Command = desk.command(rhumb());
        command.args(["serve", "--listen", &address, "--data"]).arg(data).args(arguments);
        let log = desk.path().join(format!("serve-{}.log", address.replace(':', "-")));
        let mut process = Process::spawn(command, &log)?;
        process.ready(Duration::from_secs(60), || {
            TcpStream::connect(&address).map(drop).map_err(|error| error.to_string())
        })?;
        Ok(Self { address, process })
    }

    /// `127.0.0.1:port`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What it has printed so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.process.log()).unwrap_or_default()
    }

    /// Kills it as a crash would.
    pub fn kill(&mut self) {
        self.process.kill();
    }
}
