//! A provenance file against an archive.

use pgp::composed::{CleartextSignedMessage, SignedPublicKey};
use pgp::packet::Signature;
use pgp::types::{KeyDetails, VerifyingKey};

use crate::keyring::user_names;
use crate::message::{digest, digest_in};
use crate::{Error, Keyring};

/// An archive that was signed by somebody whose key is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The names that the signer's key belongs to.
    pub signed_by: Vec<String>,
    /// The key's fingerprint in hexadecimal, large letters.
    pub fingerprint: String,
    /// `sha256:` and the digest of the archive.
    pub digest: String,
}

/// Checks that a provenance file was signed with a key of the keyring and speaks of this archive.
///
/// # Errors
/// It was not, or does not.
pub fn verify(
    keyring: &Keyring,
    file_name: &str,
    archive: &[u8],
    provenance: &str,
) -> Result<Verified, Error> {
    let block = signed_block(provenance).ok_or(Error::NoSignature)?;
    let (message, _headers) =
        CleartextSignedMessage::from_string(block).map_err(|error| Error::Malformed(error.to_string()))?;
    let text = message.signed_text();
    let signer = signer(keyring, message.signatures(), &text)?;
    let expected = digest_in(&text.replace("\r\n", "\n"), file_name)
        .ok_or_else(|| Error::OtherFile(file_name.to_owned()))?;
    let actual = digest(archive);
    if expected != actual {
        return Err(Error::Digest { file: file_name.to_owned(), expected, actual });
    }
    Ok(Verified {
        signed_by: user_names(&signer.details),
        fingerprint: format!("{:X}", signer.primary_key.fingerprint()),
        digest: actual,
    })
}

/// The clear-signed message within a text.
fn signed_block(text: &str) -> Option<&str> {
    const END: &str = "-----END PGP SIGNATURE-----";
    let start = text.find("-----BEGIN PGP SIGNED MESSAGE-----")?;
    let end = start + text[start..].find(END)?;
    Some(&text[start..end + END.len()])
}

/// The key of the keyring that made one of the signatures.
fn signer(keyring: &Keyring, signatures: &[Signature], text: &str) -> Result<SignedPublicKey, Error> {
    let mut failure = Error::UnknownSigner;
    for signature in signatures {
        for key in keyring.public() {
            match check(&key, signature, text) {
                None => {}
                Some(Ok(())) => return Ok(key),
                Some(Err(error)) => failure = error,
            }
        }
    }
    Err(failure)
}

/// Whether a key, or one that it vouches for, made a signature; nothing where it names another key.
fn check(key: &SignedPublicKey, signature: &Signature, text: &str) -> Option<Result<(), Error>> {
    let primary = &key.primary_key;
    let valid = if is_issuer(primary, signature) {
        signature.verify(primary, text.as_bytes()).is_ok()
    } else {
        let subkey = key.public_subkeys.iter().find(|subkey| is_issuer(&subkey.key, signature))?;
        subkey.verify_bindings(primary).is_ok() && signature.verify(&subkey.key, text.as_bytes()).is_ok()
    };
    let revoked =
        || key.details.revocation_signatures.iter().any(|revocation| revocation.verify_key(primary).is_ok());
    Some(match valid {
        false => Err(Error::BadSignature),
        true if revoked() => Err(Error::Revoked),
        true => Ok(()),
    })
}

fn is_issuer(key: &impl VerifyingKey, signature: &Signature) -> bool {
    signature.issuer_fingerprint().contains(&&key.fingerprint())
        || signature.issuer_key_id().contains(&&key.legacy_key_id())
}
