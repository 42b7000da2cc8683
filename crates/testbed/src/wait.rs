//! Waiting for something that another process does.

use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::error::{Error, Result};

/// Calls `probe` until it gives a value, with pauses that grow from 10 to 250 ms.
///
/// # Errors
/// When `limit` passes: the text names `what` and the last reason that `probe` gave.
pub fn wait_until<T>(what: &str, limit: Duration, mut probe: impl FnMut() -> Result<T, String>) -> Result<T> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(10);
    loop {
        let reason = match probe() {
            Ok(value) => return Ok(value),
            Err(reason) => reason,
        };
        if start.elapsed() >= limit {
            return Err(Error::new(format!("{what} did not come within {} s: {reason}", limit.as_secs())));
        }
        sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(250));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_reason_is_told() {
        let error = wait_until("rain", Duration::ZERO, || Err::<(), _>("blue sky".into()));
        assert_eq!(error.unwrap_err().to_string(), "rain did not come within 0 s: blue sky");
    }

    #[test]
    fn the_value_is_returned_once_it_is_there() {
        let mut calls = 0;
        let value = wait_until("three", Duration::from_secs(5), || {
            calls += 1;
            if calls == 3 { Ok(calls) } else { Err(String::new()) }
        });
        assert_eq!(value.unwrap(), 3);
    }
}
