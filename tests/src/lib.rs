//! What crosses crates: parity with Helm, a real API server, the registry.
