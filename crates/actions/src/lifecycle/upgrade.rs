//! `upgrade`.

use chart::Chart;
use engine::ReleaseInfo;
use release::operation::{Draft, Options, Proposal, Releases, Upgrade as Begun};
use release::plan::Operation;
use release::record::Release;
use values::{Reuse, UserValues, reuse_values};

use super::connect::{Stop, alone, begin, releases};
use super::draft::{Rendering, definitions, draft, operation_failed, with_readiness};
use super::get::{node, recorded_chart};
use crate::render::check_installable;
use crate::{Context, Result};

/// Options of [`upgrade`].
#[derive(Clone, Debug)]
pub struct Upgrade {
    /// Name of the release.
    pub name: String,
    /// The chart.
    pub chart: Chart,
    /// What the user gave.
    pub values: UserValues,
    /// What is taken over of the values of the revision that is deployed.
    pub reuse: Reuse,
    /// How the chart is rendered.
    pub rendering: Rendering,
    /// How the objects are written.
    pub options: Options,
    /// Whether the patches of the revision that is deployed are left out, and none are given.
    pub no_patches: bool,
}

/// Upgrades a release.
///
/// # Errors
/// Why it could not be upgraded.
pub async fn upgrade(cx: &Context, what: Upgrade, stop: Stop) -> Result<Release> {
    let upgrade = async {
        let releases = releases(cx, stop)?;
        begin(cx, Operation::Upgrade, &what.name);
        let (name, options) = (what.name.clone(), what.options.clone());
        let work = carry_out(cx, &releases, what);
        alone(&releases, &name, &options, work).await
    };
    upgrade.await.map_err(|failure| operation_failed("UPGRADE", failure))
}

async fn carry_out(cx: &Context, releases: &Releases, what: Upgrade) -> Result<Release> {
    let (begun, draft, options) = prepare(cx, releases, what).await?;
    Ok(releases.upgrade(begun, draft, &options).await?)
}

/// Plans an upgrade.
pub(super) async fn propose(cx: &Context, releases: &Releases, what: Upgrade) -> Result<Proposal> {
    let (begun, draft, options) = prepare(cx, releases, what).await?;
    Ok(releases.propose_upgrade(begun, draft, &options).await?)
}

/// Reads what the upgrade starts from, and renders.
async fn prepare(cx: &Context, releases: &Releases, what: Upgrade) -> Result<(Begun, Draft, Options)> {
    let Upgrade { name, mut chart, mut values, reuse, rendering, options, no_patches } = what;
    check_installable(cx, &chart)?;
    let definitions = definitions(&chart, &values, options.crds)?;
    let options = Options { definitions, ..with_readiness(options, &chart)? };
    let begun = releases.begin_upgrade(&name).await?;
    let options = with_patches(cx, &begun, options, no_patches)?;
    let old_chart = recorded_chart(&begun.base)?;
    let old_values = node(&begun.base.config)?;
    values.values = reuse_values(reuse, &mut chart, values.values, &old_chart, old_values)?;
    let info = ReleaseInfo::upgrade(name, begun.base.namespace.clone(), begun.revision.into());
    let draft = draft(cx, releases, chart, values, info, rendering, &options).await?;
    Ok((begun, draft, options))
}

/// With the patches of the revision that the upgrade starts from, unless others are given.
fn with_patches(cx: &Context, begun: &Begun, options: Options, none: bool) -> Result<Options> {
    if !options.patches.is_empty() {
        return Ok(options);
    }
    let base = &begun.base;
    let kept = begun.patches.of(base.version)?.filter(|(_, kept)| !kept.is_empty());
    let Some((revision, patches)) = kept else { return Ok(options) };
    if none {
        return Ok(Options { drops_patches: true, ..options });
    }
    if revision != base.version {
        cx.events.note(format!(
            "revision {} has no patches of its own; those of revision {revision} are applied again",
            base.version
        ));
    }
    Ok(Options { patches, ..options })
}
