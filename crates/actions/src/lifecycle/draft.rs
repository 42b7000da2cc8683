//! From a chart and values to what a release records and applies.

use chart::{Chart, Crd};
use engine::{Capabilities, NoCluster, ReleaseInfo};
use functions::moment::Moment;
use manifest::manifest_text;
use release::documents::json;
use release::operation::{CrdPolicy, Draft, DryRun, Options, Releases, defined_kinds};
use release::patches::apply_patches;
use release::readiness::{self, Rules};
use release::record::Hook;
use serde_json::Value;
use std::sync::Arc;
use values::UserValues;

use super::live::{LiveCluster, capabilities};
use crate::render::{Render, RenderedChart, render};
use crate::{Context, Failure, PostRenderer, Result};

/// What install and upgrade share of how a chart is rendered.
#[derive(Clone, Debug, Default)]
pub struct Rendering {
    /// `--skip-schema-validation`.
    pub skip_schema_validation: bool,
    /// `--render-subchart-notes`.
    pub subchart_notes: bool,
    /// `--post-renderer`.
    pub post_renderer: Option<PostRenderer>,
}

/// Renders on a thread for blocking work, against the live cluster unless nothing may be asked of it.
pub(super) async fn draft(
    cx: &Context,
    releases: &Releases,
    chart: Chart,
    user: UserValues,
    info: ReleaseInfo,
    rendering: Rendering,
    how: &Options,
) -> Result<Draft> {
    let offline = how.dry_run == DryRun::Client;
    // Templates ask which kinds there are: those that come with the chart count.
    let coming = defined_kinds(&how.definitions)?;
    let options = Render {
        release: info,
        capabilities: if offline { Capabilities::default() } else { capabilities(releases, &coming).await? },
        cluster: if offline { Arc::new(NoCluster) } else { LiveCluster::of(releases, coming) },
        skip_schema_validation: rendering.skip_schema_validation,
        now: Moment::new(jiff::Timestamp::now(), jiff::tz::TimeZone::system()),
        post_renderer: rendering.post_renderer,
    };
    let config = json(&user.values);
    let is_new = !options.release.is_upgrade;
    let cx = cx.clone();
    let rendered = tokio::task::spawn_blocking(move || render(&cx, chart, user, options)).await;
    let rendered = rendered
        .map_err(|error| Failure::new(diagnostic::Kind::Internal, format!("the render ended: {error}")))?
        .map_err(|error| if is_new { error.of_install() } else { error.into() })?;
    let mut draft = recorded(&rendered, config, rendering.subchart_notes)?;
    apply_patches(&how.patches, &mut draft)?;
    Ok(draft)
}

/// With the rules of readiness that a chart and its subcharts bring, its own first.
///
/// # Errors
/// A file that is malformed.
pub(super) fn with_readiness(options: Options, chart: &Chart) -> Result<Options> {
    let mut subchart_rules = Rules::default();
    for dependency in &chart.dependencies {
        subchart_rules.extend(readiness_rules(dependency)?);
    }
    Ok(Options { readiness: readiness_rules(chart)?, subchart_rules, ..options })
}

fn readiness_rules(chart: &Chart) -> Result<Rules> {
    let mut rules = Rules::default();
    if let Some(file) = chart.files.iter().find(|file| &*file.name == readiness::FILE) {
        let path = format!("{}/{}", chart.metadata.name, readiness::FILE);
        rules.extend(Rules::read(&path, &file.text()?)?);
    }
    for dependency in &chart.dependencies {
        rules.extend(readiness_rules(dependency)?);
    }
    Ok(rules)
}

/// What a release records of a rendered chart.
///
/// # Errors
/// A file of the chart that was not read yet cannot be read.
pub(super) fn recorded(rendered: &RenderedChart, config: Value, subchart_notes: bool) -> Result<Draft> {
    let RenderedChart { chart, rendered, sorted, .. } = rendered;
    Ok(Draft {
        manifest: manifest_text(std::iter::empty(), &sorted.documents),
        hooks: sorted.hooks.iter().map(Hook::from).collect(),
        notes: rendered.notes_text(subchart_notes),
        chart: json(&chart.to_record()?),
        config,
    })
}

/// The definitions below `crds/` of a chart and its enabled subcharts, with their paths.
pub(super) fn definitions(
    chart: &Chart,
    user: &UserValues,
    policy: CrdPolicy,
) -> Result<Vec<(String, String)>> {
    if policy == CrdPolicy::Skip || chart.crds().is_empty() {
        return Ok(vec![]);
    }
    let mut chart = chart.clone();
    values::process_dependencies(&mut chart, &user.values)?;
    let text = |crd: Crd<'_>| Ok((crd.path, crd.file.text()?.into_owned()));
    chart.crds().into_iter().map(text).collect()
}

/// Puts Helm's words for the operation before its words for the failure.
pub fn operation_failed(operation: &str, failure: Failure) -> Failure {
    let text = format!("{operation} FAILED: {}", failure.helm_text());
    failure.in_helms_words(text)
}
