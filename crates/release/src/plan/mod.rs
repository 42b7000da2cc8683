//! What an operation will do, as data. Nothing here knows HTTP.
//!
//! | file | holds |
//! |---|---|
//! | `place` | where objects live: kind, namespace, definitions that come along |
//! | `action` | what is done with an object |
//! | `decide` | desired, previous and live objects → what to do with each |
//! | `settle` | what the server answered to dry runs → the fields that change |

mod action;
mod decide;
mod place;
mod settle;

pub use action::{Action, Plan, Step, Summary};
pub(crate) use decide::removal;
pub use decide::{Live, decide};
pub(crate) use place::place_all;
pub use place::{Placed, place};
pub use settle::{Trial, settle};
