use std::path::PathBuf;

use actions::{Failure, Package as Options, Result};
use clap::Args;
use diagnostic::Kind;

use crate::args::TransportFlags;
use crate::session::Session;

/// Pack charts into archives
///
/// The archive is called NAME-VERSION.tgz. With SOURCE_DATE_EPOCH in the environment the same chart gives the
/// same bytes on every machine.
#[derive(Args)]
pub(crate) struct Package {
    /// Folders of charts
    #[arg(required = true)]
    charts: Vec<PathBuf>,

    /// Folder that the archives go to
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    destination: PathBuf,

    /// Version to pack the chart under
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,

    /// Version of what the chart installs
    #[arg(long, value_name = "VERSION")]
    app_version: Option<String>,

    /// Fetch the dependencies first
    #[arg(short = 'u', long)]
    dependency_update: bool,

    /// Sign the archive with a PGP key
    #[arg(long)]
    sign: bool,

    /// Name of the key to sign with
    #[arg(long, value_name = "NAME")]
    key: Option<String>,

    /// File with the secret key
    #[arg(long, value_name = "FILE")]
    keyring: Option<PathBuf>,

    /// File with the passphrase of the key; `-` is standard input
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,

    #[command(flatten)]
    transport: TransportFlags,
}

impl Package {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        if self.sign {
            return Err(Failure::new(Kind::Unsupported, "rhumb cannot sign with PGP keys yet")
                .hint("pack without --sign, then sign the archive with your own tool"));
        }
        for path in self.charts {
            if self.dependency_update {
                super::dependency::update_before(session, &path, &self.transport)?;
            }
            let options = Options {
                path,
                destination: self.destination.clone(),
                version: self.version.clone(),
                app_version: self.app_version.clone(),
            };
            let archive = actions::package(&session.context, &options)?;
            session
                .printer
                .line(format!("Successfully packaged chart and saved it to: {}", archive.display()))?;
        }
        Ok(())
    }
}
