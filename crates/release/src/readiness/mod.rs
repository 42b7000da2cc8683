//! Whether an object has become what it should be, judged from the object alone.
//!
//! The rules are those of kstatus (fluxcd/cli-utils pkg/kstatus/status), which Helm 4 waits with, or those of Helm 3
//! (pkg/kube/ready.go); a chart may bring its own for kinds that others know nothing of.
//!
//! | file | holds |
//! |---|---|
//! | `verdict` | what a judgement says, and the rules for any kind |
//! | `condition` | conditions over an object |
//! | `rules` | rules that charts bring |
//! | `workload` | Deployments and what else has replicas |
//! | `pod` | Pods |
//! | `job` | Jobs, and hooks |
//! | `other` | Services, claims, definitions |

mod condition;
mod job;
mod other;
mod pod;
mod rules;
mod verdict;
mod workload;

pub use job::hook_verdict;
pub use pod::PodState;
pub(crate) use pod::{containers, pod_state};
pub use rules::{FAILED_WHEN, FILE, READY_WHEN, Rule, Rules};
pub use verdict::{Criteria, JobRule, Verdict, verdict};
