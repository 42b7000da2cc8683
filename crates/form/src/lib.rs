//! Launch forms: a schema, default values and a launch context become a tree of fields.
//!
//! The rules are those of Onyxia's form engine, whose outputs the tests hold this one against. The terminal, the browser
//! and the HTTP API show the same tree.
//!
//! ```text
//! schema ─ resolve_references ─▶ Schema ─┐
//! values.yaml ───────────────────────────┼─ Launch ─ start ─▶ values ─ form ─▶ Form
//! context ───────────────────────────────┘
//! ```
//!
//! | file | holds |
//! |---|---|
//! | `launch` | what a form is drawn from, the values it starts with, the form |
//! | `references` | `$ref` and `overwriteSchemaWith` |
//! | `schema` | the part of JSON Schema that forms are drawn from, typed |
//! | `start` | the value of each node, in Onyxia's precedence |
//! | `fields` | groups and fields |
//! | `range` | two schemas become one range slider |
//! | `split` | the chart's own fields, its globals, its dependencies |
//! | `model` | the tree of fields, as data |
//! | `check`, `options` | whether a value fits, and what it may be chosen from |
//! | `context`, `expression` | expressions over the launch context |
//! | `javascript` | numbers and equality as the browser has them |

mod check;
mod context;
mod error;
mod expression;
mod fields;
mod javascript;
mod launch;
mod model;
mod options;
mod range;
mod references;
mod schema;
mod split;
mod start;

pub use error::{Error, Problem};
pub use launch::{Launch, Start};
pub use model::{Common, DependencyForm, Field, Form, Group, Item, RangeEnd, Segment, Shape};
pub use references::resolve_references;
pub use schema::{Extremity, Hidden, Kind, Onyxia, Render, Schema, Slider};
pub use split::Dependency;
