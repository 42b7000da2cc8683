//! What charts render to.

mod charts;
mod core;
mod functions;
mod tera;
