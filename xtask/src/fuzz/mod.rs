//! `cargo xtask fuzz`: random templates and values through rhumb and the real Helm.
//!
//! | file | holds |
//! |---|---|
//! | `grammar` | random templates |
//! | `idioms` | what charts write again and again |
//! | `values` | random values files |
//! | `piece` | a template as a tree that can be made smaller |
//! | `compare` | both programs on one batch |
//! | `run` | rounds of batches, and what is told of a disagreement |

mod compare;
mod grammar;
mod idioms;
mod piece;
mod run;
mod values;

pub(crate) use run::{Arguments, SHORT, run};
