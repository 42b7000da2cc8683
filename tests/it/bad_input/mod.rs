//! Bad input and broken surroundings: each a clear message, a hint, and an exit code by kind.
//!
//! `chart` (templates, archives), `values`, `cluster`, `registry`, `disk`, `limits`.

mod chart;
mod cluster;
mod disk;
mod limits;
mod registry;
mod values;
