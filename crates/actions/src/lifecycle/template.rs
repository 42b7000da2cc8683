//! `template --dry-run=server`.

use chart::Chart;
use diagnostic::Kind;
use release::documents::json;
use release::operation::{DryRun, Options};
use values::UserValues;

use super::connect::{Stop, releases};
use super::draft::recorded;
use super::live::{LiveCluster, capabilities};
use crate::render::{Render, check_installable, check_release_name, render};
use crate::template::{Template, Templated, printed, unrendered};
use crate::{Context, Failure, Result};

/// What the user says of the cluster holds against what the cluster says.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// Whether the version was given.
    pub kube_version: bool,
    /// API versions beside those that the cluster has.
    pub api_versions: Vec<String>,
}

/// Renders a chart against the live cluster, which then tries what it renders to; nothing is changed.
///
/// # Errors
/// As [`crate::template`]; what the cluster refuses.
pub async fn template_live(
    cx: &Context,
    chart: Chart,
    user: UserValues,
    options: Template,
    kept: Kept,
    stop: Stop,
) -> Result<Templated> {
    check_installable(cx, &chart)?;
    check_release_name(&options.render.release.name)?;
    let releases = releases(cx, stop)?;
    let mut live = capabilities(&releases, &[]).await?;
    if kept.kube_version {
        live.kube_version = options.render.capabilities.kube_version.clone();
    }
    live.api_versions.extend(kept.api_versions);
    let how =
        Render { capabilities: live, cluster: LiveCluster::of(&releases, vec![]), ..options.render.clone() };
    let name = how.release.name.clone();
    let config = json(&user.values);
    let blocking = cx.clone();
    let rendered = tokio::task::spawn_blocking(move || render(&blocking, chart, user, how)).await;
    let rendered = rendered
        .map_err(|error| Failure::new(Kind::Internal, format!("the render ended: {error}")))?
        .map_err(|error| unrendered(cx, error, &options.show_only))?;
    let tried = Options { dry_run: DryRun::Server, ..Options::default() };
    releases.install(&name, recorded(&rendered, config, false)?, &tried).await?;
    printed(cx, rendered, &options)
}
