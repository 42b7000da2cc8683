use actions::{Failure, Result};
use clap::Args;
use diagnostic::{Kind, Source, SourceKind};
use serde_json::Value;

use super::Which;
use crate::args::OutputFormat;
use crate::session::Session;

/// The values
#[derive(Args)]
pub(super) struct Values {
    #[command(flatten)]
    which: Which,

    /// All values, the chart's defaults included
    #[arg(short, long)]
    all: bool,

    /// Print the values as a table, JSON or YAML
    #[arg(short, long, value_enum, default_value_t)]
    output: OutputFormat,
}

impl Values {
    pub(super) fn run(self, session: &Session) -> Result<()> {
        let release = self.which.read(session)?;
        let (title, node) = if self.all {
            ("COMPUTED VALUES:", actions::lifecycle::computed_values(&release)?)
        } else {
            ("USER-SUPPLIED VALUES:", node(&release.config)?)
        };
        match self.output {
            OutputFormat::Table => session.printer.data(&format!("{title}\n{}", yaml_of(&node)?)),
            OutputFormat::Json => session.printer.line(
                ::yaml::to_json(&node, ::yaml::JsonStyle::COMPACT).map_err(|error| cannot_print(&error))?,
            ),
            OutputFormat::Yaml => session.printer.data(&yaml_of(&node)?),
        }
    }
}

/// JSON of a record as YAML.
pub(super) fn yaml(json: &Value) -> Result<String> {
    yaml_of(&node(json)?)
}

/// A tree as YAML with its line end.
pub(super) fn yaml_of(node: &::yaml::Node) -> Result<String> {
    ::yaml::to_yaml(node).map_err(|error| cannot_print(&error))
}

fn node(json: &Value) -> Result<::yaml::Node> {
    let source = Source::new(SourceKind::Record, "release record", json.to_string());
    ::yaml::parse_json(&source).map_err(|error| error.diagnostic().into())
}

fn cannot_print(error: &::yaml::PrintError) -> Failure {
    Failure::new(Kind::Internal, format!("cannot print: {error}"))
}
