//! A forward proxy.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// A proxy on a free port of 127.0.0.1 that speaks HTTP's CONNECT and SOCKS 5. Whatever host is asked for, it
/// connects to its target, so that a test can use names that nobody resolves. It ends with the process.
#[derive(Debug)]
pub struct Proxy {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// Starts one in front of `target`, `host:port`.
    ///
    /// # Errors
    /// When there is no port.
    pub fn start(target: &str) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let proxy = Self { address: listener.local_addr()?.to_string(), asked: Arc::default() };
        let (target, asked) = (target.to_owned(), Arc::clone(&proxy.asked));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (target, asked) = (target.clone(), Arc::clone(&asked));
                // A client that breaks off is its own affair.
                thread::spawn(move || serve(client, &target, &asked));
            }
        });
        Ok(proxy)
    }

    /// `127.0.0.1:port`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What was asked for so far: `host:port`, and the credentials before it where there were any.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn serve(mut client: TcpStream, target: &str, asked: &Mutex<Vec<String>>) -> io::Result<()> {
    let note = |what: String| asked.lock().unwrap_or_else(PoisonError::into_inner).push(what);
    let mut first = [0];
    client.peek(&mut first)?;
    let answer: &[u8] = if first == [5] {
        note(socks(&mut client)?);
        &[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    } else {
        note(connect(&client)?);
        b"HTTP/1.1 200 Connection established\r\n\r\n"
    };
    let server = TcpStream::connect(target)?;
    client.write_all(answer)?;
    let (mut from_server, mut to_client) = (server.try_clone()?, client.try_clone()?);
    let back = thread::spawn(move || {
        let _ended = io::copy(&mut from_server, &mut to_client);
        to_client.shutdown(Shutdown::Both)
    });
    let _ended = io::copy(&mut client, &mut &server);
    let _closed = server.shutdown(Shutdown::Both);
    let _joined = back.join();
    Ok(())
}

/// Reads `CONNECT host:port HTTP/1.1` and its headers, and not a byte more: what follows is the client's TLS.
fn connect(client: &TcpStream) -> io::Result<String> {
    let mut lines = BufReader::with_capacity(1, client).lines();
    let request = lines.next().unwrap_or_else(|| Err(io::ErrorKind::UnexpectedEof.into()))?;
    let mut credentials = String::new();
    for line in lines {
        let line = line?;
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("proxy-authorization")
        {
            credentials = format!("{} ", value.trim());
        }
    }
    let place = request.split(' ').nth(1).unwrap_or_default();
    Ok(format!("{credentials}{place}"))
}

/// The greeting and the request of SOCKS 5 (RFC 1928), without authentication.
fn socks(client: &mut TcpStream) -> io::Result<String> {
    let mut head = [0; 2];
    client.read_exact(&mut head)?;
    client.read_exact(&mut vec![0; usize::from(head[1])])?;
    client.write_all(&[5, 0])?;
    let mut request = [0; 4];
    client.read_exact(&mut request)?;
    let host = match request[3] {
        1 => {
            let mut address = [0; 4];
            client.read_exact(&mut address)?;
            std::net::Ipv4Addr::from(address).to_string()
        }
        3 => {
            let mut length = [0];
            client.read_exact(&mut length)?;
            let mut name = vec![0; usize::from(length[0])];
            client.read_exact(&mut name)?;
            String::from_utf8_lossy(&name).into_owned()
        }
        other => return Err(io::Error::other(format!("address type {other}"))),
    };
    let mut port = [0; 2];
    client.read_exact(&mut port)?;
    Ok(format!("{host}:{}", u16::from_be_bytes(port)))
}
