//! What functions know of the render besides their arguments.

use std::collections::HashMap;
use std::sync::Arc;

use functions::moment::Moment;
use functions::random::Random;
use functions::regex::Patterns;
use gotemplate::Functions;
use jiff::tz::TimeZone;

use super::functions::TemplateCache;
use crate::Cluster;

/// The state of one render.
pub(super) struct Host {
    /// The functions that templates of `tpl` are compiled with.
    pub(super) functions: Arc<Functions>,
    /// How often each template is within itself right now.
    pub(super) included: HashMap<Box<str>, usize>,
    /// Compiled texts of `tpl`.
    pub(super) templates: TemplateCache,
    /// Compiled regular expressions.
    pub(super) patterns: Patterns,
    /// Randomness.
    pub(super) random: Random,
    /// The time of the render.
    pub(super) now: Moment,
    /// The zone that Go calls Local.
    pub(super) local: TimeZone,
    /// What `lookup` asks.
    pub(super) cluster: Arc<dyn Cluster>,
    /// Whether `required` and `fail` let pass, as in a lint.
    pub(super) lenient: bool,
    /// What they let pass since somebody looked.
    pub(super) passed: Vec<String>,
}
