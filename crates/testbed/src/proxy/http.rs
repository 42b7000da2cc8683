//! Reading a request.

use std::io::{self, BufRead, BufReader, Read};
use std::net::TcpStream;

/// A request on its way to the API server.
#[derive(Debug, Clone)]
pub struct Request {
    /// Its place in the order of requests, from 1.
    pub number: usize,
    /// `GET`, `PATCH`, …
    pub method: String,
    /// Path with query.
    pub path: String,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The status that the API server answered with, once it has where the request was passed on.
    pub answered: Option<u16>,
}

impl Request {
    /// Whether it changes something: no read, no dry run.
    pub fn is_write(&self) -> bool {
        self.method != "GET" && !self.path.contains("dryRun=")
    }

    /// Whether it is a watch.
    pub fn is_watch(&self) -> bool {
        self.path.contains("watch=true")
    }

    /// Whether the API server or the way to it was in trouble, so that it may be sent once more.
    pub fn failed(&self) -> bool {
        self.answered.is_some_and(|status| status == 429 || status >= 500)
    }

    /// The bearer token that it carries.
    pub fn token(&self) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(name, _)| name == "authorization")?;
        value.strip_prefix("Bearer ")
    }

    /// Reads a request, which says how long its body is.
    pub(super) fn read(stream: &TcpStream, number: usize) -> io::Result<Self> {
        let bad = || io::Error::new(io::ErrorKind::InvalidData, "no HTTP request");
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let mut words = line.split_whitespace();
        let (method, path) =
            (words.next().ok_or_else(bad)?.to_owned(), words.next().ok_or_else(bad)?.to_owned());
        let mut headers = vec![];
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        Ok(Self { number, method, path, headers, body, answered: None })
    }

    /// The request as it goes on: to another host, with the proxy's own credentials, alone on its connection.
    pub(super) fn onward(&self, port: u16) -> Vec<u8> {
        let mut text = format!(
            "{} {} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n",
            self.method, self.path
        );
        for (name, value) in &self.headers {
            if !["host", "connection", "authorization"].contains(&name.as_str()) {
                text.push_str(&format!("{name}: {value}\r\n"));
            }
        }
        text.push_str("\r\n");
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }
}
