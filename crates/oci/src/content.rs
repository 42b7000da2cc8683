//! The cache of archives by digest: Helm's HELM_CONTENT_CACHE (pkg/downloader/cache.go).

use std::path::PathBuf;

use sha2::{Digest, Sha256, Sha512};

/// A folder `<2 hex>/<sha256>.chart`. What is read from it is checked, so a damaged file counts as absent.
#[derive(Clone, Debug)]
pub struct ContentCache {
    /// The folder.
    pub folder: PathBuf,
}

impl ContentCache {
    /// The archive with this digest (`sha256:` may be missing), if it is here and whole.
    pub fn get(&self, digest: &str) -> Option<Vec<u8>> {
        let hex = digest.strip_prefix("sha256:").unwrap_or(digest);
        let bytes = std::fs::read(self.path(hex)?).ok()?;
        (hex_digest(&bytes) == hex).then_some(bytes)
    }

    /// Keeps an archive. A cache that cannot be written is no failure: the archive is at hand already.
    pub fn put(&self, bytes: &[u8]) {
        if let Some(path) = self.path(&hex_digest(bytes)) {
            let _ = crate::repositories::replace_file(&path, bytes);
        }
    }

    fn path(&self, hex: &str) -> Option<PathBuf> {
        let good = hex.len() == 64 && hex.bytes().all(|b| b.is_ascii_hexdigit());
        good.then(|| self.folder.join(&hex[..2]).join(format!("{hex}.chart")))
    }
}

/// SHA-256 in hexadecimal digits.
pub(crate) fn hex_digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The digest of bytes in the algorithm of another digest; nothing for one that image-spec does not register.
pub(crate) fn digest_like(other: &str, bytes: &[u8]) -> Option<String> {
    let (algorithm, _) = other.split_once(':')?;
    let digits = match algorithm {
        "sha256" => hex_digest(bytes),
        "sha512" => hex(&Sha512::digest(bytes)),
        _ => return None,
    };
    Some(format!("{algorithm}:{digits}"))
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_back_only_what_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let cache = ContentCache { folder: folder.path().join("content") };
        let digest = format!("sha256:{}", hex_digest(b"chart"));
        assert_eq!(cache.get(&digest), None);
        cache.put(b"chart");
        assert_eq!(cache.get(&digest).as_deref(), Some(&b"chart"[..]));
        let hex = hex_digest(b"chart");
        std::fs::write(cache.folder.join(&hex[..2]).join(format!("{hex}.chart")), "damaged").unwrap();
        assert_eq!(cache.get(&digest), None);
        assert_eq!(cache.get("sha256:../../etc/passwd"), None);
    }
}
