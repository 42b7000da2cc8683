//! Go's text/template as a language: what a template says is done as Go 1.27 does it, error texts included.
//!
//! The crate knows neither charts nor Helm. Its host brings a table of [`Functions`], parses templates into a
//! [`TemplateSet`] once (shared between threads), and executes them on a [`Machine`], one per render, whose [`Heap`] holds
//! the lists and maps. Maps are shared by reference, as in Go.
//!
//! | folder or file | holds |
//! |---|---|
//! | `value` | values, types, objects, the heap |
//! | `function`, `call` | what a function is, and what it gets |
//! | `builtin` | Go's own functions |
//! | `fmt` | Go's `fmt` and the parts of `strconv` beneath it |
//! | `parse` | text into parse trees |
//! | `template` | compiled templates, and sets of them |
//! | `machine` | what executes |
//! | `limits` | how much a render may use |
//! | `stack` | room for templates that execute each other |
//! | `error` | what can go wrong |

pub mod builtin;
mod call;
mod error;
pub mod fmt;
mod function;
mod limits;
mod machine;
mod parse;
mod stack;
mod template;
mod value;

pub use call::Call;
pub use error::{CallError, Cause, ExecError, ParseError, Site};
pub use function::{Function, Functions, Native, Writer};
pub use limits::{Limit, Limits};
pub use machine::Machine;
pub use stack::on_deep_stack;
pub use template::{Compiled, Template, TemplateSet};
pub use value::{
    Bytes, Elsewhere, FloatKind, Heap, HeapEntries, HeapItems, HeapTree, IntKind, Kind, ListId, MapId, Named,
    Object, Str, Type, UintKind, Underlying, Value, go_float,
};
