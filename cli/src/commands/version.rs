use actions::{Failure, Result};
use clap::Args;

use crate::session::Session;

/// What `helm version` of the release that we are measured against says.
const HELM_VERSION: &str = "v4.3.1";
const HELM_COMMIT: &str = "c0d08d0d6d9424d4a14febb5e8a3e51b0dd00dff";
const HELM_GO: &str = "go1.27.2";
const HELM_KUBERNETES: &str = "v1.37";

/// Print the version
///
/// Called as `helm` it prints the version of Helm that rhumb stands in for, since scripts compare it.
#[derive(Args)]
pub(crate) struct Version {
    /// Print only the number
    #[arg(long)]
    short: bool,

    /// Format with a Go template over Version, GitCommit, GitTreeState, GoVersion and KubeClientVersion
    #[arg(long, value_name = "TEMPLATE")]
    template: Option<String>,
}

impl Version {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let ours = env!("CARGO_PKG_VERSION");
        if let Some(template) = self.template {
            return session.printer.data(&fill(&template)?);
        }
        match (session.invocation.as_helm, self.short) {
            (true, true) => session.printer.line(format!("{HELM_VERSION}+g{}", &HELM_COMMIT[..7])),
            (true, false) => session.printer.line(format!(
                "version.BuildInfo{{Version:\"{HELM_VERSION}\", GitCommit:\"{HELM_COMMIT}\", \
                 GitTreeState:\"clean\", GoVersion:\"{HELM_GO}\", KubeClientVersion:\"{HELM_KUBERNETES}\"}}"
            )),
            (false, true) => session.printer.line(format!("v{ours}")),
            (false, false) => {
                session.printer.line(format!("rhumb {ours} (renders and records as Helm {HELM_VERSION})"))
            }
        }
    }
}

/// Fills `{{.Field}}`; the fields are Helm's, because the templates are written for them.
fn fill(template: &str) -> Result<String> {
    let mut text = String::new();
    let mut rest = template;
    while let Some(start) = rest.find("{{") {
        text.push_str(&rest[..start]);
        let end =
            rest[start..].find("}}").ok_or_else(|| Failure::usage("`{{` without `}}` in --template"))?;
        let action = rest[start + 2..start + end].trim().trim_start_matches('-').trim_end_matches('-').trim();
        text.push_str(match action {
            ".Version" => HELM_VERSION,
            ".GitCommit" => HELM_COMMIT,
            ".GitTreeState" => "clean",
            ".GoVersion" => HELM_GO,
            ".KubeClientVersion" => HELM_KUBERNETES,
            other => {
                return Err(Failure::usage(format!("--template knows no `{other}`"))
                    .hint("fields: .Version .GitCommit .GitTreeState .GoVersion .KubeClientVersion"));
            }
        });
        rest = &rest[start + end + 2..];
    }
    text.push_str(rest);
    Ok(text)
}
