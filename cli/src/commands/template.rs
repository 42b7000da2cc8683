use std::path::PathBuf;

use actions::lifecycle::{Kept, template_live};
use actions::render::Render;
use actions::{Failure, Result, Template as Options};
use clap::Args;
use engine::ReleaseInfo;

use crate::args::{
    ClusterFlagsOfHelm, OfflineFlags, PostRendererFlags, ReleaseName, SourceFlags, ValueFlags,
};
use crate::session::Session;

/// Print what a chart renders to
///
/// The bytes on stdout are those that `helm template` prints. No cluster is asked, unless --dry-run=server wants templates
/// to see the live one and the server to try what they render to.
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

    /// `server` renders against the live cluster, which then tries the documents; `client` asks it for nothing
    #[arg(long, value_name = "WHERE", num_args = 0..=1, require_equals = true, default_value = "client", default_missing_value = "client")]
    dry_run: String,

    /// The same as --dry-run=server
    #[arg(long, hide = true, conflicts_with = "dry_run")]
    validate: bool,

    #[command(flatten)]
    offline: OfflineFlags,

    #[command(flatten)]
    post_renderer: PostRendererFlags,

    #[command(flatten)]
    values: ValueFlags,

    #[command(flatten)]
    source: SourceFlags,

    #[command(flatten)]
    ignored: ClusterFlagsOfHelm,
}

impl Template {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let is_live = match self.dry_run.as_str() {
            "server" => true,
            "client" | "true" | "unset" => self.validate,
            other => return Err(no_dry_run(other)),
        };
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
            render: Render {
                post_renderer: self.post_renderer.find(session.settings())?,
                ..self.offline.render(release, &self.api_versions)?
            },
            include_crds: self.include_crds,
            no_hooks: self.no_hooks,
            skip_tests: self.skip_tests,
            show_only: self.show_only,
            output_dir: output_dir.clone(),
        };
        let cx = &session.context;
        let templated = if is_live {
            let kept =
                Kept { kube_version: self.offline.kube_version.is_some(), api_versions: self.api_versions };
            session.operate(|stop| template_live(cx, chart, user, options, kept, stop))?
        } else {
            actions::template(cx, chart, user, options)?
        };
        let written = templated.written.iter().map(|path| format!("wrote {}\n", path.display()));
        session.printer.data(&written.collect::<String>())?;
        let printed = session.printer.pieces(&templated.text);
        // The process ends here, and its memory with it.
        std::mem::forget(templated);
        printed
    }
}

/// What is no way to render without changing the cluster; both of Helm's sentences are its own.
fn no_dry_run(word: &str) -> Failure {
    let known = if matches!(word, "none" | "false") { "" } else { "\"none\", " };
    let comma = if known.is_empty() { "" } else { "," };
    Failure::usage(format!("--dry-run={word}: write client or server")).in_helms_words(format!(
        "invalid dry-run value ({word:?}). Must be {known}\"server\"{comma} or \"client\""
    ))
}
