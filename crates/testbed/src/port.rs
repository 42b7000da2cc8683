//! Free ports of 127.0.0.1.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};

use crate::error::{Error, Result};

/// Below the range from which the system takes ports for outgoing connections, so that none of those
/// takes the port between this check and the program's own bind.
const FIRST: u16 = 20_000;
const COUNT: u16 = 10_000;

/// A port of 127.0.0.1 that is free now, and that this process has not handed out before.
///
/// # Errors
/// When none of ten thousand is free.
pub fn free_port() -> Result<u16> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Processes start at different places, so that two test binaries do not race for the same port.
    let start = std::process::id().wrapping_mul(2_654_435_761) >> 16;
    for _ in 0..COUNT {
        let step = NEXT.fetch_add(1, Ordering::Relaxed);
        let port = FIRST + (u32::from(step).wrapping_add(start) % u32::from(COUNT)) as u16;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
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
