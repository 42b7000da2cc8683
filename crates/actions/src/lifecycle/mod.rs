//! What happens to releases on a cluster.
//!
//! | file | holds |
//! |---|---|
//! | `connect` | settings become a handle on releases, and their events ours |
//! | `failure` | what went wrong, in our words and in Helm's |
//! | `list`, `history`, `status`, `get`, `format`, `drift` | what can be asked |
//! | `draft` | from a chart and values to what a release records |
//! | `live` | the live cluster as templates see it |
//! | `values_diff`, `values_why` | the values of releases |
//! | `install`, `upgrade`, `template` | what needs a chart |
//! | `plan` | planning a change, and carrying out what was planned |
//! | `rollback`, `uninstall`, `test`, `recover` | what needs none |

mod connect;
mod draft;
mod drift;
mod failure;
mod format;
mod get;
mod history;
mod install;
mod list;
mod live;
mod plan;
mod recover;
mod rollback;
mod status;
mod template;
mod test;
mod uninstall;
mod upgrade;
mod values_diff;
mod values_why;

pub use connect::{Stop, releases};
pub use draft::{Rendering, operation_failed};
pub use drift::{drift, fix_drift};
pub use format::format_release;
pub(crate) use get::node;
pub use get::{computed_values, get_release};
pub use history::history;
pub use install::{Install, MustInstall, install, must_install};
pub use list::{List, go_time, list};
pub use plan::{Change, Proposed, apply_plan, propose, read_plan, save_plan};
pub use recover::{recover, stuck};
pub use rollback::rollback;
pub use status::{Status, status};
pub use template::{Kept, template_live};
pub use test::test;
pub use uninstall::uninstall;
pub use upgrade::{Upgrade, upgrade};
pub use values_diff::{Side, ValueChange, ValuesDiff, values_diff};
pub use values_why::{ReleaseWhy, release_values_why};
