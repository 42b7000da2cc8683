//! Reading and printing against what Go's libraries do.

mod read;
