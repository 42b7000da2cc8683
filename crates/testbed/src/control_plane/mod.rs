//! A Kubernetes control plane of real parts on free ports of 127.0.0.1.
//!
//! `programs` builds it, `folder` says where one keeps its files, `components` how each part is started,
//! `start` in which order, `plane` is what tests hold, `shared` finds the one of this run, `keeper` ends
//! it when nobody uses it, `access` makes kubeconfigs, `namespace` a test's own corner.

mod access;
mod components;
mod folder;
mod keeper;
mod namespace;
mod plane;
mod programs;
mod shared;
mod start;

pub use access::Rule;
pub(crate) use access::kubeconfig;
pub use components::Component;
pub use namespace::Namespace;
pub use plane::ControlPlane;
