//! Logins in Docker's format, helpers included.
//!
//! Helm keeps its logins in `registry/config.json` and looks into Docker's `config.json` after it
//! (pkg/registry/client.go over oras-go's credential store). Both are read here; only Helm's is written. A
//! login may be kept for a path below a host too, and the longest path that fits a repository wins, so that
//! one host can hold several accounts.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::{Error, Result};

/// A user name and a password, or an identity token.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// User name; empty for a token.
    pub username: String,
    /// Password or token.
    pub password: String,
}

impl std::fmt::Debug for Credentials {
    /// Leaves the password out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Credentials({:?})", self.username)
    }
}

/// The files that hold logins.
#[derive(Clone, Debug)]
pub struct CredentialStore {
    /// Helm's own file, which is written.
    pub file: PathBuf,
    /// Files that are read after it.
    pub fallbacks: Vec<PathBuf>,
}

impl CredentialStore {
    /// The login for a repository at a host, if there is one.
    ///
    /// # Errors
    /// When a file is broken or a credential helper fails.
    pub async fn find(&self, host: &str, path: &str) -> Result<Option<Credentials>> {
        for file in std::iter::once(&self.file).chain(&self.fallbacks) {
            let config = read(file)?;
            for key in keys(host, path) {
                if let Some(found) = self.find_key(file, &config, &key).await? {
                    return Ok(Some(found));
                }
            }
        }
        Ok(None)
    }

    async fn find_key(
        &self,
        file: &Path,
        config: &Map<String, Value>,
        key: &str,
    ) -> Result<Option<Credentials>> {
        if let Some(helper) = helper_of(config, key) {
            return ask_helper(&helper, key).await;
        }
        let Some(entry) = config.get("auths").and_then(|auths| auths.get(key)) else { return Ok(None) };
        let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
        let broken = |reason: &str| Error::Format {
            path: file.to_owned(),
            reason: format!("the login for {key} {reason}; log in again"),
        };
        if !text("identitytoken").is_empty() {
            return Ok(Some(Credentials {
                username: String::new(),
                password: text("identitytoken").to_owned(),
            }));
        }
        if !text("auth").is_empty() {
            let bytes = STANDARD.decode(text("auth")).map_err(|_| broken("is no base64"))?;
            let pair = String::from_utf8(bytes).map_err(|_| broken("is no text"))?;
            let (username, password) =
                pair.split_once(':').ok_or_else(|| broken("holds no `user:password`"))?;
            return Ok(Some(Credentials { username: username.to_owned(), password: password.to_owned() }));
        }
        if text("username").is_empty() {
            return Ok(None);
        }
        Ok(Some(Credentials { username: text("username").to_owned(), password: text("password").to_owned() }))
    }

    /// Keeps a login, in the credential helper that Helm's file names or in the file itself (mode 0600).
    ///
    /// # Errors
    /// When the file cannot be written or the helper fails.
    pub async fn store(&self, host: &str, credentials: &Credentials) -> Result<()> {
        let mut config = read(&self.file)?;
        if let Some(helper) = helper_of(&config, host) {
            let request = json!({
                "ServerURL": host, "Username": credentials.username, "Secret": credentials.password,
            });
            return run_helper(&helper, "store", &request.to_string()).await.map(drop);
        }
        let pair = format!("{}:{}", credentials.username, credentials.password);
        let auths = config.entry("auths").or_insert_with(|| json!({}));
        auths[host] = json!({ "auth": STANDARD.encode(pair) });
        write(&self.file, &config)
    }

    /// Forgets a login; false if there was none.
    ///
    /// # Errors
    /// When the file cannot be written or the helper fails.
    pub async fn erase(&self, host: &str) -> Result<bool> {
        let mut config = read(&self.file)?;
        if let Some(helper) = helper_of(&config, host) {
            return run_helper(&helper, "erase", host).await.map(|_| true);
        }
        let removed = config
            .get_mut("auths")
            .and_then(Value::as_object_mut)
            .is_some_and(|auths| auths.shift_remove(host).is_some());
        if removed {
            write(&self.file, &config)?;
        }
        Ok(removed)
    }
}

/// The keys under which a login may be kept, the most exact first.
fn keys(host: &str, path: &str) -> Vec<String> {
    let mut keys = vec![];
    let mut rest = path.trim_matches('/');
    while !rest.is_empty() {
        keys.push(format!("{host}/{rest}"));
        rest = rest.rsplit_once('/').map_or("", |(parent, _)| parent);
    }
    // Docker Hub's logins are kept under its oldest name.
    if matches!(host, "docker.io" | "registry-1.docker.io" | "index.docker.io") {
        keys.push("https://index.docker.io/v1/".to_owned());
    }
    keys.push(host.to_owned());
    keys.push(format!("https://{host}"));
    keys
}

fn helper_of(config: &Map<String, Value>, key: &str) -> Option<String> {
    let own = config.get("credHelpers").and_then(|helpers| helpers.get(key));
    let name = own.or_else(|| config.get("credsStore"))?.as_str()?;
    (!name.is_empty()).then(|| format!("docker-credential-{name}"))
}

async fn ask_helper(helper: &str, key: &str) -> Result<Option<Credentials>> {
    let answer = match run_helper(helper, "get", key).await {
        Ok(answer) => answer,
        Err(Error::Helper { reason, .. }) if reason.contains("credentials not found") => return Ok(None),
        Err(error) => return Err(error),
    };
    let failed = |reason: &str| Error::Helper { helper: helper.to_owned(), reason: reason.to_owned() };
    let value: Value = serde_json::from_str(&answer).map_err(|_| failed("its answer is no JSON"))?;
    let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let username = if text("Username") == "<token>" { String::new() } else { text("Username") };
    Ok(Some(Credentials { username, password: text("Secret") }))
}

async fn run_helper(helper: &str, verb: &str, input: &str) -> Result<String> {
    let failed = |reason: String| Error::Helper { helper: helper.to_owned(), reason };
    let mut child = Command::new(helper)
        .arg(verb)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A helper that does not read its input says why by its exit code.
        let _ = stdin.write_all(input.as_bytes()).await;
    }
    let output = child.wait_with_output().await.map_err(|error| failed(error.to_string()))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(text);
    }
    Err(failed(format!("{text}{}", String::from_utf8_lossy(&output.stderr)).trim().to_owned()))
}

fn read(path: &Path) -> Result<Map<String, Value>> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Map::new()),
        Err(source) => return Err(Error::File { attempted: "read", path: path.to_owned(), source }),
    };
    if text.trim().is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_str(&text) {
        Ok(Value::Object(config)) => Ok(config),
        Ok(_) => Err(Error::Format { path: path.to_owned(), reason: "it is no JSON object".to_owned() }),
        Err(error) => Err(Error::Format { path: path.to_owned(), reason: error.to_string() }),
    }
}

fn write(path: &Path, config: &Map<String, Value>) -> Result<()> {
    let text = serde_json::to_string_pretty(config)
        .map_err(|error| Error::Format { path: path.to_owned(), reason: error.to_string() })?;
    crate::repositories::replace_file(path, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(folder: &Path, config: &str) -> CredentialStore {
        let file = folder.join("config.json");
        std::fs::write(&file, config).unwrap();
        CredentialStore { file, fallbacks: vec![folder.join("docker.json")] }
    }

    #[tokio::test]
    async fn the_longest_path_wins_and_docker_comes_last() {
        let folder = tempfile::tempdir().unwrap();
        let encode = |text: &str| STANDARD.encode(text);
        let store = store(
            folder.path(),
            &json!({"auths": {"h": {"auth": encode("all:1")}, "h/team": {"auth": encode("team:2:x")}}})
                .to_string(),
        );
        std::fs::write(
            folder.path().join("docker.json"),
            json!({"auths": {"other": {"auth": encode("docker:3")}}}).to_string(),
        )
        .unwrap();
        let name = async |host, path| store.find(host, path).await.unwrap().map(|c| (c.username, c.password));
        assert_eq!(name("h", "x/y").await, Some(("all".into(), "1".into())));
        assert_eq!(name("h", "team/y").await, Some(("team".into(), "2:x".into())));
        assert_eq!(name("other", "y").await, Some(("docker".into(), "3".into())));
        assert_eq!(name("none", "y").await, None);
    }

    #[tokio::test]
    async fn a_login_is_kept_for_its_owner_only_and_leaves_the_rest_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path(), r#"{"detachKeys":"x","auths":{"a":{}}}"#);
        let credentials = Credentials { username: "u".into(), password: "p".into() };
        store.store("h:1", &credentials).await.unwrap();
        assert_eq!(store.find("h:1", "").await.unwrap(), Some(credentials));
        let text = std::fs::read_to_string(&store.file).unwrap();
        assert!(text.contains("detachKeys") && text.contains("\"a\""), "{text}");
        assert_eq!(std::fs::metadata(&store.file).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(store.erase("h:1").await.unwrap());
        assert!(!store.erase("h:1").await.unwrap());
    }

    #[tokio::test]
    async fn a_broken_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path(), "{");
        let error = store.find("h", "").await.unwrap_err().to_string();
        assert!(error.contains("config.json is broken"), "{error}");
    }
}
