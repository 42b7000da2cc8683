use std::path::PathBuf;

use actions::{Failure, LaunchForm, Result};
use clap::{Args, ValueEnum};
use diagnostic::{Kind, Source};
use yaml::{JsonStyle, Mapping, Node};

use crate::args::{SourceFlags, ValueFlags};
use crate::session::Session;

/// Print the launch form of a chart
///
/// The form is a tree of groups and fields with their kinds, options and values, by the rules of Onyxia's launcher.
/// Without a context, expressions such as `{{user.name}}` fall back to the schema's defaults.
#[derive(Args)]
pub(crate) struct Form {
    /// The chart
    chart: String,

    /// JSON or YAML file with the launch context: user, project, git, s3, region, k8s and so on
    #[arg(long, value_name = "FILE")]
    context: Option<PathBuf>,

    /// Show values that only values.yaml has too
    #[arg(long)]
    include_defaults: bool,

    /// How to print it
    #[arg(short, long, value_enum, default_value_t, value_name = "FORMAT")]
    output: Format,

    #[command(flatten)]
    values: ValueFlags,

    #[command(flatten)]
    source: SourceFlags,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    #[default]
    Json,
    Yaml,
}

impl Form {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let chart = session.chart(&self.source, &self.chart)?;
        let overrides = self.values.collect(session)?.values;
        let context = match &self.context {
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .map_err(|error| Failure::io(format!("cannot read {}", path.display()), &error))?;
                let source = Source::file(path.to_string_lossy(), text);
                yaml::parse_one(&source).map_err(|error| error.diagnostic())?
            }
            None => Node::new(Mapping::new()),
        };
        let internal = |error: &dyn std::fmt::Display| Failure::new(Kind::Internal, error.to_string());
        let context = yaml::to_json(&context, JsonStyle::RAW).map_err(|error| internal(&error))?;
        let launched = actions::launch_form(LaunchForm {
            chart,
            overrides,
            context: serde_json::from_str(&context).map_err(|error| internal(&error))?,
            include_defaults: self.include_defaults,
        })?;
        match self.output {
            Format::Json => session
                .printer
                .line(serde_json::to_string_pretty(&launched).map_err(|error| internal(&error))?),
            Format::Yaml => session.printer.result(crate::args::OutputFormat::Yaml, &launched, String::new),
        }
    }
}
