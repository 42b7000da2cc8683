//! What a change asks of the quotas of its namespaces, summed over all replicas of all its objects. Nothing here knows HTTP.
//!
//! | file | holds |
//! |---|---|
//! | `quantity` | amounts as Kubernetes writes them |
//! | `demand` | what pods and other objects count for |
//! | `scopes` | which pods a quota is for |
//! | `exceeded` | quotas that a change would exceed |

mod demand;
mod exceeded;
mod quantity;
mod scopes;

pub(crate) use demand::{Demands, replicas};
pub(crate) use exceeded::exceeded;
