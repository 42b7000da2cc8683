//! Releases on a cluster: plan, apply, watch, record.
//!
//! One pipeline serves install, upgrade, rollback and uninstall: documents, the records of the release and the live
//! objects make a plan, which is data; the plan is applied stage by stage; the watch says when everything is ready, or
//! why it is not; the record says how it went, in Helm's own format. Everything that happens is told as [`Event`]s.
//!
//! | module | holds |
//! |---|---|
//! | [`record`] | the record of a release, in Helm's own format |
//! | [`object`] | Kubernetes objects as our own JSON |
//! | [`documents`] | from the text of a manifest to objects |
//! | [`plan`] | what an operation will do, as data |
//! | [`order`] | in which order objects are written and deleted |
//! | [`drift`] | what has become of objects since they were applied, and who changed them |
//! | [`definition`] | whether a definition can take the place of another |
//! | [`diff`] | what differs between two states of an object |
//! | `lock` | the Lease beside Helm's own lock |
//! | [`managed`] | who owns which field |
//! | `naming` | names for objects that leave theirs to the server |
//! | `rewrite` | the text of documents whose objects are changed before they are recorded |
//! | [`patches`] | the user's patches to rendered objects |
//! | [`patch`] | merge patches |
//! | `quota` | what a change asks of the quotas of its namespaces |
//! | [`watch`] | waiting until objects are ready, or gone |
//! | [`ownership`] | Helm's ownership metadata |
//! | [`readiness`] | whether an object has become what it should be |
//! | [`diagnosis`] | why it has not |
//! | [`cluster`] | the client, and the only place that writes |
//! | [`store`] | the records in the cluster, and what lies beside them |
//! | [`operation`] | install, upgrade, rollback, uninstall, test, and what can be asked |
//! | [`event`] | what an operation tells while it runs |
//! | [`error`] | everything that can go wrong |

pub mod cluster;
pub mod definition;
pub mod diagnosis;
pub mod diff;
pub mod documents;
pub mod drift;
pub mod error;
pub mod event;
mod lock;
pub mod managed;
mod naming;
pub mod object;
pub mod operation;
pub mod order;
pub mod ownership;
pub mod patch;
pub mod patches;
pub mod plan;
mod quota;
pub mod readiness;
pub mod record;
mod rewrite;
pub mod store;
pub mod watch;

pub use cluster::{Cluster, ClusterSettings, Proxies};
pub use error::{Error, Result};
pub use event::{Event, Events};
