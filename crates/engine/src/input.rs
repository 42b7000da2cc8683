//! What a render needs.

use std::sync::Arc;
use std::time::Duration;

use chart::Chart;
use functions::moment::Moment;
use functions::random::Random;
use yaml::Node;

use crate::{Capabilities, Cluster, NoCluster};

/// What a render needs. Clock, randomness and cluster are inputs, so that a render can be repeated.
#[derive(Clone)]
pub struct RenderInput<'a> {
    /// The chart with its dependencies processed (`values::Resolved`): no disabled subchart, aliases applied.
    pub chart: &'a Chart,
    /// The values that templates see, the chart's own at the root and a subchart's below its name. Numbers whose
    /// origin is a flag are integers in Go templates, all others floats.
    pub values: &'a Node,
    /// The release.
    pub release: ReleaseInfo,
    /// What is known of the cluster's versions.
    pub capabilities: Capabilities,
    /// What `lookup` sees.
    pub cluster: Arc<dyn Cluster>,
    /// The time.
    pub now: Moment,
    /// Where passwords, keys and identifiers come from.
    pub random: Random,
    /// How much the render may use.
    pub limits: Limits,
    /// Whether `required` and `fail` let the render go on, and the cluster may be of any version, as `lint` wants.
    pub lenient: bool,
}

impl<'a> RenderInput<'a> {
    /// A render without a cluster, with Helm's offline capabilities and the system's randomness.
    pub fn new(chart: &'a Chart, values: &'a Node, release: ReleaseInfo, now: Moment) -> Self {
        Self {
            chart,
            values,
            release,
            capabilities: Capabilities::default(),
            cluster: Arc::new(NoCluster),
            now,
            random: Random::system(),
            limits: Limits::default(),
            lenient: false,
        }
    }
}

/// The release that templates are rendered for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseInfo {
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// The revision that is being made, from 1.
    pub revision: u64,
    /// Whether it is an upgrade or a rollback; an installation otherwise.
    pub is_upgrade: bool,
    /// What renders: `Helm`, since charts compare it.
    pub service: String,
}

impl ReleaseInfo {
    /// The first revision of a release.
    pub fn install(name: impl Into<String>, namespace: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            namespace: namespace.into(),
            revision: 1,
            is_upgrade: false,
            service: "Helm".into(),
        }
    }

    /// A later revision.
    pub fn upgrade(name: impl Into<String>, namespace: impl Into<String>, revision: u64) -> Self {
        Self { revision, is_upgrade: true, ..Self::install(name, namespace) }
    }
}

/// How much a render may use. The defaults are generous: no public chart comes near them.
#[derive(Clone, Debug)]
pub struct Limits {
    /// What Go templates may use together.
    pub go: gotemplate::Limits,
    /// Bytes that one Tera file may write.
    pub output: usize,
    /// How long one Tera file may write. Tera cannot be stopped between two outputs: templates from strangers
    /// belong in a process of their own.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { go: gotemplate::Limits::default(), output: 256 << 20, time: Duration::from_secs(60) }
    }
}
