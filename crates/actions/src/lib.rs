//! One file per verb: typed options in, typed results and events out.
