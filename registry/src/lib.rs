//! The registry: OCI distribution, classic repository and search over one store.
//!
//! [`Registry::open`] opens the data folder, [`serve`] answers HTTP on a listener until it is told to stop,
//! and [`Store`] is the same content for callers in the process. The crate never renders a chart.
//!
//! | module | holds |
//! |---|---|
//! | `config` | what can be set |
//! | `access` | who may read and write |
//! | `tls` | certificates |
//! | `event` | what the registry tells its caller while it runs |
//! | `reference` | names of repositories, tags and digests, checked |
//! | `store` | the storage |
//! | `charts` | what the registry knows of charts |
//! | `server` | HTTP |

mod access;
pub mod charts;
mod config;
mod error;
mod event;
pub mod reference;
mod registry;
mod server;
pub mod store;
mod tls;

pub use access::{Access, Protect};
pub use config::{Config, Durability};
pub use error::Error;
pub use event::{Event, Events};
pub use registry::Registry;
pub use server::{Patience, router, serve, serve_router};
pub use store::Store;
pub use tls::Tls;
