//! `[NAME] CHART`, or a name that is made up.

use actions::{Failure, Result};
use clap::Args;

use crate::session::Session;

/// A release's name and its chart, as install and template take them.
#[derive(Args, Clone, Debug)]
pub(crate) struct ReleaseName {
    /// Name of the release, then the chart: a folder or archive, REPOSITORY/CHART, oci://HOST/PATH/CHART, a URL,
    /// or a bare name with --repo
    #[arg(required = true, num_args = 1..=2, value_name = "[NAME] CHART")]
    arguments: Vec<String>,

    /// Make a name up
    #[arg(short, long)]
    generate_name: bool,

    /// Make the name with a template
    #[arg(long, value_name = "TEMPLATE")]
    name_template: Option<String>,
}

impl ReleaseName {
    /// The name and the chart (`NameAndChart` of pkg/action/install.go); `otherwise` is the name if none is given.
    pub(crate) fn resolve(&self, otherwise: &str) -> Result<(String, String)> {
        // An empty template is none.
        let name_template = self.name_template.as_deref().filter(|template| !template.is_empty());
        let made_up = self.generate_name || name_template.is_some();
        match &self.arguments[..] {
            [_, _] if made_up => {
                let helm = if self.generate_name {
                    "cannot set --generate-name and also specify a name"
                } else {
                    "cannot set --name-template and also specify a name"
                };
                Err(Failure::usage("a name is given, and another is to be made up")
                    .hint("leave one of them out")
                    .in_helms_words(helm))
            }
            [name, chart] => Ok((name.clone(), chart.clone())),
            [chart] => match name_template {
                Some(template) => {
                    Ok((actions::name_from_template(template, &Session::now())?, chart.clone()))
                }
                // `template` has a name for every release, which wins over making one up.
                None if !otherwise.is_empty() => Ok((otherwise.to_owned(), chart.clone())),
                None if self.generate_name => Ok((generated(chart), chart.clone())),
                None => Err(Failure::usage("the release has no name")
                    .hint("give one before the chart, or --generate-name")
                    .in_helms_words("must either provide a name or specify --generate-name")),
            },
            _ => Err(Failure::usage("give a name and a chart")),
        }
    }
}

/// The chart's base name and the time in seconds.
fn generated(chart: &str) -> String {
    let base = chart.trim_end_matches('/').rsplit('/').next().unwrap_or(chart);
    let base = if matches!(base, "" | "." | "..") { "chart" } else { base };
    // `name-1.2.3` loses everything behind its first dot, as in Helm.
    let base = base.split('.').next().unwrap_or(base);
    format!("{base}-{}", Session::now().seconds())
}
