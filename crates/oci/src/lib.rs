//! The client of OCI registries and classic repositories: verified bytes in and out.
//!
//! Two kinds of servers keep charts: OCI registries, in the words of `oci-distribution`, and classic
//! repositories, which are an `index.yaml` and archives over HTTP. Logins, repositories and caches are Helm's
//! own files, read and written in place. Nothing here knows what is inside a chart beyond its name and version.
//!
//! | file | holds |
//! |---|---|
//! | `reference` | `oci://host/path:tag@digest`, and how versions become tags |
//! | `transport` | TLS, proxies and time-outs of every request |
//! | `credentials` | logins in Docker's format, helpers included |
//! | `session` | a conversation with one registry: credentials, refusals |
//! | `registry` | tags, pull, push and login at an OCI registry |
//! | `repositories` | repositories.yaml |
//! | `repository` | index files and archives over HTTP, and the cache of indexes |
//! | `content` | the cache of archives by digest |
//! | `progress` | how transfers are told |

mod content;
mod credentials;
mod error;
mod progress;
mod reference;
mod registry;
mod repositories;
mod repository;
mod session;
mod transport;

pub use content::ContentCache;
pub use credentials::{CredentialStore, Credentials};
pub use error::{Error, Result, TlsFault};
pub use progress::{Progress, Quiet};
pub use reference::{Reference, tag_of_version, version_of_tag};
pub use registry::{PulledChart, Pushed, RegistryClient, Upload};
pub use repositories::{Repositories, RepositoryEntry};
pub use repository::{IndexCache, RepositoryClient, join_url};
pub use transport::Transport;
