//! Text into programs.
//!
//! | file | holds |
//! |---|---|
//! | `lex` | text into tokens |
//! | `parser` | tokens into programs: lists and actions |
//! | `program` | steps and jumps |
//! | `pipeline` | tokens into what stands in an action |
//! | `node` | what stands in an action, which prints itself as Go's does |
//! | `number` | number literals |

mod lex;
mod node;
mod number;
mod parser;
mod pipeline;
mod program;

pub(crate) use node::{Command, Node, Operand, Parts, Pipe, Shown, Stretch, Target, TemplateCall};
pub(crate) use number::Number;
pub(crate) use parser::parse;
pub(crate) use program::Op;
