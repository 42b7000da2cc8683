//! The registry: OCI distribution, classic repository and search over one store.
