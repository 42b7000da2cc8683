//! Reading and printing against what Go's libraries do.

mod conformance;
mod ordinary;
mod origins;
mod read;
mod round_trip;
