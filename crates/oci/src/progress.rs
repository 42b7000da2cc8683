//! How transfers are told.

/// Hears how a transfer goes on. Called from where the bytes arrive, so it must not block.
pub trait Progress: Send + Sync {
    /// A transfer begins; `total` is its size in bytes, where known.
    fn started(&self, what: &str, total: Option<u64>);
    /// `done` bytes have arrived.
    fn advanced(&self, what: &str, done: u64);
    /// The transfer has ended with this many bytes.
    fn finished(&self, what: &str, bytes: u64);
}

/// Hears nothing.
pub struct Quiet;

impl Progress for Quiet {
    fn started(&self, _: &str, _: Option<u64>) {}
    fn advanced(&self, _: &str, _: u64) {}
    fn finished(&self, _: &str, _: u64) {}
}
