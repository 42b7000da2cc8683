mod settings;

use std::path::PathBuf;

use actions::{Failure, Result};
use clap::{Args, ValueEnum};
use diagnostic::{Diagnostic, Kind, Severity};
use registry::charts::Publication;
use registry::store::Collected;
use registry::{Access, Config, Durability, Event, Events, Protect, Registry};
use serde::Deserialize;

use self::settings::Settings;
use crate::session::Session;

/// Serve charts: an OCI registry and a classic repository over one store
///
/// Helm, oras, skopeo and rhumb push to and pull from it as `oci://ADDRESS/PATH`; `http://ADDRESS/PATH` is the same
/// content as a classic repository with an index.yaml. What was acknowledged is on disk.
#[derive(Args, Default)]
pub(crate) struct Serve {
    /// YAML file with these settings in camelCase; a flag wins over it
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Address and port to listen on, 127.0.0.1:5000 if not given; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,

    /// Folder that holds everything, registry-data if not given
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// Pack and publish every chart in this folder before listening
    #[arg(long, value_name = "DIR")]
    charts: Option<PathBuf>,

    /// Repository path that --charts publishes below, charts if not given
    #[arg(long, value_name = "PATH")]
    below: Option<String>,

    /// File with users and their bcrypt hashes, as `htpasswd -B` writes it
    #[arg(long, value_name = "FILE")]
    htpasswd: Option<PathBuf>,

    /// What --htpasswd protects, writes if not given
    #[arg(long, value_enum, value_name = "WHAT")]
    protect: Option<Protected>,

    /// Certificate in PEM form, with those that lead to its authority: speak https. Read again when it changes
    #[arg(long, value_name = "FILE")]
    tls_cert: Option<PathBuf>,

    /// Key of --tls-cert in PEM form
    #[arg(long, value_name = "FILE")]
    tls_key: Option<PathBuf>,

    /// Let in only clients with a certificate from these authorities
    #[arg(long, value_name = "FILE")]
    tls_client_ca: Option<PathBuf>,

    /// Keep content that no manifest names for this long, 24h if not given; `never` removes none
    #[arg(long, value_name = "DURATION")]
    gc_grace: Option<String>,

    /// Time between two looks for abandoned uploads and content to remove, 1h if not given
    #[arg(long, value_name = "DURATION")]
    upkeep_interval: Option<String>,

    /// Connections at once, 4096 if not given; further ones wait
    #[arg(long, value_name = "NUMBER")]
    max_connections: Option<usize>,

    /// Let a published version of a chart be replaced
    #[arg(long)]
    allow_replace: bool,

    /// Refuse to delete
    #[arg(long)]
    no_delete: bool,

    /// Do not wait for the disk: for caches that can be filled again
    #[arg(long)]
    relaxed: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
enum Protected {
    /// Pushing and deleting
    #[default]
    Writes,
    /// Everything
    All,
}

impl Serve {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let printer = std::sync::Arc::clone(&session.printer);
        let settings = Settings::resolve(&self)?;
        let data = session.settings().working_dir.join(&settings.data);
        if data.is_file() {
            let message = format!("{} is a file; the registry keeps its data in a folder", data.display());
            return Err(
                Failure::usage(message).hint("name a folder with --data; it is made if it is not there")
            );
        }
        let mut config = Config::new(data);
        config.tls = settings.tls()?;
        config.grace = settings.gc_grace;
        config.upkeep = settings.upkeep_interval;
        config.connections = settings.max_connections;
        config.deletes = settings.delete;
        config.replace = settings.allow_replace;
        if settings.relaxed {
            config.durability = Durability::Relaxed;
        }
        if let Some(path) = &settings.htpasswd {
            let text = std::fs::read_to_string(path)
                .map_err(|error| Failure::io(format!("cannot read {}", path.display()), &error))?;
            let protect = match settings.protect {
                Protected::Writes => Protect::Writes,
                Protected::All => Protect::Everything,
            };
            config.access = Access::htpasswd(&text, protect).map_err(|error| error.diagnostic())?;
        }
        config.events = Events::new(move |event| match event {
            Event::Listening { address } => printer.note(format!("listening on {address}")),
            Event::Tagged { repository, tag } => printer.note(format!("published {repository}:{tag}")),
            Event::Untagged { repository, tag } => printer.note(format!("removed {repository}:{tag}")),
            Event::ChartUnreadable { repository, tag, reason } => {
                printer.note(format!("{repository}:{tag} is stored but not listed: {reason}"));
            }
            Event::Collected(Collected { bytes, .. }) => {
                printer.note(format!("removed {bytes} bytes that no manifest named"));
            }
            Event::CertificatesRenewed => printer.note("the certificates were renewed"),
            Event::CertificatesUnusable { reason } => printer.diagnostic(&Diagnostic::new(
                Severity::Warning,
                Kind::Io,
                format!("the certificates have changed and cannot be used, the former stay: {reason}"),
            )),
            Event::Draining => printer.note("stopping: requests in progress may end"),
            Event::Stopped { cut_off: true } => {
                printer.note("stopped; requests that took too long were cut off")
            }
            Event::Stopped { cut_off: false } => printer.note("stopped"),
            _ => {}
        });
        session.block_on_threads(serve(session, &settings, config))
    }
}

async fn serve(session: &Session, settings: &Settings, config: Config) -> Result<()> {
    let opening = tokio::task::spawn_blocking(move || Registry::open(config)).await;
    let registry = opening
        .map_err(|error| Failure::new(Kind::Internal, error.to_string()))?
        .map_err(|error| error.diagnostic())?;
    let refused = |error| cannot_listen(&settings.listen, &error);
    let listener = tokio::net::TcpListener::bind(&settings.listen).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    publish(session, settings, &registry).await?;
    tell_what_to_try(session, settings, &address.to_string());
    registry::serve(registry, listener, stop_signal()).await;
    Ok(())
}

fn cannot_listen(address: &str, error: &std::io::Error) -> Failure {
    use std::io::ErrorKind as E;
    let (kind, hint) = match error.kind() {
        E::AddrInUse => (Kind::Io, "another program has this port: choose one with --listen"),
        E::AddrNotAvailable => {
            (Kind::Usage, "this machine has no such address; 0.0.0.0 and [::] are all that it has")
        }
        E::PermissionDenied => (Kind::Forbidden, "ports below 1024 are root's: choose another with --listen"),
        _ => (Kind::Usage, "write --listen ADDRESS:PORT, for example 0.0.0.0:5000 or [::1]:5000"),
    };
    Failure::new(kind, format!("cannot listen on {address}: {error}")).hint(hint)
}

/// Packs and publishes the folder of charts.
async fn publish(session: &Session, settings: &Settings, registry: &Registry) -> Result<()> {
    let Some(folder) = settings.charts.clone() else { return Ok(()) };
    let context = session.context.clone();
    let packing = tokio::task::spawn_blocking(move || actions::pack_folder(&context, &folder));
    let archives = packing.await.map_err(|error| Failure::new(Kind::Internal, error.to_string()))??;
    for archive in archives {
        let publication = Publication {
            namespace: settings.below.clone(),
            archive: archive.into(),
            provenance: None,
            created: session.settings().source_date_epoch,
            replace: settings.allow_replace,
        };
        match registry.library().publish(publication).await {
            Ok(published) if published.unchanged => {
                session.printer.note(format!("unchanged {}:{}", published.repository, published.version));
            }
            Ok(_) => {}
            // The others are served all the same, and this one as it was.
            Err(error @ registry::Error::TagImmutable { .. }) => {
                session.printer.diagnostic(&Diagnostic { severity: Severity::Warning, ..error.diagnostic() });
            }
            Err(error) => return Err(error.diagnostic().into()),
        }
    }
    Ok(())
}

fn tell_what_to_try(session: &Session, settings: &Settings, address: &str) {
    let name = session.invocation.name();
    let (scheme, flags) = match (&settings.tls_cert, &settings.tls_client_ca) {
        (None, _) => ("http", " --plain-http"),
        (Some(_), None) => ("https", " --ca-file CA.pem"),
        (Some(_), Some(_)) => ("https", " --ca-file CA.pem --cert-file CERT.pem --key-file KEY.pem"),
    };
    let classic = if settings.tls_cert.is_some() { flags } else { "" };
    session.printer.note(format!(
        "\nPublish and fetch charts, also with Helm, oras or skopeo:\n  \
         {name} push CHART.tgz oci://{address}/{path}{flags}\n  \
         {name} pull oci://{address}/{path}/CHART{flags}\n\
         Look at one and install it:\n  \
         {name} show readme oci://{address}/{path}/jupyter{flags}\n  \
         {name} install me oci://{address}/{path}/jupyter{flags}\n\
         The same as a classic repository:\n  \
         {name} repo add lab {scheme}://{address}/{path}{classic}\n",
        path = settings.below,
    ));
}

/// Ready when the process is told to stop.
async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminate = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}
