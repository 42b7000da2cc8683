//! Space in reserve, so that a full disk stops uploads but never the index.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

/// What is kept in reserve: enough for the index to record deletes for a long while.
const SIZE: usize = 4 << 20;

/// A file of real blocks that is given back to the file system when the index cannot be written.
///
/// Without it a full disk also stops deletes, because the index must grow to record them, and the registry
/// is wedged until somebody finds space for it.
#[derive(Debug)]
pub(crate) struct Ballast {
    path: PathBuf,
    held: AtomicBool,
}

impl Ballast {
    /// Reserves the space where there is enough; a registry that starts on a full disk goes without.
    pub(crate) fn open(path: PathBuf) -> Self {
        let held = fs::metadata(&path).is_ok_and(|m| m.len() == SIZE as u64);
        let ballast = Self { path, held: AtomicBool::new(held) };
        ballast.take();
        ballast
    }

    /// Reserves the space again after a full disk; says whether it is held.
    pub(crate) fn take(&self) -> bool {
        if self.held.load(Ordering::Acquire) {
            return true;
        }
        let written = File::create(&self.path).and_then(|mut file| {
            // Zeros that are written, not a hole: only blocks that exist can be given back.
            let block = vec![0u8; 64 << 10];
            for _ in 0..SIZE / block.len() {
                file.write_all(&block)?;
            }
            file.sync_data()
        });
        if written.is_err() {
            let _ = fs::remove_file(&self.path);
            return false;
        }
        self.held.store(true, Ordering::Release);
        true
    }

    /// Gives the space back; says whether there was any.
    pub(crate) fn release(&self) -> bool {
        self.held.swap(false, Ordering::AcqRel) && fs::remove_file(&self.path).is_ok()
    }

    /// Whether the reserve is whole, so that new content may be taken in.
    pub(crate) fn is_held(&self) -> bool {
        self.held.load(Ordering::Acquire)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_given_back_once_and_taken_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ballast");
        let ballast = Ballast::open(path.clone());
        assert!(ballast.is_held());
        assert_eq!(fs::metadata(&path).unwrap().len(), SIZE as u64);
        assert!(ballast.release());
        assert!(!path.exists());
        assert!(!ballast.release());
        assert!(ballast.take());
        assert!(path.exists());
    }
}
