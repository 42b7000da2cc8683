//! Public keys with the names they belong to.

use rsa::{BigUint, RsaPublicKey};
use sha1::{Digest, Sha1};

use crate::Error;
use crate::armor::dearmor;
use crate::packet::{PUBLIC_KEY, PUBLIC_SUBKEY, USER_ID, number, packets};

/// RSA, whatever it is meant for.
const RSA: [u8; 3] = [1, 2, 3];

/// Public keys, read from what `gpg --export` writes, armored or not.
#[derive(Clone, Debug, Default)]
pub struct Keyring {
    pub(crate) keys: Vec<Key>,
}

/// One public key. A subkey has the names of the key it belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    /// SHA-1 of the key itself.
    pub(crate) fingerprint: Vec<u8>,
    /// That of the key it belongs to, or its own.
    pub(crate) primary: Vec<u8>,
    pub(crate) names: Vec<String>,
    pub(crate) key: RsaPublicKey,
}

impl Keyring {
    /// Reads a keyring; keys of other kinds than RSA are passed over.
    ///
    /// # Errors
    /// It is no keyring, or has no key that can be used.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let armored =
            std::str::from_utf8(bytes).ok().filter(|text| text.trim_start().starts_with("-----BEGIN"));
        let decoded;
        let bytes = match armored {
            Some(text) => {
                decoded = dearmor(text)?;
                &decoded[..]
            }
            None => bytes,
        };
        let mut keys: Vec<Key> = vec![];
        let mut primary = vec![];
        for packet in packets(bytes)? {
            match packet.tag {
                PUBLIC_KEY | PUBLIC_SUBKEY => {
                    let fingerprint = fingerprint(packet.body);
                    if packet.tag == PUBLIC_KEY {
                        primary.clone_from(&fingerprint);
                    }
                    let names = keys.iter().find(|it| it.primary == primary).map(|it| it.names.clone());
                    if let Some(key) = rsa_key(packet.body)? {
                        let names = names.unwrap_or_default();
                        keys.push(Key { fingerprint, primary: primary.clone(), names, key });
                    }
                }
                USER_ID => {
                    let name = String::from_utf8_lossy(packet.body).into_owned();
                    keys.iter_mut()
                        .filter(|it| it.primary == primary)
                        .for_each(|it| it.names.push(name.clone()));
                }
                _ => {}
            }
        }
        if keys.is_empty() { Err(Error::NoKeys) } else { Ok(Self { keys }) }
    }
}

/// SHA-1 over the packet's body behind its length (RFC 4880, 12.2).
fn fingerprint(body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).unwrap_or(u16::MAX);
    let mut hash = Sha1::new();
    hash.update([0x99]);
    hash.update(length.to_be_bytes());
    hash.update(body);
    hash.finalize().to_vec()
}

/// The RSA key of a packet of version 4: version, time, algorithm, modulus, exponent.
fn rsa_key(body: &[u8]) -> Result<Option<RsaPublicKey>, Error> {
    let [4, _, _, _, _, algorithm, numbers @ ..] = body else { return Ok(None) };
    if !RSA.contains(algorithm) {
        return Ok(None);
    }
    let (modulus, rest) = number(numbers)?;
    let (exponent, _) = number(rest)?;
    let key = RsaPublicKey::new(BigUint::from_bytes_be(modulus), BigUint::from_bytes_be(exponent));
    Ok(key.ok())
}
