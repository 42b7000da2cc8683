use std::path::PathBuf;

use actions::{Added, Failure, Result};
use clap::{Args, Subcommand};
use oci::RepositoryEntry;
use serde::Serialize;

use crate::args::{CertificateFlags, OutputFormat};
use crate::session::Session;
use crate::table::Table;

/// Name classic chart repositories, and fetch their indexes
#[derive(Args)]
pub(crate) struct Repo {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Add(Add),
    Index(Index),
    #[command(visible_alias = "ls")]
    List(List),
    #[command(visible_alias = "rm")]
    Remove(Remove),
    #[command(visible_alias = "up")]
    Update(Update),
}

impl Repo {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        match self.command {
            Command::Add(command) => command.run(session),
            Command::Index(command) => command.run(session),
            Command::List(command) => command.run(session),
            Command::Remove(command) => command.run(session),
            Command::Update(command) => command.run(session),
        }
    }
}

/// Name a repository, after fetching its index
#[derive(Args)]
struct Add {
    /// Name that stands before the slash in NAME/CHART
    name: String,

    /// URL below which index.yaml lies
    url: String,

    /// User name
    #[arg(long, value_name = "NAME")]
    username: Option<String>,

    /// Password
    #[arg(long, value_name = "PASSWORD")]
    password: Option<String>,

    /// Read the password from standard input
    #[arg(long)]
    password_stdin: bool,

    #[command(flatten)]
    certificates: CertificateFlags,

    /// Do not check the server's certificate
    #[arg(long)]
    insecure_skip_tls_verify: bool,

    /// Send credentials to every host that the index names
    #[arg(long)]
    pass_credentials: bool,

    /// Replace a repository of the same name
    #[arg(long)]
    force_update: bool,

    /// Accepted for scripts that were written for Helm
    #[arg(long, hide = true)]
    allow_deprecated_repos: bool,

    /// Give up after this long
    #[arg(long, value_name = "DURATION", default_value = "2m0s", value_parser = crate::args::parse_duration)]
    timeout: std::time::Duration,
}

impl Add {
    fn run(self, session: &Session) -> Result<()> {
        let path = |path: Option<PathBuf>| {
            path.map(|path| session.settings().working_dir.join(path).to_string_lossy().into_owned())
                .unwrap_or_default()
        };
        let credentials = match (self.username, self.password, self.password_stdin) {
            (None, None, false) => None,
            (username, password, stdin) => {
                Some(super::registry::credentials(session, username, password, stdin)?)
            }
        };
        let (username, password) =
            credentials.map(|known| (known.username, known.password)).unwrap_or_default();
        let entry = RepositoryEntry {
            name: self.name.clone(),
            url: self.url,
            username,
            password,
            ca_file: path(self.certificates.ca_file),
            cert_file: path(self.certificates.cert_file),
            key_file: path(self.certificates.key_file),
            insecure_skip_tls_verify: self.insecure_skip_tls_verify,
            pass_credentials_all: self.pass_credentials,
        };
        let adding = actions::repository_add(&session.context, entry, self.force_update);
        let added = session.block_on(super::in_time(self.timeout, adding))?;
        session.printer.line(match added {
            Added::Added => format!("\"{}\" has been added to your repositories", self.name),
            Added::Unchanged => {
                format!("\"{}\" already exists with the same configuration, skipping", self.name)
            }
        })
    }
}

/// Write the index.yaml of a folder of archives
#[derive(Args)]
struct Index {
    /// Folder of the archives
    folder: PathBuf,

    /// URL that the archives lie below; their addresses are relative without it
    #[arg(long, value_name = "URL", default_value = "")]
    url: String,

    /// Keep the entries of this index too
    #[arg(long, value_name = "FILE")]
    merge: Option<PathBuf>,

    /// Write JSON, which is read faster
    #[arg(long)]
    json: bool,
}

impl Index {
    fn run(self, session: &Session) -> Result<()> {
        let Self { folder, url, merge, json } = self;
        actions::repository_index(&session.context, &actions::RepositoryIndex { folder, url, merge, json })
    }
}

/// List the named repositories
#[derive(Args)]
struct List {
    /// How to print them
    #[arg(short, long, value_enum, default_value_t, value_name = "FORMAT")]
    output: OutputFormat,

    /// Leave the titles out of the table
    #[arg(long)]
    no_headers: bool,
}

#[derive(Serialize)]
struct Named {
    name: String,
    url: String,
}

impl List {
    fn run(self, session: &Session) -> Result<()> {
        let entries = actions::repository_list(&session.context)?;
        if entries.is_empty() && self.output == OutputFormat::Table {
            session.printer.note("no repositories to show");
            return Ok(());
        }
        let named: Vec<Named> =
            entries.into_iter().map(|entry| Named { name: entry.name, url: entry.url }).collect();
        session.printer.result(self.output, &named, || {
            let mut table =
                if self.no_headers { Table::untitled(0) } else { Table::new(&["NAME", "URL"], 0) };
            for entry in &named {
                table.row([entry.name.clone(), entry.url.clone()]);
            }
            table.print()
        })
    }
}

/// Forget repositories
#[derive(Args)]
struct Remove {
    /// Names of repositories
    #[arg(required = true)]
    names: Vec<String>,
}

impl Remove {
    fn run(self, session: &Session) -> Result<()> {
        for name in self.names {
            actions::repository_remove(&session.context, &name)?;
            session.printer.line(format!("\"{name}\" has been removed from your repositories"))?;
        }
        Ok(())
    }
}

/// Fetch the indexes of repositories
#[derive(Args)]
struct Update {
    /// Names of repositories; all if none is given
    names: Vec<String>,

    /// Give up after this long
    #[arg(long, value_name = "DURATION", default_value = "2m0s", value_parser = crate::args::parse_duration)]
    timeout: std::time::Duration,
}

impl Update {
    fn run(self, session: &Session) -> Result<()> {
        let updating = actions::repository_update(&session.context, &self.names);
        let results = session.block_on(super::in_time(self.timeout, updating))?;
        session.printer.line("Hang tight while we grab the latest from your chart repositories...")?;
        let mut failed = vec![];
        for (entry, result) in results {
            match result {
                Ok(()) => session.printer.line(format!(
                    "...Successfully got an update from the \"{}\" chart repository",
                    entry.name
                ))?,
                Err(failure) => {
                    session.printer.line(format!(
                        "...Unable to get an update from the \"{}\" chart repository ({}):\n\t{}",
                        entry.name, entry.url, failure
                    ))?;
                    failed.push((entry.url, failure));
                }
            }
        }
        let Some((_, first)) = failed.first() else {
            return session.printer.line("Update Complete. ⎈Happy Helming!⎈");
        };
        let urls: Vec<&str> = failed.iter().map(|(url, _)| url.as_str()).collect();
        Err(Failure::new(first.kind(), format!("cannot update {}", urls.join(", ")))
            .in_helms_words(format!("failed to update the following repositories: [{}]", urls.join(" "))))
    }
}
