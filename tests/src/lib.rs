//! What end-to-end tests have in common: a person's desk, and the cases of parity with Helm.

mod charts;
mod desk;
mod parity;
mod program;
mod proxy;
mod server;

pub use charts::copy_of_our_charts;
pub use desk::{Desk, Run};
pub use parity::Case;
pub use program::rhumb;
pub use proxy::Proxy;
pub use server::Registry;
