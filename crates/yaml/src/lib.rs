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

mod node;
mod tree;

pub use node::{Entry, Mapping, Node, Value};
pub use tree::{NodeEntries, Tree, View};
