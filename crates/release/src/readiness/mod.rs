//! Whether an object has become what it should be, judged from the object alone.
//!
//! The rules are those of kstatus (fluxcd/cli-utils pkg/kstatus/status), which Helm 4 waits with.
//!
//! | file | holds |
//! |---|---|
//! | `verdict` | what a judgement says, and the rules for any kind |
//! | `workload` | Deployments and what else has replicas |
//! | `pod` | Pods |
//! | `job` | Jobs, and hooks |
//! | `other` | Services, claims, definitions |

mod job;
mod other;
mod pod;
mod verdict;
mod workload;

pub use job::hook_verdict;
pub use pod::PodState;
pub(crate) use pod::{containers, pod_state};
pub use verdict::{JobRule, Verdict, verdict};
