//! Text into programs.
//!
//! | file | holds |
//! |---|---|
//! | `lex` | text into tokens |
//! | `parser` | tokens into programs: lists and actions |
//! | `program` | steps and jumps |
//! | `repeat` | actions that a text repeats |
//! | `pipeline` | tokens into what stands in an action |
//! | `parts` | the lists in which what stands in actions is kept |
//! | `node` | what stands in an action, which prints itself as Go's does |
//! | `number` | number literals |

mod lex;
mod node;
mod number;
mod parser;
mod parts;
mod pipeline;
mod program;
mod repeat;

pub(crate) use node::{Chain, Command, Node, Operand, Pipe, Shown, Target, TemplateCall};
pub(crate) use number::Number;
pub(crate) use parser::{Definition, parse};
pub(crate) use parts::{Parts, Stretch};
pub(crate) use program::{Op, Shifted};
