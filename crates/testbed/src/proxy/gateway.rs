//! The way to the API server.

use std::net::TcpStream;
use std::path::PathBuf;
use std::time::Duration;

use super::front::{Fate, Proxy};
use super::http::Request;
use crate::control_plane::ControlPlane;
use crate::error::{Error, Result};
use crate::port::free_port;
use crate::process::Process;

/// The API server in plain HTTP, with the administrator's rights, for any number of proxies.
#[derive(Debug)]
pub struct Gateway {
    port: u16,
    _process: Process,
}

impl Gateway {
    /// Opens the way to a control plane.
    ///
    /// # Errors
    /// When kubectl cannot be had or does not start.
    pub fn open(plane: &ControlPlane) -> Result<Self> {
        let port = free_port()?;
        let mut kubectl = plane.kubectl()?;
        kubectl.args(["proxy", "--disable-filter", "--address=127.0.0.1"]).arg(format!("--port={port}"));
        let log = Self::file(port, "log");
        let mut process = Process::spawn(kubectl, &log)?;
        process.ready(Duration::from_secs(30), || {
            TcpStream::connect(("127.0.0.1", port)).map(drop).map_err(|error| error.to_string())
        })?;
        Ok(Self { port, _process: process })
    }

    /// A proxy that asks `rule` what becomes of each request.
    ///
    /// # Errors
    /// When no port is free or its kubeconfig cannot be written.
    pub fn proxy(&self, rule: impl Fn(&Request) -> Fate + Send + Sync + 'static) -> Result<Proxy> {
        Proxy::start(self.port, Box::new(rule))
    }

    /// A file of a listener on a port.
    pub(super) fn file(port: u16, kind: &str) -> PathBuf {
        std::env::temp_dir().join(format!("testbed-proxy-{}-{port}.{kind}", std::process::id()))
    }

    /// A connection to the API server.
    pub(super) fn connect(port: u16) -> Result<TcpStream> {
        TcpStream::connect(("127.0.0.1", port))
            .map_err(|error| Error::new(format!("cannot connect to kubectl proxy: {error}")))
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _gone = std::fs::remove_file(Self::file(self.port, "log"));
    }
}
