//! One connection: encryption, time limits, requests.

use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Sleep, sleep};

use crate::Tls;

/// Longest time that a client may take for the head of a request, the wait for the next one included.
const HEAD: Duration = Duration::from_secs(60);
/// Longest time that a client may take to agree on encryption.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Longest time that a client may take none of the bytes that wait for it.
const STALL: Duration = Duration::from_secs(60);
/// Largest head of a request, in bytes.
const LARGEST_HEAD: usize = 64 << 10;

/// How long clients may take; the defaults are generous.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For the head of a request, from the end of the last one.
    pub head: Duration,
    /// To agree on encryption.
    pub handshake: Duration,
    /// Without taking any of the bytes that wait for it.
    pub stall: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { head: HEAD, handshake: HANDSHAKE, stall: STALL }
    }
}

/// Answers the requests of a connection until the client ends it, takes too long, or `stopping` says so.
///
/// What goes wrong here is the client's affair: it is noted and nothing more.
pub(super) async fn answer(
    stream: TcpStream,
    tls: Option<Tls>,
    patience: Patience,
    router: Router,
    stopping: watch::Receiver<()>,
) {
    // A small response is one write; waiting for more would only add the peer's delayed acknowledgement.
    let _ = stream.set_nodelay(true);
    let result = match tls {
        None => requests(stream, patience, router, stopping).await,
        Some(tls) => {
            let acceptor = tokio_rustls::TlsAcceptor::from(tls.config());
            match tokio::time::timeout(patience.handshake, acceptor.accept(stream)).await {
                Ok(Ok(stream)) => requests(stream, patience, router, stopping).await,
                Ok(Err(error)) => Err(error.to_string()),
                Err(_) => Err("the client did not agree on encryption in time".to_owned()),
            }
        }
    };
    if let Err(reason) = result {
        tracing::debug!(%reason, "a connection broke");
    }
}

async fn requests<S>(
    stream: S,
    patience: Patience,
    router: Router,
    mut stopping: watch::Receiver<()>,
) -> Result<(), String>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let stream = Unstalled { stream, limit: patience.stall, waiting: None };
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let mut connection = pin!(connection);
    let result = tokio::select! {
        result = connection.as_mut() => result,
        _ = stopping.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    result.map_err(|error| error.to_string())
}

/// A stream that fails when bytes wait too long to be taken.
struct Unstalled<S> {
    stream: S,
    limit: Duration,
    /// Since when bytes wait; absent while none do.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl<S> Unstalled<S> {
    fn watch<T>(&mut self, context: &mut Context<'_>, taken: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if taken.is_ready() {
            self.waiting = None;
            return taken;
        }
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(self.limit)));
        match waiting.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Unstalled<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Unstalled<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let taken = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch(context, taken)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let taken = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.watch(context, taken)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let taken = Pin::new(&mut self.stream).poll_flush(context);
        self.watch(context, taken)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let taken = Pin::new(&mut self.stream).poll_shutdown(context);
        self.watch(context, taken)
    }
}
