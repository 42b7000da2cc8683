//! What goes wrong when a real part cannot be had.

use std::fmt;
use std::io;

/// The result of getting or starting a real part.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a part could not be had: what was attempted, on what, and how to mend it where that is known.
#[derive(Debug)]
pub struct Error {
    what: String,
    cause: Option<io::Error>,
}

impl Error {
    /// An error that needs no cause below it.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), cause: None }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        match &self.cause {
            Some(cause) => write!(f, ": {cause}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}

/// Says what was being done when the operating system refused.
pub(crate) trait Doing<T> {
    /// `doing` completes the sentence "cannot …".
    fn doing(self, doing: impl FnOnce() -> String) -> Result<T>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, doing: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|cause| Error { what: format!("cannot {}", doing()), cause: Some(cause) })
    }
}
