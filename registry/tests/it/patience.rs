//! Clients that take their time, or come in crowds.

use std::time::Duration;

use registry::Config;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::client::Client;
use crate::server::Server;

/// Short enough to wait for; what must come in time is sent before the server starts.
const SHORT: Duration = Duration::from_millis(300);
/// Long enough for any machine.
const LONG: Duration = Duration::from_secs(60);

const WHOLE: &str = "GET /v2/ HTTP/1.1\r\nhost: a\r\n\r\n";

/// Waits until the server ends the connection; what it said before.
async fn end(stream: &mut TcpStream) -> String {
    let mut said = Vec::new();
    let read = timeout(LONG, stream.read_to_end(&mut said)).await;
    let _reset_or_closed = read.expect("the server keeps the connection");
    String::from_utf8_lossy(&said).into_owned()
}

fn impatient(data: &std::path::Path) -> Config {
    let mut config = Config::new(data);
    config.patience.head = SHORT;
    config.patience.stall = SHORT;
    config
}

#[tokio::test(flavor = "multi_thread")]
async fn the_head_of_a_request_must_come_in_time() {
    let data = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    // Nothing, half a head, and a connection that is idle after a request.
    let mut clients = vec![];
    for start in ["", "GET /v2/ HTTP/1.1\r\nhost: a\r\nx-slow: ", WHOLE] {
        let mut stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        stream.write_all(start.as_bytes()).await.unwrap();
        clients.push((start, stream));
    }
    let server = Server::on(listener, impatient(data.path())).await;
    for (start, mut stream) in clients {
        let said = end(&mut stream).await;
        assert_eq!(said.starts_with("HTTP/1.1 200"), start == WHOLE, "{start:?}: {said}");
    }
    // A head without end is refused before it fills the memory.
    let mut stream = TcpStream::connect(&server.address).await.unwrap();
    stream.write_all(b"GET /v2/ HTTP/1.1\r\nx-long: ").await.unwrap();
    let _reset = stream.write_all(&vec![b'a'; 1 << 20]).await;
    let said = end(&mut stream).await;
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 431"), "{said}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_nothing_is_cut_off() {
    let data = tempfile::tempdir().unwrap();
    // More than the system keeps for a connection.
    let layer = vec![7; 64 << 20];
    let server = Server::start(data.path()).await;
    Client::new(&server.address).push_image("a", "1", &layer).await;
    server.stop().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(16 << 10).unwrap();
    let mut stream = socket.connect(listener.local_addr().unwrap()).await.unwrap();
    let digest = registry::reference::Digest::of(&layer);
    let request = format!("GET /v2/a/blobs/{digest} HTTP/1.1\r\nhost: a\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut next = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    next.write_all(WHOLE.as_bytes()).await.unwrap();
    // There is one place: the next in line gets it when the first has been given up.
    let mut config = impatient(data.path());
    config.connections = 1;
    let server = Server::on(listener, config).await;
    assert!(end(&mut next).await.starts_with("HTTP/1.1 200"));
    assert!(end(&mut stream).await.len() < layer.len());
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_waits_for_its_turn() {
    let data = tempfile::tempdir().unwrap();
    let mut config = Config::new(data.path());
    config.connections = 2;
    let server = Server::with(config).await;
    let first = TcpStream::connect(&server.address).await.unwrap();
    let _second = TcpStream::connect(&server.address).await.unwrap();
    let mut third = TcpStream::connect(&server.address).await.unwrap();
    third.write_all(b"GET /v2/ HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut byte = [0];
    assert!(timeout(SHORT, third.read(&mut byte)).await.is_err(), "a third was taken");
    drop(first);
    assert!(end(&mut third).await.starts_with("HTTP/1.1 200"));
    server.stop().await;
}
