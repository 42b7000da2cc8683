//! The cache of programs: each entry is made once, by one process, and appears whole or not at all.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::error::{Doing, Result};
use crate::settings;

/// Where programs are kept: `$RHUMB_TESTBED_CACHE`, else `$XDG_CACHE_HOME/rhumb-testbed`, else `~/.cache/rhumb-testbed`.
pub fn root() -> PathBuf {
    settings::cache_folder()
}

/// The folder `<name>-<digest of ingredients>`, made by `make` when it is not there yet.
///
/// `make` fills a folder that is renamed when it returns, so that a killed build leaves nothing that
/// looks finished. Processes that want the same entry wait for the first.
pub(crate) fn entry(
    name: &str,
    ingredients: &[&str],
    make: impl FnOnce(&Path) -> Result<()>,
) -> Result<PathBuf> {
    let root = root();
    let folder = root.join(format!("{name}-{:016x}", digest(ingredients)));
    if folder.is_dir() {
        return Ok(folder);
    }
    let _lock = lock(&folder.with_extension("lock"))?;
    if folder.is_dir() {
        return Ok(folder);
    }
    let partial = folder.with_extension("partial");
    remove(&partial)?;
    create(&partial)?;
    let start = Instant::now();
    say(&format!("testbed: making {name} (once; kept in {})", root.display()));
    make(&partial)?;
    fs::rename(&partial, &folder).doing(|| format!("rename {}", partial.display()))?;
    say(&format!("testbed: made {name} in {} s", start.elapsed().as_secs()));
    Ok(folder)
}

/// Waits for the lock file at `path` and holds it until the returned file is dropped.
pub(crate) fn lock(path: &Path) -> Result<File> {
    if let Some(parent) = path.parent() {
        create(parent)?;
    }
    let file = File::create(path).doing(|| format!("create {}", path.display()))?;
    file.lock().doing(|| format!("lock {}", path.display()))?;
    Ok(file)
}

/// Creates a folder and its parents.
pub(crate) fn create(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).doing(|| format!("create the folder {}", folder.display()))
}

/// Removes a folder if it is there.
pub(crate) fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).doing(|| format!("remove the folder {}", folder.display()))
        }
        _ => Ok(()),
    }
}

/// Says on stderr what takes long.
#[expect(clippy::print_stderr, reason = "whoever waits for a build of minutes wants to know why")]
pub(crate) fn say(text: &str) {
    eprintln!("{text}");
}

/// FNV-1a: names cache entries; the standard library's hasher may change between compilers.
fn digest(ingredients: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for text in ingredients {
        for byte in text.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_fnv_1a_and_keeps_ingredients_apart() {
        // Published test vector for "a", then the separator.
        let a = 0xaf63_dc4c_8601_ec8c_u64;
        assert_eq!(digest(&["a"]), a.wrapping_mul(0x0000_0100_0000_01b3));
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
    }
}
