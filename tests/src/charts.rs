//! The project's own charts.

use std::fs;
use std::io;
use std::path::Path;

use crate::desk::Desk;

/// Copies `charts/` to the desk, so that no test writes into the source.
///
/// # Panics
/// When it cannot be copied.
pub fn copy_of_our_charts(desk: &Desk) {
    let charts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../charts");
    copy(&charts, &desk.folder("charts")).unwrap_or_else(|error| panic!("cannot copy charts/: {error}"));
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_symlink() {
            // Our charts refer to their library beside them.
            std::os::unix::fs::symlink(fs::read_link(entry.path())?, &target)?;
        } else if kind.is_dir() {
            fs::create_dir_all(&target)?;
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}
