//! `pull`.

use std::path::{Path, PathBuf};

use diagnostic::Kind;

use crate::locate::{self, ChartQuery, Downloaded};
use crate::{Context, Failure, Result};

/// Options of [`pull`].
#[derive(Clone, Debug)]
pub struct Pull {
    /// Which chart.
    pub chart: ChartQuery,
    /// The folder that the archive goes to.
    pub destination: PathBuf,
    /// Unpack into this folder, relative to `destination`, and keep no archive.
    pub untar: Option<PathBuf>,
    /// Fetch the provenance file too.
    pub provenance: bool,
}

/// What was pulled.
#[derive(Clone, Debug)]
pub struct Pulled {
    /// Where the archive or the unpacked chart is.
    pub path: PathBuf,
    /// Where it came from.
    pub downloaded: Downloaded,
}

/// Fetches a chart and writes it to disk.
///
/// # Errors
/// As [`locate::download`]; when the folder is not there or cannot be written; when unpacking would overwrite.
pub async fn pull(cx: &Context, options: Pull) -> Result<Pulled> {
    let downloaded = locate::download(cx, &options.chart, options.provenance || options.chart.verify).await?;
    let folder = cx.settings.working_dir.join(&options.destination);
    let path = match &options.untar {
        Some(below) => untar(&folder.join(below), &downloaded)?,
        None => {
            let path = folder.join(&downloaded.file_name);
            write(&path, &downloaded.archive)?;
            if let Some(provenance) = downloaded.provenance.as_ref().filter(|_| options.provenance) {
                write(&folder.join(format!("{}.prov", downloaded.file_name)), provenance)?;
            }
            path
        }
    };
    Ok(Pulled { path, downloaded })
}

/// Unpacks an archive below a folder. Its entries were checked: none leaves the chart's own folder.
fn untar(folder: &Path, downloaded: &Downloaded) -> Result<PathBuf> {
    let chart = chart::Chart::from_archive(&downloaded.file_name, &downloaded.archive)?;
    let target = folder.join(&chart.metadata.name);
    if target.exists() {
        return Err(Failure::new(
            Kind::Io,
            format!("{} is there already, and unpacking would overwrite it", target.display()),
        )
        .hint("remove it, or name another place with --untardir")
        .in_helms_words(format!(
            "failed to untar: a file or directory with the name {} already exists",
            target.display()
        )));
    }
    for file in chart::archive_files(&downloaded.file_name, &downloaded.archive)? {
        let path = target.join(&*file.name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)
                .map_err(|error| Failure::io(format!("cannot create {}", parent.display()), &error))?;
        }
        write(&path, file.bytes()?)?;
    }
    Ok(target)
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes)
        .map_err(|error| Failure::io(format!("cannot write {}", path.display()), &error))
}
