//! Releases on a cluster: plan, apply, watch, record.
