//! What a change asks of the quotas of its namespaces, summed over all replicas of all its objects. Nothing here knows HTTP.
//!
//! | file | holds |
//! |---|---|
//! | `quantity` | amounts as Kubernetes writes them |
//! | `demand` | what pods and other objects count for |
//! | `exceeded` | quotas that a change would exceed |

mod demand;
mod exceeded;
mod quantity;

pub(crate) use demand::{Demand, of_object, of_pod, replicas};
pub(crate) use exceeded::exceeded;
