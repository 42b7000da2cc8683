//! `install`.

use chart::Chart;
use engine::ReleaseInfo;
use release::operation::{Draft, Options, Proposal, Releases};
use release::plan::Operation;
use release::record::{Release, Status};
use values::UserValues;

use super::connect::{Stop, alone, begin, releases};
use super::draft::{Rendering, definitions, draft, with_readiness};
use crate::render::{check_installable, check_release_name};
use crate::{Context, Result};

/// Options of [`install`].
#[derive(Clone, Debug)]
pub struct Install {
    /// Name of the release.
    pub name: String,
    /// The chart.
    pub chart: Chart,
    /// What the user gave.
    pub values: UserValues,
    /// How the chart is rendered.
    pub rendering: Rendering,
    /// How the objects are written.
    pub options: Options,
}

/// Installs a chart.
///
/// # Errors
/// Why it could not be installed.
pub async fn install(cx: &Context, what: Install, stop: Stop) -> Result<Release> {
    let releases = releases(cx, stop)?;
    begin(cx, Operation::Install, &what.name);
    let (name, options) = (what.name.clone(), what.options.clone());
    let work = carry_out(cx, &releases, what);
    alone(&releases, &name, &options, work).await
}

/// Whether an `upgrade --install` has to install: there is no such release, or only its history is left.
///
/// # Errors
/// When the cluster does not answer.
pub async fn must_install(cx: &Context, name: &str, stop: Stop) -> Result<Option<MustInstall>> {
    let history = releases(cx, stop)?.history(name).await?;
    Ok(match history.last() {
        None => Some(MustInstall::Anew),
        Some(last) if last.status == Status::Uninstalled => Some(MustInstall::Again),
        Some(_) => None,
    })
}

/// Why an `upgrade --install` has to install.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MustInstall {
    /// There is no such release.
    Anew,
    /// It was uninstalled and its history kept.
    Again,
}

async fn carry_out(cx: &Context, releases: &Releases, what: Install) -> Result<Release> {
    let (name, draft, options) = prepare(cx, releases, what).await?;
    Ok(releases.install(&name, draft, &options).await?)
}

/// Plans an install.
pub(super) async fn propose(cx: &Context, releases: &Releases, what: Install) -> Result<Proposal> {
    let (name, draft, options) = prepare(cx, releases, what).await?;
    Ok(releases.propose_install(&name, draft, &options).await?)
}

/// Checks that the name is free, and renders.
async fn prepare(cx: &Context, releases: &Releases, what: Install) -> Result<(String, Draft, Options)> {
    let Install { name, chart, values, rendering, options } = what;
    check_installable(cx, &chart)?;
    check_release_name(&name)?;
    let definitions = definitions(&chart, &values, options.crds)?;
    let options = Options { definitions, ..with_readiness(options, &chart)? };
    releases.begin_install(&name, &options).await?;
    // As Helm: an install renders for revision 1, whatever number its record gets.
    let info = ReleaseInfo::install(name.clone(), releases.namespace());
    let draft = draft(cx, releases, chart, values, info, rendering, &options).await?;
    Ok((name, draft, options))
}
