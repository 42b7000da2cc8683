use std::path::PathBuf;

use actions::Result;
use clap::Args;

use crate::session::Session;

/// Check that an archive was signed by somebody whose key is known
///
/// The signature is the file beside the archive whose name ends in .prov.
#[derive(Args)]
pub(crate) struct Verify {
    /// Archive of the chart
    chart: PathBuf,

    /// Public keys, as `gpg --export` writes them; ~/.gnupg/pubring.gpg otherwise
    #[arg(long, value_name = "FILE")]
    keyring: Option<PathBuf>,
}

impl Verify {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let verified = actions::verify(&session.context, &self.chart, self.keyring.as_deref())?;
        for name in &verified.signed_by {
            session.printer.line(format!("Signed by: {name}"))?;
        }
        session.printer.line(format!("Using Key With Fingerprint: {}", verified.fingerprint))?;
        session.printer.line(format!("Chart Hash Verified: {}", verified.digest))
    }
}
