//! The files of a .tgz.

use std::io::{self, Read};
use std::sync::Arc;

use flate2::read::MultiGzDecoder;
use tar::EntryType;

use super::MAX_SIZE;
use super::entry::entry_name;
use crate::content::without_bom;
use crate::{Error, File};

/// What headers and padding may add to the files: an archive of nothing but headers is a bomb too.
const MAX_OVERHEAD: u64 = 32 * 1024 * 1024;

/// Unpacks a gzipped archive in memory, names without the chart's own folder.
///
/// Refuses absolute names, `..`, drives, links, devices and more than 100 MiB; `name` is for errors. Helm takes
/// links and devices for empty files, which is worse than saying so (pkg/chart/loader/archive).
pub fn archive_files(name: &str, bytes: &[u8]) -> Result<Vec<File>, Error> {
    if !bytes.starts_with(b"\x1f\x8b") {
        return Err(Error::NotAnArchive { name: name.to_owned() });
    }
    let too_large = || Error::TooLarge { name: name.to_owned(), limit: MAX_SIZE };
    let broken = |error: io::Error| match error.get_ref() {
        Some(inner) if inner.is::<Bomb>() => too_large(),
        _ => Error::BrokenArchive { name: name.to_owned(), error: Arc::new(error) },
    };
    let refused =
        |problem, entry: &str| Error::Refused { name: name.to_owned(), problem, entry: entry.to_owned() };

    let stream = Limited { inner: MultiGzDecoder::new(bytes), left: MAX_SIZE + MAX_OVERHEAD };
    let mut archive = tar::Archive::new(stream);
    let mut files = vec![];
    let mut left = MAX_SIZE;
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        match entry.header().entry_type() {
            EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => {}
            EntryType::Directory | EntryType::XGlobalHeader | EntryType::XHeader => continue,
            EntryType::Symlink | EntryType::Link => return Err(refused("it holds a link", &path)),
            _ => return Err(refused("it holds a device or another irregular file", &path)),
        }
        // Old archives mark a folder by its name alone.
        if path.ends_with('/') {
            continue;
        }
        let inner_name = entry_name(&path).map_err(|problem| refused(problem, &path))?;
        left = left.checked_sub(entry.size()).filter(|left| *left > 0).ok_or_else(too_large)?;
        let mut data = Vec::with_capacity(usize::try_from(entry.size().min(1 << 20)).unwrap_or_default());
        entry.read_to_end(&mut data).map_err(broken)?;
        files.push(File {
            name: inner_name.into(),
            data: without_bom(&data).into(),
            modified: entry.header().mtime().ok().and_then(|seconds| i64::try_from(seconds).ok()),
        });
    }
    if files.is_empty() {
        return Err(refused("no files in chart archive", ""));
    }
    Ok(files)
}

/// A reader that fails once it has given too much.
struct Limited<R> {
    inner: R,
    left: u64,
}

#[derive(Debug, thiserror::Error)]
#[error("it unpacks to more than is allowed")]
struct Bomb;

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(|| io::Error::other(Bomb))?;
        Ok(count)
    }
}
