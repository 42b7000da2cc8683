//! The language as a whole.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod cases;
mod language;
mod limits;
mod soup;
mod world;
