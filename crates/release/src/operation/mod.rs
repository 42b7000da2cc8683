//! Install, upgrade, rollback, uninstall, test, and what can be asked.
//!
//! | file | holds |
//! |---|---|
//! | `releases` | the releases of a cluster: what every operation needs |
//! | `options` | how an operation is carried out |
//! | `exclusive` | holding the lock of a release while something is done to it |
//! | `history` | the revisions of a release, and which of them counts |
//! | `proposal` | what an operation is going to do, before it does it |
//! | `prepare` | records and live objects → a plan |
//! | `preflight` | what may stand in the way beside what the server said |
//! | `pods` | letting the server try a pod of each workload |
//! | `quota` | quotas that a plan would exceed |
//! | `trial` | letting the server try a plan |
//! | `live` | reading live objects |
//! | `patched` | the user's patches from one revision to the next |
//! | `subchart_rules` | the rules of readiness of subcharts, which a record has no room for |
//! | `execute` | a plan → a cluster that has it |
//! | `write` | one object, by whatever way the server accepts |
//! | `hooks` | running hooks |
//! | `change` | from pending to deployed or failed: what install, upgrade and rollback share |
//! | `own_namespace` | the namespace of a release where the release brings it |
//! | `definitions` | the `crds/` of a chart |
//! | `install`, `upgrade`, `rollback`, `uninstall`, `test` | one operation each |
//! | `drift` | what has become of the objects since they were applied |
//! | `query` | list and history |
//! | `recover` | what others left behind |
//! | `traces` | what earlier revisions may have left in the cluster |
//! | `resources` | the objects of a release as the cluster shows them |

mod change;
mod definitions;
mod drift;
mod exclusive;
mod execute;
mod history;
mod hooks;
mod install;
mod live;
mod options;
mod own_namespace;
mod patched;
mod pods;
mod preflight;
mod prepare;
mod proposal;
mod query;
mod quota;
mod recover;
mod releases;
mod resources;
mod rollback;
mod subchart_rules;
mod test;
mod traces;
mod trial;
mod uninstall;
mod upgrade;
mod write;

pub use definitions::{CrdPolicy, defined_kinds};
pub use history::History;
pub use hooks::HookLog;
pub use options::{Draft, DryRun, Options, WaitStrategy};
pub use patched::KeptPatches;
pub use proposal::Proposal;
pub use query::{Filter, Order};
pub use recover::{RecoverOptions, Stuck};
pub use releases::{Clock, Releases};
pub use resources::ResourceTable;
pub use rollback::RollbackOptions;
pub use test::{TestOptions, Tested};
pub use uninstall::{UninstallOptions, Uninstalled};
pub use upgrade::Upgrade;
