//! HTTP: the distribution specification over the store.
//!
//! Only `serve` knows axum; the rest works on requests and responses of the `http` crate.
//!
//! | file | holds |
//! |---|---|
//! | `serve` | the listener, and the orderly stop |
//! | `answer` | one request: route, access, handler |
//! | `route` | paths and methods |
//! | `query` | query strings, percent signs |
//! | `problem` | errors as the specification words them |
//! | `reply` | building responses; streaming files |
//! | `range` | `Range`, `Content-Range`, `If-None-Match` |
//! | `blobs`, `uploads`, `manifests`, `listings` | the handlers |

mod answer;
mod blobs;
mod listings;
mod manifests;
mod problem;
mod query;
mod range;
mod reply;
mod route;
mod serve;
mod uploads;

pub use serve::{router, serve, serve_router};
