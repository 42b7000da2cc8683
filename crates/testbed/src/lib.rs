//! Starts real parts for tests: control plane, Helm, registries.
