//! The dialect of native charts: Tera.
//!
//! Each chart has its own Tera instance with its own templates and the components of its libraries. The context is
//! `values`, `release`, `chart`, `capabilities` and `files`. A value is written inline as JSON
//! (`{{ values.resources | json }}`), which is YAML; rendered documents are printed again in block style.
//!
//! | file or folder | holds |
//! |---|---|
//! | `render` | the charts of a tree, one after the other |
//! | `context` | what a template sees |
//! | `value` | nodes into Tera's values and back, and Tera's values as a `Tree` |
//! | `functions` | filters and functions |
//! | `output` | limits on what a template writes |
//! | `reprint` | documents in block style |
//! | `assignment` | where variables come from |
//! | `report` | Tera's errors as diagnostics |

mod assignment;
mod context;
mod functions;
mod output;
mod render;
mod report;
mod reprint;
mod value;

pub(crate) use render::render;
