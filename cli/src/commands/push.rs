use std::path::PathBuf;

use actions::Result;
use clap::Args;

use crate::args::TransportFlags;
use crate::session::Session;

/// Publish a packed chart in an OCI registry
#[derive(Args)]
pub(crate) struct Push {
    /// The archive
    chart: PathBuf,

    /// oci://HOST/PATH; the chart's name and version are added
    remote: String,

    #[command(flatten)]
    transport: TransportFlags,
}

impl Push {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let options = actions::Push {
            archive: self.chart,
            remote: self.remote,
            credentials: self.transport.credentials(),
            transport: self.transport.transport(),
        };
        let pushed = session.block_on(actions::push(&session.context, options))?;
        session.printer.line(format!("Pushed: {}\nDigest: {}", pushed.reference, pushed.digest))
    }
}
