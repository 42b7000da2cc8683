//! What install and upgrade share.

use std::path::PathBuf;

use actions::lifecycle::Rendering;
use actions::{Failure, Result, Settings};
use clap::{Args, ValueEnum};
use release::operation::{CrdPolicy, DryRun, Options};
use release::patches::{Patch, read_patches};

use super::{ApplyFlags, OutputFormat, PostRendererFlags, WaitFlags};

/// Flags that install and upgrade share.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Release")]
pub(crate) struct ChangeFlags {
    /// Create the namespace where it does not exist
    #[arg(long)]
    create_namespace: bool,

    /// Fetch missing dependencies of the chart first
    #[arg(long)]
    pub(crate) dependency_update: bool,

    /// Description that the record gets
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,

    /// Let fields pass that the cluster's schema does not know
    #[arg(long)]
    disable_openapi_validation: bool,

    /// Let templates resolve names (changes nothing: templates never reach the network)
    #[arg(long, hide = true)]
    enable_dns: bool,

    /// Print no notes
    #[arg(long)]
    pub(crate) hide_notes: bool,

    /// With --dry-run, print no Secrets
    #[arg(long)]
    hide_secret: bool,

    /// Labels that the record gets: `a=b,c=d`
    #[arg(short, long, value_name = "LABELS", value_delimiter = ',', value_parser = parse_label)]
    labels: Vec<(String, String)>,

    /// Print the result as a table, JSON or YAML
    #[arg(short, long, value_enum, default_value_t)]
    pub(crate) output: OutputFormat,

    /// Change rendered objects by the patches in a file; it may be given several times. An upgrade without it applies those
    /// of the deployed revision again
    #[arg(long, value_name = "FILE")]
    patch: Vec<PathBuf>,

    /// Print the notes of subcharts too
    #[arg(long)]
    render_subchart_notes: bool,

    /// Remove what was installed, or go back to what was deployed, when it fails
    #[arg(long, alias = "atomic")]
    rollback_on_failure: bool,

    /// What to do with the definitions below crds/: `create` those that are missing, `upgrade` them too where no object comes
    /// to harm, or `skip` them
    #[arg(long, value_enum, value_name = "POLICY", default_value_t)]
    crds: Crds,

    /// The same as --crds=skip
    #[arg(long, conflicts_with = "crds")]
    skip_crds: bool,

    /// Do not check values against the chart's schema
    #[arg(long)]
    skip_schema_validation: bool,

    /// Make objects part of the release that belong to others
    #[arg(long)]
    take_ownership: bool,

    #[command(flatten)]
    post_renderer: PostRendererFlags,

    #[command(flatten)]
    apply: ApplyFlags,

    #[command(flatten)]
    wait: WaitFlags,
}

/// What to do with definitions.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Crds {
    #[default]
    Create,
    Upgrade,
    Skip,
}

impl ChangeFlags {
    /// The options that these flags set; the others are defaults.
    pub(crate) fn options(&self) -> Result<Options> {
        let options = self.wait.fill(self.apply.options()?);
        if self.hide_secret && options.dry_run == DryRun::No {
            return Err(Failure::usage("--hide-secret needs --dry-run")
                .in_helms_words("hiding Kubernetes secrets requires a dry-run mode"));
        }
        Ok(Options {
            create_namespace: self.create_namespace,
            patches: self.patches()?,
            crds: match self.crds {
                _ if self.skip_crds => CrdPolicy::Skip,
                Crds::Create => CrdPolicy::Create,
                Crds::Upgrade => CrdPolicy::Upgrade,
                Crds::Skip => CrdPolicy::Skip,
            },
            description: self.description.clone().unwrap_or_default(),
            labels: self.labels.iter().cloned().collect(),
            lenient: self.disable_openapi_validation,
            rollback_on_failure: self.rollback_on_failure,
            take_ownership: self.take_ownership,
            ..options
        })
    }

    /// How the chart is rendered.
    pub(crate) fn rendering(&self, settings: &Settings) -> Result<Rendering> {
        Ok(Rendering {
            skip_schema_validation: self.skip_schema_validation,
            subchart_notes: self.render_subchart_notes,
            post_renderer: self.post_renderer.find(settings)?,
        })
    }

    /// Whether Secrets are left out of what is printed.
    pub(crate) fn hides_secrets(&self) -> bool {
        self.hide_secret
    }

    fn patches(&self) -> Result<Vec<Patch>> {
        let mut all = vec![];
        for path in &self.patch {
            let attempted = || format!("cannot read {}", path.display());
            let text = std::fs::read_to_string(path).map_err(|error| Failure::io(attempted(), &error))?;
            all.extend(read_patches(&path.to_string_lossy(), &text)?);
        }
        Ok(all)
    }
}

/// A label and its value.
pub(crate) fn parse_label(text: &str) -> std::result::Result<(String, String), String> {
    let (label, value) = text.split_once('=').ok_or("write label=value")?;
    Ok((label.to_owned(), value.to_owned()))
}
