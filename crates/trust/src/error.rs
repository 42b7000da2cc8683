//! Why a chart is not trusted, or cannot be signed.

use diagnostic::{Diagnostic, Kind};

/// Why a chart is not trusted, or cannot be signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The provenance file is no cleartext message.
    #[error("signature block not found")]
    NoSignature,
    /// It is damaged.
    #[error("malformed OpenPGP data: {0}")]
    Malformed(String),
    /// Keys or hashes of a kind that is not supported.
    #[error("unsupported OpenPGP data: {0}")]
    Unsupported(String),
    /// The keyring holds no public key.
    #[error("the keyring holds no key that can be used")]
    NoKeys,
    /// No key has the name of the one to sign with.
    #[error("no key of the keyring has a name that contains {0:?}")]
    NoSigningKey(String),
    /// Several keys have it.
    #[error("more than one key contain the id {0:?}")]
    SeveralSigningKeys(String),
    /// Only the public half of the key is there.
    #[error("the key {0:?} is not a secret key")]
    PublicOnly(String),
    /// The secret key does not open.
    #[error("the passphrase does not open the key {0:?}")]
    WrongPassphrase(String),
    /// The keyring does not have the signer's key.
    #[error("openpgp: signature made by unknown entity")]
    UnknownSigner,
    /// The text was changed, or another key signed it.
    #[error("openpgp: invalid signature: RSA verification failure")]
    BadSignature,
    /// The signer's key was withdrawn.
    #[error("the key that signed it is revoked")]
    Revoked,
    /// The provenance is of another archive.
    #[error("provenance does not contain a SHA for a file named {0:?}")]
    OtherFile(String),
    /// The archive was changed.
    #[error("sha256 sum does not match for {file}: {expected:?} != {actual:?}")]
    Digest {
        /// The archive.
        file: String,
        /// What the signer says.
        expected: String,
        /// What it is.
        actual: String,
    },
}

impl Error {
    /// The error as data.
    pub fn diagnostic(&self) -> Diagnostic {
        let (kind, hint) = match self {
            Self::NoSignature | Self::Malformed(_) => (Kind::Integrity, "fetch the .prov file again"),
            Self::Unsupported(_) => (Kind::Unsupported, "check it with gpg"),
            Self::NoKeys => (Kind::Usage, "export the public keys: gpg --export > pubring.gpg"),
            Self::NoSigningKey(_) => {
                (Kind::NotFound, "`gpg --list-secret-keys` shows the names of your keys")
            }
            Self::SeveralSigningKeys(_) => (Kind::Usage, "give more of the name with --key"),
            Self::PublicOnly(_) => {
                (Kind::Usage, "export the secret key: gpg --export-secret-keys > secring.gpg")
            }
            Self::WrongPassphrase(_) => {
                (Kind::Unauthorized, "give the passphrase with --passphrase-file, or when asked")
            }
            Self::Revoked => (Kind::Integrity, "do not use the chart: its signer's key is not to be trusted"),
            Self::UnknownSigner => {
                (Kind::Integrity, "add the signer's public key to the keyring, if you trust it")
            }
            Self::BadSignature => (Kind::Integrity, "do not use the chart: its provenance was changed"),
            Self::OtherFile(_) => (Kind::Integrity, "keep the archive's name as it was when it was signed"),
            Self::Digest { .. } => {
                (Kind::Integrity, "do not use the chart: it is not the one that was signed")
            }
        };
        Diagnostic::error(kind, self.to_string()).hint(hint)
    }
}
