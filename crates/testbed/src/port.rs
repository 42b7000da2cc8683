//! Free ports of 127.0.0.1.

use std::fs::File;
use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::cache;
use crate::error::{Doing, Error, Result};

/// Below the range from which the system takes ports for outgoing connections, so that none of those
/// takes the port between this check and the program's own bind.
const FIRST: u16 = 20_000;
const COUNT: u16 = 10_000;

/// The locks of those that this process has handed out: between the look at a port and the program's own bind lie seconds,
/// in which no other process of the test bed may take it.
static OURS: Mutex<Vec<File>> = Mutex::new(Vec::new());

/// A port of 127.0.0.1 that is free now, and that no running process of the test bed has handed out.
///
/// # Errors
/// When none of ten thousand is free, or the cache cannot be written.
pub fn free_port() -> Result<u16> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let locks = cache::root().join("ports");
    cache::create(&locks)?;
    // Processes start at different places, so that they seldom meet.
    let start = std::process::id().wrapping_mul(2_654_435_761) >> 16;
    for _ in 0..COUNT {
        let step = NEXT.fetch_add(1, Ordering::Relaxed);
        let port = FIRST + (u32::from(step).wrapping_add(start) % u32::from(COUNT)) as u16;
        let path = locks.join(port.to_string());
        let lock = File::create(&path).doing(|| format!("create {}", path.display()))?;
        if lock.try_lock().is_ok() && TcpListener::bind(("127.0.0.1", port)).is_ok() {
            OURS.lock().unwrap_or_else(PoisonError::into_inner).push(lock);
            return Ok(port);
        }
    }
    Err(Error::new(format!("no port from {FIRST} to {} of 127.0.0.1 is free", FIRST + COUNT - 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_free_and_handed_out_once() {
        let first = free_port().unwrap();
        let second = free_port().unwrap();
        assert_ne!(first, second);
        TcpListener::bind(("127.0.0.1", first)).unwrap();
        TcpListener::bind(("127.0.0.1", second)).unwrap();
    }
}
