use std::path::PathBuf;

use actions::Result;
use clap::Args;

use crate::args::SourceFlags;
use crate::session::Session;

/// Fetch a chart and write it to disk
///
/// A chart is named by REPOSITORY/CHART, oci://HOST/PATH/CHART, the URL of an archive, or a bare name with --repo.
/// Its bytes are checked against every digest that is known.
#[derive(Args)]
pub(crate) struct Pull {
    /// Charts
    #[arg(required = true, value_name = "CHART")]
    charts: Vec<String>,

    /// Folder that archives go to
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    destination: PathBuf,

    /// Fetch the provenance file too
    #[arg(long)]
    prov: bool,

    /// Unpack the chart
    #[arg(long)]
    untar: bool,

    /// Folder that charts are unpacked into, below --destination
    #[arg(long, value_name = "DIR", default_value = ".")]
    untardir: PathBuf,

    #[command(flatten)]
    source: SourceFlags,
}

impl Pull {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        for chart in &self.charts {
            let options = actions::Pull {
                chart: self.source.query(chart),
                destination: self.destination.clone(),
                untar: self.untar.then(|| self.untardir.clone()),
                provenance: self.prov,
            };
            let pulled = session.block_on(actions::pull(&session.context, options))?;
            if let Some((reference, digest)) = &pulled.downloaded.manifest {
                session.printer.line(format!("Pulled: {reference}\nDigest: {digest}"))?;
            } else if !session.invocation.as_helm {
                session.printer.note(format!("Pulled: {}", pulled.path.display()));
            }
        }
        Ok(())
    }
}
