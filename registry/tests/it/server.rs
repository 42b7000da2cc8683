//! A registry in this process, on a port of its own.

use std::path::Path;

use registry::{Config, Registry};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A running registry; [`Server::stop`] ends it in order.
pub(crate) struct Server {
    pub(crate) address: String,
    pub(crate) registry: Registry,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Server {
    /// Starts with the default settings.
    pub(crate) async fn start(data: &Path) -> Self {
        Self::with(Config::new(data)).await
    }

    /// Starts.
    pub(crate) async fn with(config: Config) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").await.unwrap(), config).await
    }

    /// Starts on a port that clients may have come to already: what they sent is there when the server first looks.
    pub(crate) async fn on(listener: TcpListener, config: Config) -> Self {
        let registry = tokio::task::spawn_blocking(move || Registry::open(config)).await.unwrap().unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(registry::serve(registry.clone(), listener, async { drop(stopped.await) }));
        Self { address, registry, stop, task }
    }

    /// Stops and waits until all is written.
    pub(crate) async fn stop(self) {
        drop(self.stop);
        self.task.await.unwrap();
    }
}
