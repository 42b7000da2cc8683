//! The test bed on itself: slow the first time, since it builds what it starts.
#![allow(clippy::unwrap_used, reason = "a test that cannot get its parts fails")]

mod clients;
mod control_plane;
mod process;
mod registries;
