//! From a chart and its values to rendered files: the render context and both dialects.
//!
//! A chart whose Chart.yaml says `apiVersion: rhumb/v1` is native: a file below its `templates/` whose name ends in
//! `.tera` is a Tera template, every other a Go template, as are all of any other chart. Tera files see the values
//! as they were before any Go file ran.
//!
//! | file or folder | holds |
//! |---|---|
//! | `input` | what a render needs |
//! | `capabilities` | what is known of the cluster's versions |
//! | `cluster` | the live cluster, as templates may see it |
//! | `scope` | the charts of a tree, each with its templates and values |
//! | `render` | all of it |
//! | `output` | what a render gives |
//! | `go` | the dialect of Helm |
//! | `tera` | the dialect of native charts |
//! | `error` | what can go wrong |

mod capabilities;
mod cluster;
mod error;
mod go;
mod input;
mod output;
mod render;
mod scope;
mod tera;

pub use capabilities::{Capabilities, KubeVersion};
pub use cluster::{Cluster, NoCluster, Query};
pub use error::Error;
pub use go::{GoError, TextError, render_text};
pub use input::{Limits, ReleaseInfo, RenderInput};
pub use output::{Rendered, RenderedFile};
pub use render::render;
