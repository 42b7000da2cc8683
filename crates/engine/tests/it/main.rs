//! What charts render to.

mod core;
mod functions;
mod tera;
