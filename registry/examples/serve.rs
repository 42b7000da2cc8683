//! A registry on its own: `serve ADDR:PORT DIR [HTPASSWD]`, until its standard input ends.
//!
//! Prints the bound address on its first line. With an htpasswd file, pushing needs its users.

use std::io::{Read, Write};
use std::net::SocketAddr;

use registry::{Access, Config, Event, Events, Protect, Registry};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let listen: SocketAddr = arguments.next().ok_or("usage: serve ADDR:PORT DIR [HTPASSWD]")?.parse()?;
    let mut config = Config::new(arguments.next().ok_or("usage: serve ADDR:PORT DIR [HTPASSWD]")?);
    if let Some(file) = arguments.next() {
        config.access = Access::htpasswd(&std::fs::read_to_string(file)?, Protect::Writes)?;
    }
    config.events = Events::new(|event| {
        if let Event::Listening { address } = event {
            let mut out = std::io::stdout().lock();
            drop(writeln!(out, "{address}").and_then(|()| out.flush()));
        }
    });
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let registry = tokio::task::spawn_blocking(move || Registry::open(config)).await??;
        let listener = tokio::net::TcpListener::bind(listen).await?;
        let ended = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
        registry::serve(registry, listener, async { drop(ended.await) }).await;
        Ok(())
    })
}
