//! The cluster: a client that is built when it is first needed, and the requests that releases make.
//!
//! | file | holds |
//! |---|---|
//! | `settings` | how to reach the cluster, as data |
//! | `connect` | the way there, made when it is first needed |
//! | `client` | what carries requests over it |
//! | `exec_plugin` | programs that give credentials |
//! | `proxy` | which proxy leads there |
//! | `discovery` | which kinds the cluster has |
//! | `resource` | a kind's place in the API |
//! | `pace` | how fast requests may follow each other |
//! | `fence` | holding back changes while nobody knows whether they may be made |
//! | `request` | one request, bounded in time |
//! | `read` | gets, lists, watches, logs |
//! | `page` | one page of a list, read object by object |
//! | `write` | the only place that changes the cluster |
//! | `error` | why the cluster did not do what was asked |

mod client;
mod connect;
mod discovery;
mod error;
mod exec_plugin;
mod fence;
mod pace;
mod page;
mod proxy;
mod read;
mod request;
mod resource;
mod settings;
mod write;

pub use connect::Cluster;
pub use discovery::{Discovery, ServerVersion};
pub use error::{ClusterError, Failure, FieldOwner};
pub(crate) use fence::{Fence, Moment, unfenced};
pub use proxy::Proxies;
pub use read::Change;
pub use resource::Resource;
pub use settings::ClusterSettings;
pub(crate) use write::MANAGER;
pub use write::{Apply, Propagation, Write};
