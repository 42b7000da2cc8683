//! Signatures of charts.
