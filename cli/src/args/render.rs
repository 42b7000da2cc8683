//! What changes how templates render.

use actions::render::Render;
use actions::{Failure, Result};
use clap::Args;
use engine::{Capabilities, KubeVersion, ReleaseInfo};

use crate::session::Session;

/// The cluster that templates believe in, for commands that render without one.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Rendering")]
pub(crate) struct OfflineFlags {
    /// Version of Kubernetes to render for
    #[arg(long, value_name = "VERSION")]
    pub(crate) kube_version: Option<String>,

    /// Do not check values against the chart's schema
    #[arg(long)]
    pub(crate) skip_schema_validation: bool,
}

impl OfflineFlags {
    /// How to render for a release, with further API versions.
    pub(crate) fn render(&self, release: ReleaseInfo, api_versions: &[String]) -> Result<Render> {
        let mut capabilities = Capabilities::default();
        if let Some(version) = self.kube_version.as_deref().filter(|version| !version.is_empty()) {
            capabilities.kube_version = KubeVersion::parse(version).map_err(|why| {
                Failure::usage(format!("`{version}` is no version of Kubernetes: {why}"))
                    .hint("write for example 1.33.0")
                    .in_helms_words(format!("invalid kube version '{version}': {why}"))
            })?;
        }
        capabilities.api_versions.extend(api_versions.iter().cloned());
        Ok(Render {
            capabilities,
            skip_schema_validation: self.skip_schema_validation,
            ..Render::offline(release, Session::now())
        })
    }
}
