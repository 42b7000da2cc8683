//! repositories.yaml (pkg/repo/v1/repo.go).

use std::io::Write;
use std::path::Path;

use diagnostic::Source;
use yaml::{Mapping, Node, Value};

use crate::{Error, Result};

/// The named classic repositories, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Repositories {
    /// RFC 3339 time of the last change, as Helm writes it.
    pub generated: String,
    /// The repositories.
    pub entries: Vec<RepositoryEntry>,
}

/// A named classic repository.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RepositoryEntry {
    /// The name before the slash in `name/chart`.
    pub name: String,
    /// Base URL, below which `index.yaml` lies.
    pub url: String,
    /// User name, or empty.
    pub username: String,
    /// Password, or empty.
    pub password: String,
    /// Path of certificate authorities, or empty.
    pub ca_file: String,
    /// Path of the client certificate, or empty.
    pub cert_file: String,
    /// Path of its key, or empty.
    pub key_file: String,
    /// Do not check the server's certificate.
    pub insecure_skip_tls_verify: bool,
    /// Send credentials to every host that the index names.
    pub pass_credentials_all: bool,
}

impl std::fmt::Debug for RepositoryEntry {
    /// Leaves the password out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RepositoryEntry({:?} {:?})", self.name, self.url)
    }
}

impl Repositories {
    /// Reads the file; a missing one holds none.
    ///
    /// # Errors
    /// When it cannot be read or is no YAML.
    pub fn load(path: &Path) -> Result<Self> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(source) => return Err(Error::File { attempted: "read", path: path.to_owned(), source }),
        };
        let root = yaml::parse_one(&Source::file(path.to_string_lossy(), text))
            .map_err(|error| Error::Format { path: path.to_owned(), reason: error.to_string() })?;
        let text = |node: &Node, key: &str| {
            node.get(key).and_then(Node::as_str).map(str::to_owned).unwrap_or_default()
        };
        let switch = |node: &Node, key: &str| node.get(key).and_then(Node::as_bool).unwrap_or(false);
        let entry = |node: &Node| RepositoryEntry {
            name: text(node, "name"),
            url: text(node, "url"),
            username: text(node, "username"),
            password: text(node, "password"),
            ca_file: text(node, "caFile"),
            cert_file: text(node, "certFile"),
            key_file: text(node, "keyFile"),
            insecure_skip_tls_verify: switch(node, "insecure_skip_tls_verify"),
            pass_credentials_all: switch(node, "pass_credentials_all"),
        };
        let entries = root.get("repositories").and_then(Node::as_sequence).unwrap_or_default();
        Ok(Self { generated: text(&root, "generated"), entries: entries.iter().map(entry).collect() })
    }

    /// Writes the file as Helm does, for its owner only, since it may hold passwords.
    ///
    /// # Errors
    /// When it cannot be written; the old file stays whole then.
    pub fn save(&self, path: &Path) -> Result<()> {
        let entry = |entry: &RepositoryEntry| {
            let fields: [(&str, Value); 9] = [
                ("caFile", entry.ca_file.as_str().into()),
                ("certFile", entry.cert_file.as_str().into()),
                ("insecure_skip_tls_verify", entry.insecure_skip_tls_verify.into()),
                ("keyFile", entry.key_file.as_str().into()),
                ("name", entry.name.as_str().into()),
                ("pass_credentials_all", entry.pass_credentials_all.into()),
                ("password", entry.password.as_str().into()),
                ("url", entry.url.as_str().into()),
                ("username", entry.username.as_str().into()),
            ];
            Node::new(fields.into_iter().map(|(key, value)| (key, Node::new(value))).collect::<Mapping>())
        };
        let generated = if self.generated.is_empty() { "0001-01-01T00:00:00Z" } else { &self.generated };
        let root: Mapping = [
            ("apiVersion", Node::new("")),
            ("generated", Node::new(generated)),
            ("repositories", Node::new(self.entries.iter().map(entry).collect::<Vec<_>>())),
        ]
        .into_iter()
        .collect();
        // JSON is YAML, and Helm reads it as such.
        let text = yaml::to_json(&Node::new(root), yaml::JsonStyle::PRETTY)
            .map_err(|error| Error::Format { path: path.to_owned(), reason: error.to_string() })?;
        replace_file(path, text.as_bytes())
    }

    /// The repository of this name.
    pub fn get(&self, name: &str) -> Option<&RepositoryEntry> {
        self.entries.iter().find(|entry| entry.name == name)
    }

    /// Adds a repository, or replaces the one of the same name.
    pub fn put(&mut self, entry: RepositoryEntry) {
        match self.entries.iter_mut().find(|old| old.name == entry.name) {
            Some(old) => *old = entry,
            None => self.entries.push(entry),
        }
    }

    /// Takes a repository out; false if there is none.
    pub fn remove(&mut self, name: &str) -> bool {
        let before = self.entries.len();
        self.entries.retain(|entry| entry.name != name);
        self.entries.len() < before
    }
}

/// Writes a file whole or not at all: a new one beside it (mode 0600) takes its place.
pub(crate) fn replace_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let failed = |attempted, source| Error::File { attempted, path: path.to_owned(), source };
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|source| failed("create", source))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.join(format!(".{name}.{}.tmp", std::process::id()));
    let write = || {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside)?;
        file.write_all(bytes)?;
        file.sync_data()?;
        std::fs::rename(&beside, path)
    };
    write().map_err(|source| {
        let _ = std::fs::remove_file(&beside);
        failed("write", source)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_is_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/repositories.yaml");
        assert_eq!(Repositories::load(&path).unwrap(), Repositories::default());
        let mut repositories = Repositories { generated: "2026-01-01T00:00:00Z".into(), entries: vec![] };
        repositories.put(RepositoryEntry {
            name: "lab".into(),
            url: "http://127.0.0.1:1/lab".into(),
            password: "yes".into(),
            pass_credentials_all: true,
            ..RepositoryEntry::default()
        });
        repositories.save(&path).unwrap();
        assert_eq!(Repositories::load(&path).unwrap(), repositories);
        assert!(repositories.remove("lab") && !repositories.remove("lab"));
    }
}
