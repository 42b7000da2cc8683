//! `push`.

use std::path::PathBuf;
use std::sync::Arc;

use oci::{Pushed, Reference, RegistryClient, Transport, Upload};

use crate::transfer::Transfers;
use crate::{Context, Failure, Result};

/// Options of [`push`].
#[derive(Clone, Debug)]
pub struct Push {
    /// The archive.
    pub archive: PathBuf,
    /// `oci://HOST/PATH`, below which the chart's name is added.
    pub remote: String,
    /// Credentials, if given.
    pub credentials: Option<oci::Credentials>,
    /// How to reach the registry.
    pub transport: Transport,
}

/// Publishes an archive, and the `.prov` beside it, in an OCI registry.
///
/// # Errors
/// When the archive is no chart, or the registry does not answer or refuses.
pub async fn push(cx: &Context, options: Push) -> Result<Pushed> {
    let path = cx.settings.working_dir.join(&options.archive);
    if path.is_dir() {
        return Err(Failure::usage(format!("{} is a folder", options.archive.display()))
            .hint(format!("pack it first: rhumb package {}", options.archive.display())));
    }
    let read = |path: &std::path::Path| {
        std::fs::read(path).map_err(|error| Failure::io(format!("cannot read {}", path.display()), &error))
    };
    let archive = read(&path)?;
    let remote = Reference::parse(&options.remote)?;
    if let Some(tag) = &remote.tag {
        return Err(Failure::usage(format!("the remote ends with the tag `{tag}`"))
            .hint("leave it out: the chart's own name and version are added"));
    }
    let chart = chart::Chart::from_archive(&options.archive.to_string_lossy(), &archive)?;
    let provenance_path = path.with_file_name(format!(
        "{}.prov",
        path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    ));
    let provenance = if provenance_path.exists() { Some(read(&provenance_path)?) } else { None };
    let modified = std::fs::metadata(&path).and_then(|metadata| metadata.modified()).ok();
    let created = match cx.settings.source_date_epoch {
        Some(seconds) => jiff::Timestamp::from_second(seconds).ok(),
        None => modified.and_then(|time| jiff::Timestamp::try_from(time).ok()),
    };
    let upload = upload(&chart, archive, provenance, created);
    let reference = remote.join(&chart.metadata.name).with_version(&chart.metadata.version);
    let store = cx.settings.credential_store();
    let client = RegistryClient::new(&reference, &options.transport, &store, options.credentials).await?;
    Ok(client.push(&reference, upload, &Transfers(Arc::clone(&cx.events))).await?)
}

/// A chart as it is published: its metadata as JSON and as annotations.
fn upload(
    chart: &chart::Chart,
    archive: Vec<u8>,
    provenance: Option<Vec<u8>>,
    created: Option<jiff::Timestamp>,
) -> Upload {
    let created = created.map(|time| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()).unwrap_or_default();
    Upload {
        archive,
        provenance,
        config: chart.metadata.oci_config().into_bytes(),
        annotations: chart.metadata.oci_annotations(&created),
    }
}
