//! Groups of flags that several commands share.
//!
//! | file | holds |
//! |---|---|
//! | `global` | flags that every command takes |
//! | `values` | `-f`, `--set` and its family |
//! | `certificates` | certificates for servers other than the cluster |
//! | `source` | where a chart comes from |
//! | `release_name` | `[NAME] CHART`, or a name that is made up |
//! | `render_limit` | how much a render may use |
//! | `render` | the cluster that templates believe in |
//! | `reuse` | what an upgrade takes over of the release's values |
//! | `post_renderer` | a program that changes rendered documents |
//! | `ignored` | flags of Helm that change nothing here |
//! | `change` | what install and upgrade share |
//! | `operation` | how objects are written, and how long is waited |
//! | `review` | looking at a plan before it is carried out |
//! | `output` | `-o table\|json\|yaml` |
//! | `duration` | `5m0s` |
//! | `go_flags` | the forms that Go's flag library accepts |

mod certificates;
mod change;
mod duration;
mod global;
mod go_flags;
mod ignored;
mod operation;
mod output;
mod post_renderer;
mod release_name;
mod render;
mod render_limit;
mod reuse;
mod review;
mod source;
mod values;

pub(crate) use certificates::CertificateFlags;
pub(crate) use change::{ChangeFlags, parse_label};
pub(crate) use duration::{go_duration_error, parse_duration};
pub(crate) use global::GlobalFlags;
pub(crate) use go_flags::{go_flag_forms, parse_go_bool};
pub(crate) use ignored::ClusterFlagsOfHelm;
pub(crate) use operation::{ApplyFlags, OrderFlags, ServerSide, Strategy, WaitFlags, parse_server_side};
pub(crate) use output::OutputFormat;
pub(crate) use post_renderer::PostRendererFlags;
pub(crate) use release_name::ReleaseName;
pub(crate) use render::OfflineFlags;
pub(crate) use render_limit::RenderLimit;
pub(crate) use reuse::ReuseFlags;
pub(crate) use review::ReviewFlags;
pub(crate) use source::{SourceFlags, TransportFlags};
pub(crate) use values::ValueFlags;
