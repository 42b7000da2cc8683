//! The files of a folder.

use std::fs::{self, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use diagnostic::{Diagnostic, Kind};

use super::MAX_SIZE;
use super::ignore::Rules;
use crate::content::without_bom;
use crate::{Content, Error, File};

/// Files from this size on, in bytes, are read when they are looked at. Below it nothing is saved.
const READ_LATER: u64 = 16 * 1024;

/// Takes every file below a folder that `.helmignore` does not leave out, in the lexical order of names, following symbolic links (internal/sympath, pkg/chart/v2/loader/directory.go).
pub(super) fn folder_files(folder: &Path, warnings: &mut Vec<Diagnostic>) -> Result<Vec<File>, Error> {
    let rules = rules(&folder.join(".helmignore"))?;
    let (files, parents, read) = (vec![], vec![], vec![]);
    let mut walk = Walk { top: folder, rules, left: MAX_SIZE, files, parents, read, warnings };
    walk.folder(folder, "")?;
    Ok(walk.files)
}

fn rules(path: &Path) -> Result<Rules, Error> {
    let text = match fs::read(path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Error::io("read", path)(error)),
    };
    Rules::parse(&text).map_err(|(rule, problem)| Error::Ignore { path: path.to_owned(), rule, problem })
}

struct Walk<'a> {
    top: &'a Path,
    rules: Rules,
    /// Bytes that may still be read.
    left: u64,
    files: Vec<File>,
    /// The folders we are in, links resolved, to notice a link that leads back.
    parents: Vec<PathBuf>,
    /// Where every file is read to, so that each is allocated once, at its own size.
    read: Vec<u8>,
    warnings: &'a mut Vec<Diagnostic>,
}

impl Walk<'_> {
    /// Visits what a folder holds; `prefix` is empty or ends in `/`.
    fn folder(&mut self, path: &Path, prefix: &str) -> Result<(), Error> {
        let mut names = fs::read_dir(path)
            .and_then(|entries| entries.map(|entry| Ok(entry?.file_name())).collect::<Result<Vec<_>, _>>())
            .map_err(Error::io("read", path))?;
        names.sort();
        for file_name in names {
            let path = path.join(&file_name);
            let name = format!("{prefix}{}", file_name.to_string_lossy());
            let mut metadata = fs::symlink_metadata(&path).map_err(Error::io("read", &path))?;
            let linked = metadata.is_symlink();
            if linked {
                metadata = fs::metadata(&path).map_err(Error::io("follow the symbolic link", &path))?;
            }
            if self.rules.ignore(&name, metadata.is_dir()) {
                continue;
            }
            if linked {
                self.linked(&path, metadata.is_dir())?;
            }
            if metadata.is_dir() {
                self.folder(&path, &format!("{name}/"))?;
            } else {
                self.file(&path, name, &metadata)?;
            }
            if linked && metadata.is_dir() {
                self.parents.pop();
            }
        }
        Ok(())
    }

    /// Says that a link is followed, since it can bring in files from anywhere, and remembers where a linked
    /// folder is.
    fn linked(&mut self, path: &Path, is_folder: bool) -> Result<(), Error> {
        let canonical = |path: &Path| fs::canonicalize(path).map_err(Error::io("resolve", path));
        let target = canonical(path)?;
        let message =
            format!("{} is a symbolic link to {}, which is included", path.display(), target.display());
        self.warnings.push(Diagnostic::new(diagnostic::Severity::Info, Kind::Chart, message));
        if is_folder {
            let here = canonical(path.parent().unwrap_or(self.top))?;
            if here.starts_with(&target) || self.parents.contains(&target) {
                return Err(Error::LinkCycle(path.to_owned()));
            }
            self.parents.push(target);
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, name: String, metadata: &Metadata) -> Result<(), Error> {
        if !metadata.is_file() {
            return Err(Error::Irregular(path.to_owned()));
        }
        let too_large = || Error::TooLarge { name: self.top.display().to_string(), limit: MAX_SIZE };
        if metadata.len() > self.left {
            return Err(too_large());
        }
        // One that may not be read is refused at once, whoever may look at it later.
        let file = fs::File::open(path).map_err(Error::io("read", path))?;
        let data = if metadata.len() >= READ_LATER {
            self.left -= metadata.len();
            Content::on_disk(path, metadata)
        } else {
            read_whole(file, metadata.len(), self.left + 1, &mut self.read)
                .map_err(Error::io("read", path))?;
            self.left = self.left.checked_sub(self.read.len() as u64).ok_or_else(too_large)?;
            without_bom(&self.read).into()
        };
        self.files.push(File { name: name.into(), data, modified: modified(metadata) });
        Ok(())
    }
}

/// Reads a file of that many bytes, or `most` bytes if it grows while it is read. One that is as long as it was said to be
/// takes one call: there was room for more, and no more came.
fn read_whole(mut file: fs::File, size: u64, most: u64, buffer: &mut Vec<u8>) -> io::Result<()> {
    let size = usize::try_from(size).unwrap_or_default();
    buffer.clear();
    buffer.resize(size + 1, 0);
    let read = match file.read(buffer) {
        Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
        read => read?,
    };
    buffer.truncate(read);
    if read != size {
        file.take(most.saturating_sub(read as u64)).read_to_end(buffer)?;
    }
    Ok(())
}

/// Seconds since 1970, rounded as Go's tar writer rounds.
fn modified(metadata: &Metadata) -> Option<i64> {
    let since = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let seconds = since.as_secs() + u64::from(since.subsec_millis() >= 500);
    i64::try_from(seconds).ok()
}
