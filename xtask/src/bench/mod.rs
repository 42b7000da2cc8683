//! `cargo xtask bench`: rhumb and Helm side by side, in one run, as ratios.
//!
//! `measure` runs one command and tells what it cost, `pairs` says what is compared and prints it.

mod measure;
mod pairs;

pub(crate) use measure::{Measured, measure};
pub(crate) use pairs::{Arguments, run};
