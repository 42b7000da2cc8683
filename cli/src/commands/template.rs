use std::path::PathBuf;

use actions::{Failure, Result, Template as Options};
use clap::Args;
use diagnostic::Kind;
use engine::ReleaseInfo;

use crate::args::{ClusterFlagsOfHelm, OfflineFlags, ReleaseName, SourceFlags, ValueFlags};
use crate::session::Session;

/// Print what a chart renders to, without a cluster
///
/// The bytes on stdout are those that `helm template` prints.
#[derive(Args)]
pub(crate) struct Template {
    #[command(flatten)]
    name: ReleaseName,

    /// Print only what these templates render to: patterns of paths below the chart's folder
    #[arg(short, long, value_name = "PATTERN")]
    show_only: Vec<String>,

    /// Write a file for each template below this folder instead of printing
    #[arg(long, value_name = "DIR")]
    output_dir: Option<PathBuf>,

    /// Put the release's name between --output-dir and the files
    #[arg(long)]
    release_name: bool,

    /// Print what lies below crds/ too
    #[arg(long)]
    include_crds: bool,

    /// Leave hooks out
    #[arg(long)]
    no_hooks: bool,

    /// Leave test hooks out
    #[arg(long)]
    skip_tests: bool,

    /// Render as for an upgrade
    #[arg(long)]
    is_upgrade: bool,

    /// API versions that templates see beside the usual ones; commas or several flags
    #[arg(short, long, value_name = "VERSION", value_delimiter = ',')]
    api_versions: Vec<String>,

    /// Fetch missing dependencies first
    #[arg(long)]
    dependency_update: bool,

    /// Where the cluster comes in: client for not at all
    #[arg(long, value_name = "WHERE", num_args = 0..=1, require_equals = true, default_missing_value = "client")]
    dry_run: Option<String>,

    /// The same as --dry-run=server
    #[arg(long, hide = true, conflicts_with = "dry_run")]
    validate: bool,

    #[command(flatten)]
    offline: OfflineFlags,

    #[command(flatten)]
    values: ValueFlags,

    #[command(flatten)]
    source: SourceFlags,

    #[command(flatten)]
    ignored: ClusterFlagsOfHelm,
}

impl Template {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let server = self.validate || self.dry_run.as_deref() == Some("server");
        if server {
            return Err(Failure::new(Kind::Unsupported, "template does not speak to the cluster")
                .hint("`rhumb install --dry-run=server` renders and checks against the live cluster"));
        }
        let (name, reference) = self.name.resolve("release-name")?;
        let user = self.values.collect(session)?;
        if self.dependency_update {
            super::dependency::update_if_missing(session, &reference, &self.source.transport)?;
        }
        let chart = session.chart(&self.source, &reference)?;
        let mut release = ReleaseInfo::install(&name, actions::namespace(session.settings()));
        release.is_upgrade = self.is_upgrade;
        let output_dir =
            self.output_dir.map(|folder| if self.release_name { folder.join(&name) } else { folder });
        let options = Options {
            render: self.offline.render(release, &self.api_versions)?,
            include_crds: self.include_crds,
            no_hooks: self.no_hooks,
            skip_tests: self.skip_tests,
            show_only: self.show_only,
            output_dir: output_dir.clone(),
        };
        let templated = actions::template(&session.context, chart, user, options)?;
        let written = templated.written.iter().map(|path| format!("wrote {}\n", path.display()));
        let text: String = written.collect();
        session.printer.data(&(text + &templated.text))
    }
}
