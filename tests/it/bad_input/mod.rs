//! Bad input and broken surroundings: each a clear message, a hint, and an exit code by kind.
//!
//! `chart` (templates, archives), `values`, `cluster`, `registry`, `disk`.

mod chart;
mod cluster;
mod disk;
mod registry;
mod values;
