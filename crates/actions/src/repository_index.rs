//! `repo index`: the index.yaml of a folder of archives.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use chart::{Chart, Index, IndexEntry};
use diagnostic::Source;
use sha2::{Digest, Sha256};

use crate::{Context, Failure, Result};

/// Options of [`repository_index`].
#[derive(Clone, Debug, Default)]
pub struct RepositoryIndex {
    /// The folder of archives; the index goes there.
    pub folder: PathBuf,
    /// `--url`: what the archives' names are appended to; relative without it.
    pub url: String,
    /// `--merge`: an index whose entries are kept unless the folder has the same version.
    pub merge: Option<PathBuf>,
    /// `--json`: JSON, which is read faster, in place of YAML.
    pub json: bool,
}

/// Writes the index of a folder and of the folders directly below it (`IndexDirectory` of pkg/repo/v1/index.go).
/// What is no chart is passed over.
///
/// # Errors
/// The folder cannot be read or written, or the index to merge is broken.
pub fn repository_index(cx: &Context, options: &RepositoryIndex) -> Result<()> {
    let folder = cx.settings.working_dir.join(&options.folder);
    let now = jiff::Timestamp::now().to_string();
    let mut index = Index::new(now.as_str());
    let mut archives = archives(&folder)?;
    for below in folders(&folder)? {
        archives.extend(self::archives(&below)?);
    }
    for path in archives {
        let bytes = std::fs::read(&path)
            .map_err(|error| Failure::io(format!("cannot read {}", path.display()), &error))?;
        let Ok(chart) = Chart::from_archive(&path.display().to_string(), &bytes) else { continue };
        let name = path.strip_prefix(&folder).unwrap_or(&path).to_string_lossy().into_owned();
        index.add(IndexEntry {
            metadata: chart.metadata,
            urls: vec![url(&options.url, &name)],
            created: now.clone(),
            removed: false,
            digest: sha256(&bytes),
        });
    }
    if let Some(merge) = &options.merge {
        index.merge(read(cx, &cx.settings.working_dir.join(merge), &now)?);
    }
    index.sort();
    write(&folder.join("index.yaml"), &index, options.json)
}

/// The index to merge; one that is not there is made.
fn read(cx: &Context, path: &Path, now: &str) -> Result<Index> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let index = Index::new(now);
            write(path, &index, false)?;
            return Ok(index);
        }
        Err(error) => return Err(Failure::io(format!("cannot read {}", path.display()), &error)),
    };
    let mut warnings = vec![];
    let index = Index::parse(&Source::file(path.display().to_string(), text), &mut warnings)?;
    for warning in warnings {
        cx.events.warn(warning);
    }
    Ok(index)
}

/// The index is written beside its place and moved there, so that a server never sees half of it.
fn write(path: &Path, index: &Index, json: bool) -> Result<()> {
    // There are no numbers in it, so that it always prints.
    let text = if json { index.to_json() } else { index.to_yaml() }.unwrap_or_default();
    let part = path.with_extension("yaml.part");
    std::fs::write(&part, text)
        .and_then(|()| std::fs::rename(&part, path))
        .map_err(|error| Failure::io(format!("cannot write {}", path.display()), &error))
}

fn archives(folder: &Path) -> Result<Vec<PathBuf>> {
    let is_archive = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "tgz");
    Ok(entries(folder)?.into_iter().filter(is_archive).collect())
}

fn folders(folder: &Path) -> Result<Vec<PathBuf>> {
    Ok(entries(folder)?.into_iter().filter(|path| path.is_dir()).collect())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)
        .map_err(|error| Failure::io(format!("cannot read {}", folder.display()), &error))?;
    let mut entries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    Ok(entries)
}

fn url(base: &str, name: &str) -> String {
    if base.is_empty() { name.to_owned() } else { format!("{}/{name}", base.trim_end_matches('/')) }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
