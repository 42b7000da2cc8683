//! Releases on a real API server, beside the real Helm.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod dead_api;
mod diagnosis;
mod drift;
mod faults;
mod harness;
mod hooks;
mod install;
mod interchange;
mod order;
mod oversize;
mod plan;
mod readiness;
mod recovery;
mod requests;
mod untyped;
