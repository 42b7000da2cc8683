//! What an operation will do, as data. Nothing here knows HTTP.
//!
//! | file | holds |
//! |---|---|
//! | `place` | where objects live: kind, namespace, definitions that come along |
//! | `action` | what is done with an object |
//! | `decide` | desired, previous and live objects → what to do with each |
//! | `arrange` | the order in which all of it is done |
//! | `settle` | what the server answered to dry runs → the fields that change |
//! | `finding` | why it cannot succeed, or what one should know |
//! | `saved` | a plan in a file, and what moved since it was made |

mod action;
mod arrange;
mod decide;
mod finding;
mod place;
mod saved;
mod settle;

pub use action::{Action, Operation, Plan, PlannedHook, Step, Summary};
pub(crate) use arrange::arrange;
pub use decide::{Live, decide};
pub(crate) use decide::{keep, removal};
pub(crate) use finding::check;
pub use finding::{Check, Finding, Severity};
pub use place::{Placed, place};
pub(crate) use place::{defined, place_all};
pub use saved::{Moved, SavedPlan, Seen, moved};
pub use settle::{Trial, settle};
