//! What happens to releases on a cluster.
//!
//! | file | holds |
//! |---|---|
//! | `connect` | settings become a handle on releases, and their events ours |
//! | `failure` | what went wrong, in our words and in Helm's |
//! | `list`, `history`, `status`, `get` | what can be asked |
//! | `rollback`, `uninstall`, `test` | what needs no chart |

mod connect;
mod failure;
mod get;
mod history;
mod list;
mod rollback;
mod status;
mod test;
mod uninstall;

pub use connect::{Stop, releases};
pub use get::{computed_values, get_release};
pub use history::history;
pub use list::{List, go_time, list};
pub use rollback::rollback;
pub use status::{Status, status};
pub use test::test;
pub use uninstall::uninstall;
