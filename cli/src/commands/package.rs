use std::io::{BufRead, BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use actions::{Failure, Package as Options, Result, Signing};
use clap::Args;

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

    /// Sign the archive with a PGP key: write its provenance beside it, a file whose name ends in .prov
    #[arg(long)]
    sign: bool,

    /// Name of the key to sign with, or a part of it that no other key has
    #[arg(long, value_name = "NAME")]
    key: Option<String>,

    /// Secret keys, as `gpg --export-secret-keys` writes them; ~/.gnupg/pubring.gpg otherwise
    #[arg(long, value_name = "FILE")]
    keyring: Option<PathBuf>,

    /// File whose first line is the passphrase of the key; `-` is standard input
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,

    #[command(flatten)]
    transport: TransportFlags,
}

impl Package {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let signing = if self.sign { Some(Arc::new(self.signing(session)?)) } else { None };
        for path in self.charts {
            if self.dependency_update {
                super::dependency::update_before(session, &path, &self.transport)?;
            }
            let options = Options {
                path,
                destination: self.destination.clone(),
                version: self.version.clone(),
                app_version: self.app_version.clone(),
                signing: signing.clone(),
            };
            let archive = actions::package(&session.context, &options)?;
            session
                .printer
                .line(format!("Successfully packaged chart and saved it to: {}", archive.display()))?;
        }
        Ok(())
    }

    /// The key to sign with, opened with the passphrase from the file or the terminal.
    fn signing(&self, session: &Session) -> Result<Signing> {
        let name = self.key.as_deref().ok_or_else(|| {
            Failure::usage("--sign needs the name of a key")
                .hint("give it with --key; `gpg --list-secret-keys` shows the names")
                .in_helms_words("--key is required for signing a package")
        })?;
        let key = actions::signing_key(&session.context, self.keyring.as_deref(), name)?;
        let passphrase = match &self.passphrase_file {
            _ if !key.is_locked() => String::new(),
            Some(file) => first_line(session, file)?,
            None if std::io::stdin().is_terminal() => {
                let question = format!("Password for key {:?}:", key.name());
                let asked = inquire::Password::new(&question).without_confirmation().prompt();
                asked.map_err(|error| Failure::usage(format!("cannot ask: {error}")))?
            }
            None => {
                return Err(Failure::usage(format!("the key {:?} is locked with a passphrase", key.name()))
                    .hint("give it with --passphrase-file, where `-` is standard input"));
            }
        };
        Ok(Signing { key, passphrase })
    }
}

/// The first line of a file, without its end; `-` is standard input.
fn first_line(session: &Session, file: &Path) -> Result<String> {
    let unread = |error| Failure::io(format!("cannot read the passphrase from {}", file.display()), &error);
    let source: Box<dyn Read> = if file.as_os_str() == "-" {
        Box::new(std::io::stdin())
    } else {
        Box::new(std::fs::File::open(session.settings().working_dir.join(file)).map_err(unread)?)
    };
    let mut line = String::new();
    BufReader::new(source).read_line(&mut line).map_err(unread)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
