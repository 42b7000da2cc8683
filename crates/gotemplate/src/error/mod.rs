//! What can go wrong, as data; Go's own text is one printer over it, the diagnostic another.
//!
//! | file | holds |
//! |---|---|
//! | `parse` | a template that does not parse |
//! | `call` | what a function returns |
//! | `exec` | a template that does not execute |
//! | `diagnose` | the diagnostics |

mod call;
mod diagnose;
mod exec;
mod parse;

pub use call::CallError;
pub use exec::{Cause, ExecError, Site};
pub use parse::ParseError;
