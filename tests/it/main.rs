//! What crosses crates, each test on the real thing.
#![allow(clippy::unwrap_used, reason = "a test that cannot get its parts fails")]

mod bad_input;
mod connection;
mod definitions;
mod dependencies;
mod directions;
mod environment;
mod events;
mod flags;
mod interchange;
mod kill;
mod lifecycle;
mod parity;
mod patches;
mod paused;
mod plan;
mod post_renderer;
mod registry;
mod scaffold;
mod story;
mod takeover;
mod tls;
mod values;
