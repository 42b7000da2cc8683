//! How much a render may use.

use std::fmt;

/// How much a render may use. The defaults are generous: no public chart comes near them.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Nodes evaluated.
    pub steps: u64,
    /// Nested `template` actions.
    pub depth: usize,
    /// Executions within each other, through functions such as `include`. They use the stack of the thread, see
    /// [`crate::on_deep_stack`].
    pub nesting: usize,
    /// Bytes written, those inside of re-entries included.
    pub output: usize,
    /// Bytes charged to the heap, those already dropped included.
    pub memory: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { steps: 200_000_000, depth: 100_000, nesting: 5_000, output: 256 << 20, memory: 2 << 30 }
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
    /// [`Limits::nesting`].
    #[error("more than {0} templates are executed within each other")]
    Nesting(usize),
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
