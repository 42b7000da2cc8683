//! Keys with the names they belong to.

use pgp::composed::{PublicOrSecret, SignedPublicKey};

use crate::{Error, SigningKey};

/// Public and secret keys, read from what `gpg --export` and `gpg --export-secret-keys` write, armored or not.
#[derive(Clone, Debug, Default)]
pub struct Keyring {
    keys: Vec<PublicOrSecret>,
}

impl Keyring {
    /// Reads a keyring; armored exports may stand one after the other. Keys that cannot be used are passed over.
    ///
    /// # Errors
    /// It is no keyring, or has no key that can be used.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let mut keys = vec![];
        let mut broken = None;
        for block in blocks(bytes) {
            let found = PublicOrSecret::from_reader_many_buf(block);
            let found = found.map(|(found, _headers)| found.collect::<Vec<_>>());
            for key in found.unwrap_or_else(|error| vec![Err(error)]) {
                match key {
                    Ok(key) => keys.push(key),
                    Err(error) => broken = Some(error),
                }
            }
        }
        match broken {
            Some(error) if keys.is_empty() => Err(Error::Malformed(error.to_string())),
            None if keys.is_empty() => Err(Error::NoKeys),
            _ => Ok(Self { keys }),
        }
    }

    /// The public half of every key.
    pub(crate) fn public(&self) -> impl Iterator<Item = SignedPublicKey> {
        self.keys.iter().map(|key| match key {
            PublicOrSecret::Public(key) => key.clone(),
            PublicOrSecret::Secret(key) => key.to_public_key(),
        })
    }

    /// The key to sign with: the one that has this name, or else the only one whose names contain it.
    ///
    /// # Errors
    /// No key or several of that name, or only the public half of one.
    pub fn signing_key(&self, name: &str) -> Result<SigningKey, Error> {
        let named = |key: &&PublicOrSecret, fits: fn(&str, &str) -> bool| {
            names(key).iter().any(|known| fits(known, name))
        };
        let exact = self.keys.iter().find(|key| named(key, |known, name| known == name));
        let key = match exact {
            Some(key) => key,
            None => {
                let mut similar =
                    self.keys.iter().filter(|key| named(key, |known, name| known.contains(name)));
                let first = similar.next().ok_or_else(|| Error::NoSigningKey(name.to_owned()))?;
                if similar.next().is_some() {
                    return Err(Error::SeveralSigningKeys(name.to_owned()));
                }
                first
            }
        };
        match key {
            PublicOrSecret::Secret(secret) => Ok(SigningKey::new(secret.clone(), names(key))),
            PublicOrSecret::Public(_) => Err(Error::PublicOnly(name.to_owned())),
        }
    }
}

fn names(key: &PublicOrSecret) -> Vec<String> {
    let details = match key {
        PublicOrSecret::Public(key) => &key.details,
        PublicOrSecret::Secret(key) => &key.details,
    };
    user_names(details)
}

/// The names of a key, in the order of the keyring.
pub(crate) fn user_names(details: &pgp::composed::SignedKeyDetails) -> Vec<String> {
    details.users.iter().map(|user| String::from_utf8_lossy(user.id.id()).into_owned()).collect()
}

/// The armored blocks of a text; anything else is one block of its own.
fn blocks(bytes: &[u8]) -> Vec<&[u8]> {
    const BEGIN: &str = "-----BEGIN PGP ";
    let Some(text) = std::str::from_utf8(bytes).ok().filter(|text| text.trim_start().starts_with(BEGIN))
    else {
        return if bytes.is_empty() { vec![] } else { vec![bytes] };
    };
    let starts: Vec<usize> = text.match_indices(BEGIN).map(|(start, _)| start).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(start, end)| &text.as_bytes()[*start..end]).collect()
}
