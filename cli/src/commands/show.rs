use actions::{Part, Result};
use clap::{Args, Subcommand};

use crate::args::SourceFlags;
use crate::session::Session;

/// Show what is in a chart
#[derive(Args)]
pub(crate) struct Show {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// All of it
    All(What),
    /// Chart.yaml
    Chart(What),
    /// The definitions below crds/
    Crds(What),
    /// The README
    Readme(What),
    /// values.yaml with its comments
    Values(Values),
}

#[derive(Args)]
struct Values {
    /// Print what this template picks instead: {.image.tag}, {.hosts[0]}, {.ports[*].name}
    #[arg(long, value_name = "TEMPLATE")]
    jsonpath: Option<String>,

    #[command(flatten)]
    what: What,
}

#[derive(Args)]
struct What {
    /// Folder or archive, REPOSITORY/CHART, oci://HOST/PATH/CHART, a URL, or a bare name with --repo
    chart: String,

    #[command(flatten)]
    source: SourceFlags,
}

impl Show {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let mut template = None;
        let (part, what) = match self.command {
            Command::All(what) => (Part::All, what),
            Command::Chart(what) => (Part::Chart, what),
            Command::Crds(what) => (Part::Crds, what),
            Command::Readme(what) => (Part::Readme, what),
            Command::Values(Values { what, jsonpath }) => {
                template = jsonpath.filter(|template| !template.is_empty());
                (Part::Values, what)
            }
        };
        let chart = session.shown_chart(&what.source, &what.chart)?;
        session.printer.data(&match template {
            Some(template) => actions::show_values_at(&chart, &template)?,
            None => actions::show(&chart, part)?,
        })
    }
}
