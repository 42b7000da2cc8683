//! The dialect of Helm: Go templates with Sprig's functions and Helm's own (pkg/engine).
//!
//! | file or folder | holds |
//! |---|---|
//! | `render` | all templates of all charts, in Helm's order |
//! | `include` | a template for a file of the other dialect |
//! | `order` | that order |
//! | `context` | what templates see: `.Values`, `.Chart`, `.Files` … |
//! | `metadata` | `.Chart` |
//! | `functions` | the functions |
//! | `objects` | Go values with types of their own |
//! | `host` | what functions know of the render |
//! | `text` | a text that belongs to no chart |
//! | `no_value` | `<no value>` and its removal |
//! | `error` | what can go wrong, in Helm's words and in ours |

mod context;
mod error;
mod functions;
mod host;
mod include;
mod metadata;
mod no_value;
mod objects;
mod order;
mod render;
mod text;

pub use error::GoError;
pub(crate) use include::Includes;
pub(crate) use render::render;
pub use text::{TextError, render_text};
