//! A listener, and what becomes of the requests.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::gateway::Gateway;
use super::http::Request;
use crate::error::{Doing, Result};

/// What becomes of a request.
pub enum Fate {
    /// The API server answers it.
    Pass,
    /// The proxy answers it; the API server never sees it.
    Answer {
        /// Status code.
        status: u16,
        /// Headers besides the length.
        headers: Vec<(String, String)>,
        /// The body.
        body: String,
    },
    /// The connection breaks; the API server never sees it.
    Drop,
    /// The API server does what was asked, and the connection breaks before its answer.
    DropAnswer,
    /// The same, after something else was done.
    Then(Box<dyn FnOnce() + Send>),
}

impl Fate {
    /// An answer of the API server's kind for failures.
    pub fn status(status: u16, reason: &str, message: &str) -> Self {
        let body = format!(
            "{{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{{}},\"status\":\"Failure\",\
             \"message\":{message:?},\"reason\":{reason:?},\"code\":{status}}}"
        );
        Self::Answer { status, headers: vec![], body }
    }
}

impl fmt::Debug for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pass => "Pass",
            Self::Answer { .. } => "Answer",
            Self::Drop => "Drop",
            Self::DropAnswer => "DropAnswer",
            Self::Then(_) => "Then",
        })
    }
}

type Rule = Box<dyn Fn(&Request) -> Fate + Send + Sync>;

struct Shared {
    upstream: u16,
    rule: Rule,
    count: AtomicUsize,
    seen: Mutex<Vec<Request>>,
    ended: AtomicBool,
}

/// A proxy before the API server; dropped, it takes no more requests.
pub struct Proxy {
    port: u16,
    kubeconfig: PathBuf,
    shared: Arc<Shared>,
}

impl Proxy {
    pub(super) fn start(upstream: u16, rule: Rule) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).doing(|| "listen on 127.0.0.1".into())?;
        let port = listener.local_addr().doing(|| "learn the port".into())?.port();
        let kubeconfig = Gateway::file(port, "kubeconfig");
        let text =
            crate::control_plane::kubeconfig(&format!("http://127.0.0.1:{port}"), None, "of-the-proxy");
        std::fs::write(&kubeconfig, text).doing(|| format!("write {}", kubeconfig.display()))?;
        let shared = Arc::new(Shared {
            upstream,
            rule,
            count: AtomicUsize::new(0),
            seen: Mutex::default(),
            ended: AtomicBool::new(false),
        });
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(io::Result::ok) {
                if serving.ended.load(Ordering::SeqCst) {
                    return;
                }
                let shared = Arc::clone(&serving);
                // A connection that breaks is the client's affair.
                thread::spawn(move || drop(shared.serve(stream)));
            }
        });
        Ok(Self { port, kubeconfig, shared })
    }

    /// A kubeconfig that leads through this proxy.
    pub fn kubeconfig(&self) -> &Path {
        &self.kubeconfig
    }

    /// The URL of this proxy.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The requests so far, in the order in which they came.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Shared {
    fn serve(&self, stream: TcpStream) -> Result<()> {
        let mut request = Request::read(&stream, 0).doing(|| "read a request".into())?;
        {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            request.number = self.count.fetch_add(1, Ordering::SeqCst) + 1;
            seen.push(request.clone());
        }
        match (self.rule)(&request) {
            Fate::Pass => self.relay(&request, &stream),
            Fate::Answer { status, headers, body } => answer(&stream, status, &headers, &body),
            Fate::Drop => Ok(()),
            Fate::DropAnswer => self.finish(&request),
            Fate::Then(deed) => {
                self.finish(&request)?;
                deed();
                Ok(())
            }
        }
    }

    fn send(&self, request: &Request) -> Result<TcpStream> {
        let mut upstream = Gateway::connect(self.upstream)?;
        upstream.write_all(&request.onward(self.upstream)).doing(|| "pass a request on".into())?;
        Ok(upstream)
    }

    /// Passes the answer on as it comes.
    fn relay(&self, request: &Request, mut client: &TcpStream) -> Result<()> {
        let mut upstream = self.send(request)?;
        let mut buffer = [0; 16 * 1024];
        let mut first = true;
        loop {
            let length = upstream.read(&mut buffer).doing(|| "read an answer".into())?;
            if length == 0 {
                return Ok(());
            }
            if first {
                self.note_answer(request.number, &buffer[..length]);
                first = false;
            }
            client.write_all(&buffer[..length]).doing(|| "pass an answer on".into())?;
        }
    }

    /// Keeps the status with which an answer begins: `HTTP/1.1 200 OK`.
    fn note_answer(&self, number: usize, beginning: &[u8]) {
        let status = beginning.split(|byte| *byte == b' ').nth(1);
        let status = status.and_then(|word| std::str::from_utf8(word).ok()?.parse().ok());
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(request) = seen.get_mut(number - 1) {
            request.answered = status;
        }
    }

    /// Waits for the whole answer.
    fn finish(&self, request: &Request) -> Result<()> {
        let mut upstream = self.send(request)?;
        upstream.read_to_end(&mut vec![]).doing(|| "read an answer".into()).map(drop)
    }
}

fn answer(mut client: &TcpStream, status: u16, headers: &[(String, String)], body: &str) -> Result<()> {
    let length = body.len();
    let mut text = format!(
        "HTTP/1.1 {status} Spoilt\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n"
    );
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    client.write_all(format!("{text}\r\n{body}").as_bytes()).doing(|| "answer".into())
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy").field("port", &self.port).finish_non_exhaustive()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::SeqCst);
        // Wakes the listener.
        let _woken = TcpStream::connect(("127.0.0.1", self.port));
        let _gone = std::fs::remove_file(&self.kubeconfig);
    }
}
