//! Waiting until objects are ready, or gone, through watches.
//!
//! | file | holds |
//! |---|---|
//! | `goal` | what is awaited |
//! | `wait` | the watches, one per collection |
//! | `pods` | the pods of what is awaited, for people to see |
//! | `inquire` | asking the cluster why something is not ready |

mod goal;
mod inquire;
mod pods;
mod wait;

pub use goal::{Goal, Target};
pub use wait::{Wait, wait};
