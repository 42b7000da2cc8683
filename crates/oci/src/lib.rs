//! The client of OCI registries and classic repositories.
