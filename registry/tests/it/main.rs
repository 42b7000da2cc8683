//! The registry over HTTP: the official suite, real clients, and what happens when things break.

#![allow(clippy::unwrap_used, reason = "in tests a failure is what unwrap is for")]

mod access;
mod charts;
mod client;
mod clients;
mod conformance;
mod full_disk;
mod garbage;
mod kill;
mod patience;
mod process;
mod protocol;
mod recovery;
mod server;
mod tls;
