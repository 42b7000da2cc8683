//! How much a render may use.

use std::fmt;

/// How much a render may use. The defaults are generous: no public chart comes near them.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Nodes evaluated.
    pub steps: u64,
    /// Nested `template` actions, and re-entries through functions such as `include`. The latter use the stack of
    /// the thread: about 4 KiB each in an optimised build, ten times that in a debug build.
    pub depth: usize,
    /// Bytes written, those inside of re-entries included.
    pub output: usize,
    /// Bytes charged to the heap, those already dropped included.
    pub memory: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { steps: 200_000_000, depth: 10_000, output: 1 << 30, memory: 2 << 30 }
    }
}

/// A limit that was exceeded, with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Limit {
    /// [`Limits::steps`].
    #[error("the template takes more than {0} steps")]
    Steps(u64),
    /// [`Limits::depth`], in the words of Go's text/template.
    #[error("exceeded maximum template depth ({0})")]
    Depth(usize),
    /// [`Limits::output`].
    #[error("the template writes more than {size}", size = Bytes(*.0))]
    Output(usize),
    /// [`Limits::memory`].
    #[error("the template needs more memory than {size}", size = Bytes(*.0))]
    Memory(usize),
}

/// A size in the largest unit that divides it.
struct Bytes(usize);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            n if n > 0 && n % (1 << 30) == 0 => write!(f, "{} GiB", n >> 30),
            n if n > 0 && n % (1 << 20) == 0 => write!(f, "{} MiB", n >> 20),
            n => write!(f, "{n} bytes"),
        }
    }
}
