//! The API server behind a proxy that counts requests, and spoils those that a test names.
//!
//! `kubectl proxy` speaks TLS and proves who we are; before it stand listeners that speak plain HTTP/1.1, one request on
//! each connection.
//!
//! | file | holds |
//! |---|---|
//! | `gateway` | the way to the API server, for any number of proxies |
//! | `front` | a listener, and what becomes of the requests |
//! | `http` | reading a request |

mod front;
mod gateway;
mod http;

pub use front::{Fate, Proxy};
pub use gateway::Gateway;
pub use http::Request;
