//! YAML as Go's Kubernetes libraries read and write it.
//!
//! Helm reads YAML through sigs.k8s.io/yaml (go.yaml.in/yaml v2, then JSON) and writes it the same way back.
//! This crate does both over the events of `granit-parser`, keeps the origin of every node, and offers the
//! read-only trait [`Tree`], so that printing and JSON work alike on our own nodes, on a Go template's heap
//! and on Tera's values.
//!
//! | file | holds |
//! |---|---|
//! | `node` | the tree with origins |
//! | `tree` | the trait over any tree |
//! | `sink` | the trait that readers fill: a tree, or another program's heap |
//! | `scalar`, `timestamp` | what a plain scalar means |
//! | `number` | numbers as Go prints them |
//! | `read` | events of the parser into a sink |
//! | `documents` | the documents of a stream |
//! | `build`, `parse` | the sink that makes nodes, and the functions that use it |
//! | `write` | any tree as YAML |
//! | `json` | JSON as Go writes and reads it |
//! | `error`, `print_error` | what can be wrong with a text, and with a tree |

mod build;
mod documents;
mod error;
mod json;
mod node;
mod number;
mod parse;
mod print_error;
mod read;
mod scalar;
mod sink;
mod timestamp;
mod tree;
mod write;

pub use build::{Comment, Duplicate};
pub use documents::{BadSeparator, documents};
pub use error::{Error, ErrorKind};
pub use json::{JsonStyle, parse_json, read_json, to_json, write_json, write_json_string};
pub use node::{Entry, Mapping, Node, Value};
pub use number::{write_json_float, write_yaml_float};
pub use parse::{Parsed, parse, parse_all, parse_one, read_yaml};
pub use print_error::PrintError;
pub use read::read_ordinary;
pub use scalar::Scalar;
pub use sink::Sink;
pub use tree::{NodeEntries, Tree, View};
pub use write::{natural_order, to_block, to_yaml, to_yaml_pretty, write_block, write_yaml};
