//! `cargo xtask test`: everything that must pass before anything lands.
//!
//! `plan` says which stages there are and in which order, `stage` runs and times one, `count` adds up what
//! cargo's test binaries report, `deny` keeps the checker of dependencies, `parts` readies the real parts meanwhile.

mod count;
mod deny;
mod parts;
mod plan;
mod stage;

pub(crate) use plan::{Arguments, run};
