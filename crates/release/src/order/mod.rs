//! In which order objects are written and deleted.
//!
//! | file | holds |
//! |---|---|
//! | `rules` | what decides the order, as data; `rules.yaml` is what is built in |
//! | `references` | what an object refers to, and what its author says that it comes after |
//! | `graph` | objects → what comes after what |
//! | `schedule` | which objects may be written next |

mod graph;
mod references;
mod rules;
mod schedule;

pub use graph::{Need, Order};
pub use rules::{Reference, Rules};
pub use schedule::Schedule;
