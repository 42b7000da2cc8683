use std::io::{IsTerminal, Read};

use actions::{Failure, RegistryLogin, Result};
use clap::{Args, Subcommand};

use crate::args::CertificateFlags;
use crate::session::Session;

/// Log in to and out of OCI registries
#[derive(Args)]
pub(crate) struct Registry {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Login(Login),
    Logout(Logout),
}

impl Registry {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        match self.command {
            Command::Login(login) => login.run(session),
            Command::Logout(logout) => logout.run(session),
        }
    }
}

/// Check credentials at a registry and keep them
#[derive(Args)]
struct Login {
    /// Host with its port; with a path the login is valid below that path only
    host: String,

    /// User name
    #[arg(short, long, value_name = "NAME")]
    username: Option<String>,

    /// Password, or token; better given on standard input
    #[arg(short, long, value_name = "PASSWORD")]
    password: Option<String>,

    /// Read the password from standard input
    #[arg(long)]
    password_stdin: bool,

    /// Do not check the registry's certificate
    #[arg(long)]
    insecure: bool,

    /// Speak HTTP without TLS
    #[arg(long)]
    plain_http: bool,

    #[command(flatten)]
    certificates: CertificateFlags,
}

impl Login {
    fn run(self, session: &Session) -> Result<()> {
        let credentials = credentials(session, self.username, self.password, self.password_stdin)?;
        let transport = oci::Transport {
            ca_file: self.certificates.ca_file,
            cert_file: self.certificates.cert_file,
            key_file: self.certificates.key_file,
            insecure_skip_tls_verify: self.insecure,
            plain_http: self.plain_http,
        };
        let options = RegistryLogin { place: self.host, credentials, transport };
        session.block_on(actions::registry_login(&session.context, options))?;
        session.printer.line("Login Succeeded")
    }
}

/// User name and password from flags, standard input or a question on the terminal.
pub(super) fn credentials(
    session: &Session,
    username: Option<String>,
    password: Option<String>,
    from_stdin: bool,
) -> Result<oci::Credentials> {
    let ask = |failed: &dyn std::fmt::Display| Failure::usage(format!("cannot ask: {failed}"));
    let terminal = std::io::stdin().is_terminal();
    let nobody_to_ask = || {
        Failure::usage("there is no terminal to ask for a user name and a password on")
            .hint("give --username, and the password on standard input with --password-stdin")
    };
    if from_stdin {
        let mut text = String::new();
        std::io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| Failure::io("cannot read the password from standard input", &error))?;
        let password = text.trim_end_matches(['\r', '\n']).to_owned();
        return Ok(oci::Credentials { username: username.unwrap_or_default(), password });
    }
    let username = match username {
        Some(name) => name,
        None if password.is_some() => String::new(),
        None if terminal => inquire::Text::new("Username:").prompt().map_err(|error| ask(&error))?,
        None => return Err(nobody_to_ask()),
    };
    let password = match password {
        Some(password) => {
            session.printer.note("WARNING: Using --password via the CLI is insecure. Use --password-stdin.");
            password
        }
        None if terminal => inquire::Password::new("Password:")
            .without_confirmation()
            .prompt()
            .map_err(|error| ask(&error))?,
        None => return Err(nobody_to_ask()),
    };
    Ok(oci::Credentials { username, password })
}

/// Forget the credentials of a registry
#[derive(Args)]
struct Logout {
    /// Host with its port, as given at login
    host: String,
}

impl Logout {
    fn run(self, session: &Session) -> Result<()> {
        let known = session.block_on(actions::registry_logout(&session.context, &self.host))?;
        if !known {
            session.printer.note(format!("there was no login for {}", self.host));
        }
        session.printer.line(format!("Removing login credentials for {}", self.host))
    }
}
