//! Tests of the crate as its users see it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod charts;
mod coalesce;
mod overrides;
mod reuse;
mod schema;
mod unknown;
mod why;
