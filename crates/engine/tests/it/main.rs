//! What charts render to.

mod functions;
