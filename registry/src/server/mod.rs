//! HTTP: the distribution specification, the classic repository and JSON for user interfaces.
//!
//! Only `serve` and `connection` know axum and hyper; the rest works on requests and responses of the `http` crate.
//!
//! | file | holds |
//! |---|---|
//! | `serve` | the listener, and the orderly stop |
//! | `connection` | one connection: encryption, time limits |
//! | `answer` | one request: route, access, handler |
//! | `route` | paths and methods |
//! | `query` | query strings, percent signs |
//! | `problem` | errors as the specification words them |
//! | `reply` | building responses; streaming files |
//! | `range` | `Range`, `Content-Range`, `If-None-Match` |
//! | `blobs`, `uploads`, `manifests`, `listings` | the distribution specification |
//! | `classic` | the classic repository |
//! | `catalogue` | charts as JSON |
//! | `museum` | pushing as ChartMuseum takes it |

mod answer;
mod blobs;
mod catalogue;
mod classic;
mod connection;
mod listings;
mod manifests;
mod museum;
mod problem;
mod query;
mod range;
mod reply;
mod route;
mod serve;
mod uploads;

pub use connection::Patience;
pub use serve::{router, serve, serve_router};
