//! Reading and printing against what Go's libraries do.

mod conformance;
mod origins;
mod read;
mod round_trip;
