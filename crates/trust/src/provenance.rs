//! A provenance file against an archive (pkg/provenance/sign.go).

use diagnostic::Source;
use sha2::{Digest, Sha256};

use crate::armor::cleartext;
use crate::signature::signer;
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
    let message = cleartext(provenance)?;
    let key = signer(keyring, &message.canonical, &message.signature)?;
    let expected =
        digest_in(&message.text, file_name).ok_or_else(|| Error::OtherFile(file_name.to_owned()))?;
    let actual = format!("sha256:{}", hexadecimal(&Sha256::digest(archive)));
    if expected != actual {
        return Err(Error::Digest { file: file_name.to_owned(), expected, actual });
    }
    Ok(Verified {
        signed_by: key.names.clone(),
        fingerprint: hexadecimal(&key.primary).to_uppercase(),
        digest: actual,
    })
}

/// The digest that the message names for a file, in the document behind Chart.yaml.
fn digest_in(text: &str, file_name: &str) -> Option<String> {
    let (_, sums) = text.split_once("\n...\n")?;
    let node = yaml::parse_one(&Source::file("provenance", sums)).ok()?;
    Some(node.at(["files", file_name])?.as_str()?.to_owned())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
