//! The keyring with which archives are signed and verified.

use std::path::Path;

use diagnostic::Kind;
use trust::{Keyring, SigningKey};

use crate::{Context, Failure, Result};

/// A key to sign with, and what opens it.
pub struct Signing {
    /// The key.
    pub key: SigningKey,
    /// Its passphrase; not looked at where it has none.
    pub passphrase: String,
}

/// The secret key of a name in a keyring, that of GnuPG if none is given.
///
/// # Errors
/// No keyring there, no key of that name in it, several of them, or its public half only.
pub fn signing_key(cx: &Context, keyring: Option<&Path>, name: &str) -> Result<SigningKey> {
    let keyring = open(cx, keyring, "export the secret keys: gpg --export-secret-keys > secring.gpg")?;
    Ok(keyring.signing_key(name).map_err(|error| error.diagnostic())?)
}

/// The keyring at a path, or GnuPG's own.
pub(crate) fn open(cx: &Context, path: Option<&Path>, hint: &str) -> Result<Keyring> {
    let default = cx.settings.gnupg_home.as_ref().map(|home| home.join("pubring.gpg"));
    let path = path
        .map(|path| cx.settings.working_dir.join(path))
        .or(default)
        .ok_or_else(|| Failure::new(Kind::NotFound, "there is no keyring").hint("name one with --keyring"))?;
    let bytes = std::fs::read(&path)
        .map_err(|error| Failure::io(format!("cannot read {}", path.display()), &error).hint(hint))?;
    Ok(Keyring::parse(&bytes).map_err(|error| error.diagnostic())?)
}
