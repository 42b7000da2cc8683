//! Text into parse trees.
//!
//! | file | holds |
//! |---|---|
//! | `lex` | text into tokens |
//! | `parser` | tokens into trees: lists and actions |
//! | `pipeline` | what stands in an action |
//! | `node` | the tree, which prints itself as Go's does |
//! | `number` | number literals |

mod lex;
mod node;
mod number;
mod parser;
mod pipeline;

pub(crate) use node::{Branch, Command, Keyword, List, Node, Operand, Pipe, Statement, Target, TemplateCall};
pub(crate) use number::Number;
pub(crate) use parser::{Definition, parse};
