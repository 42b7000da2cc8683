//! Limits on what a template writes.

use std::io::{Error, ErrorKind, Write};
use std::time::Instant;

use crate::Limits;

/// Takes a template's output up to a size and a point in time. Tera has no other point at which it can be stopped.
pub(super) struct Output {
    bytes: Vec<u8>,
    limit: usize,
    end: Instant,
    writes: u32,
    pub(super) exceeded: Option<String>,
}

impl Output {
    pub(super) fn new(limits: &Limits, started: Instant) -> Self {
        Self {
            bytes: Vec::new(),
            limit: limits.output,
            end: started + limits.time,
            writes: 0,
            exceeded: None,
        }
    }

    pub(super) fn into_text(self) -> String {
        String::from_utf8(self.bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }

    fn stop(&mut self, why: String) -> std::io::Result<usize> {
        self.exceeded = Some(why);
        Err(Error::from(ErrorKind::QuotaExceeded))
    }
}

impl Write for Output {
    fn write(&mut self, part: &[u8]) -> std::io::Result<usize> {
        if self.bytes.len() + part.len() > self.limit {
            return self.stop(format!("the template writes more than {} bytes", self.limit));
        }
        self.writes = self.writes.wrapping_add(1);
        // Asking for the time costs more than writing.
        if self.writes.is_multiple_of(256) && Instant::now() > self.end {
            return self.stop("the template writes for too long".to_owned());
        }
        self.bytes.extend_from_slice(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
