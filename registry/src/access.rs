//! Who may read and write.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;

use crate::Error;

/// How long a password that was right is believed without hashing it again.
const TRUST: Duration = Duration::from_secs(300);
/// Most logins that are remembered.
const REMEMBERED: usize = 1024;
/// Most passwords that are hashed at once: each takes a core for a long while, and anybody can ask for it.
const AT_ONCE: usize = 2;
/// Which requests need credentials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Protect {
    /// Pushing and deleting; everybody may read.
    #[default]
    Writes,
    /// Everything.
    Everything,
}

/// Who may read and write; cloning is cheap.
#[derive(Clone, Default)]
pub struct Access(Option<Arc<Users>>);

struct Users {
    hashes: HashMap<String, String>,
    protect: Protect,
    /// Logins that were right: a digest of user and password, and until when that is believed.
    trusted: Mutex<HashMap<[u8; 32], Instant>>,
    hashing: Semaphore,
    /// Keys the digests, so that they mean nothing outside of this process.
    salt: [u8; 16],
}

/// Why a request may not pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It carries no credentials.
    Missing,
    /// Its credentials are wrong, or of a scheme other than Basic.
    Wrong,
}

impl Access {
    /// Everybody may do everything.
    pub fn open() -> Self {
        Self(None)
    }

    /// Only the users of an htpasswd file may do what is protected.
    ///
    /// # Errors
    /// [`Error::Setting`] with the line of an entry that is not `user:` and a bcrypt hash (`htpasswd -B`).
    pub fn htpasswd(text: &str, protect: Protect) -> Result<Self, Error> {
        let mut hashes = HashMap::new();
        for (number, line) in text.lines().map(str::trim).enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let invalid = |reason: &str| Error::Setting {
                setting: "htpasswd",
                reason: format!("line {}: {reason}", number + 1),
            };
            let (user, hash) = line.split_once(':').ok_or_else(|| invalid("there is no `user:hash`"))?;
            if !["$2a$", "$2b$", "$2y$"].iter().any(|prefix| hash.starts_with(prefix)) || hash.len() != 60 {
                return Err(invalid("the hash is not bcrypt; make it with `htpasswd -B`"));
            }
            hashes.insert(user.to_owned(), hash.to_owned());
        }
        Ok(Self(Some(Arc::new(Users {
            hashes,
            protect,
            trusted: Mutex::default(),
            hashing: Semaphore::new(AT_ONCE),
            salt: *uuid::Uuid::new_v4().as_bytes(),
        }))))
    }

    /// Whether a request with this `Authorization` header may pass.
    ///
    /// Wrong credentials are refused even where none are needed: a login must not seem to work.
    pub(crate) async fn check(&self, authorization: Option<&[u8]>, writes: bool) -> Result<(), Refusal> {
        let Some(users) = &self.0 else { return Ok(()) };
        let Some(authorization) = authorization else {
            return if writes || users.protect == Protect::Everything {
                Err(Refusal::Missing)
            } else {
                Ok(())
            };
        };
        let (user, password) = basic(authorization).ok_or(Refusal::Wrong)?;
        if users.verify(user, password).await { Ok(()) } else { Err(Refusal::Wrong) }
    }
}

impl Users {
    async fn verify(&self, user: String, password: String) -> bool {
        let key: [u8; 32] = {
            let mut hasher = Sha256::new();
            hasher.update(self.salt);
            hasher.update((user.len() as u64).to_le_bytes());
            hasher.update(&user);
            hasher.update(&password);
            hasher.finalize().into()
        };
        if self.trusted().get(&key).is_some_and(|until| *until > Instant::now()) {
            return true;
        }
        let Ok(_permit) = self.hashing.acquire().await else { return false };
        // A stranger's password is hashed too, as somebody's, so that the time does not tell who exists.
        let exists = self.hashes.contains_key(&user);
        let Some(hash) = self.hashes.get(&user).or_else(|| self.hashes.values().next()).cloned() else {
            return false;
        };
        let fits =
            tokio::task::spawn_blocking(move || bcrypt::verify(password, &hash).unwrap_or(false)).await;
        if !(exists && fits.unwrap_or(false)) {
            return false;
        }
        let mut trusted = self.trusted();
        if trusted.len() >= REMEMBERED {
            trusted.clear();
        }
        trusted.insert(key, Instant::now() + TRUST);
        true
    }

    fn trusted(&self) -> std::sync::MutexGuard<'_, HashMap<[u8; 32], Instant>> {
        self.trusted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// User and password of `Basic …` (RFC 7617).
fn basic(header: &[u8]) -> Option<(String, String)> {
    let text = std::str::from_utf8(header).ok()?;
    let (scheme, encoded) = text.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let plain = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (user, password) = plain.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

impl fmt::Debug for Access {
    /// Leaves users and hashes out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            None => f.write_str("Access(open)"),
            Some(users) => write!(f, "Access({} users, {:?})", users.hashes.len(), users.protect),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(user: &str, password: &str) -> Vec<u8> {
        format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))).into_bytes()
    }

    fn users(protect: Protect) -> Access {
        let hash = bcrypt::hash("hunter2", 4).unwrap();
        Access::htpasswd(&format!("# people\n\nann:{hash}\n"), protect).unwrap()
    }

    #[tokio::test]
    async fn who_may_do_what() {
        let (right, wrong, stranger) =
            (header("ann", "hunter2"), header("ann", "x"), header("bob", "hunter2"));
        let writes = users(Protect::Writes);
        assert_eq!(writes.check(None, false).await, Ok(()));
        assert_eq!(writes.check(None, true).await, Err(Refusal::Missing));
        for _ in 0..2 {
            assert_eq!(writes.check(Some(&right), true).await, Ok(()));
            assert_eq!(writes.check(Some(&wrong), false).await, Err(Refusal::Wrong));
            assert_eq!(writes.check(Some(&stranger), true).await, Err(Refusal::Wrong));
        }
        for odd in [&b"Bearer x"[..], b"Basic", b"Basic !!", b"Basic eA==", b"\xff"] {
            assert_eq!(writes.check(Some(odd), false).await, Err(Refusal::Wrong));
        }
        assert_eq!(users(Protect::Everything).check(None, false).await, Err(Refusal::Missing));
        assert_eq!(Access::open().check(None, true).await, Ok(()));
    }

    #[test]
    fn a_hash_that_cannot_be_checked_is_named_by_its_line() {
        let error = Access::htpasswd("ann:{SHA}x\n", Protect::Writes).unwrap_err().to_string();
        assert!(error.contains("line 1") && error.contains("bcrypt"), "{error}");
    }

    #[test]
    fn debug_output_holds_no_hash() {
        assert!(!format!("{:?}", users(Protect::Writes)).contains("$2"));
    }
}
