//! A signature, checked with a key (RFC 4880, 5.2).

use rsa::Pkcs1v15Sign;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::Error;
use crate::keyring::{Key, Keyring};
use crate::packet::{SIGNATURE, new_length, number, packets};

/// How PKCS #1 announces a hash.
const SHA256: &[u8] = b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
const SHA384: &[u8] = b"\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30";
const SHA512: &[u8] = b"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40";

/// Finds the key that signed a canonical text.
pub(crate) fn signer<'k>(keyring: &'k Keyring, text: &str, signature: &[u8]) -> Result<&'k Key, Error> {
    let packets = packets(signature)?;
    let body = packets.iter().find(|packet| packet.tag == SIGNATURE).ok_or(Error::NoSignature)?.body;
    let [4, kind, algorithm, hash, a, b, rest @ ..] = body else {
        return Err(Error::Unsupported("a signature that is not of version 4".into()));
    };
    if !matches!(kind, 0 | 1) {
        return Err(Error::Malformed("it signs something else than a text"));
    }
    if !matches!(algorithm, 1 | 3) {
        return Err(Error::Unsupported(format!("signature algorithm {algorithm}; RSA is 1")));
    }
    let hashed = usize::from(u16::from_be_bytes([*a, *b]));
    let cut = || Error::Malformed("a signature is cut short");
    let (hashed_parts, rest) = rest.split_at_checked(hashed).ok_or_else(cut)?;
    let [a, b, rest @ ..] = rest else { return Err(cut()) };
    let unhashed = usize::from(u16::from_be_bytes([*a, *b]));
    let (unhashed_parts, rest) = rest.split_at_checked(unhashed).ok_or_else(cut)?;
    let [_, _, rest @ ..] = rest else { return Err(cut()) };
    let (value, _) = number(rest)?;

    // What is hashed: the text, the signature up to its hashed parts, and how long that was.
    let head = &body[..6 + hashed];
    let length = u32::try_from(head.len()).map_err(|_| cut())?;
    let message = [text.as_bytes(), head, &[4, 0xff], &length.to_be_bytes()].concat();
    let (prefix, digest) = match hash {
        8 => (SHA256, Sha256::digest(&message).to_vec()),
        9 => (SHA384, Sha384::digest(&message).to_vec()),
        10 => (SHA512, Sha512::digest(&message).to_vec()),
        other => return Err(Error::Unsupported(format!("hash algorithm {other}; SHA-256 is 8"))),
    };
    let announced = [prefix, &digest].concat();

    let issuer = issuer(hashed_parts)?.or(issuer(unhashed_parts)?);
    let may_be = |key: &&Key| issuer.as_ref().is_none_or(|id| key.fingerprint.ends_with(id));
    let mut candidates = keyring.keys.iter().filter(may_be).peekable();
    candidates.peek().ok_or(Error::UnknownSigner)?;
    candidates
        .find(|key| {
            // The value has as many bytes as the modulus; leading zeros are not written.
            let size = rsa::traits::PublicKeyParts::size(&key.key);
            let padded = [&vec![0; size.saturating_sub(value.len())], value].concat();
            key.key.verify(Pkcs1v15Sign::new_unprefixed(), &announced, &padded).is_ok()
        })
        .ok_or(Error::BadSignature)
}

/// The last bytes of the signer's fingerprint, as the parts of a signature name it.
fn issuer(mut parts: &[u8]) -> Result<Option<Vec<u8>>, Error> {
    while !parts.is_empty() {
        let (length, rest) = new_length(parts)?;
        let (part, rest) = rest.split_at_checked(length).ok_or(Error::Malformed("a part is cut short"))?;
        match part {
            // Key ID; fingerprint of a key of version 4.
            [16, id @ ..] | [33, 4, id @ ..] => return Ok(Some(id.to_vec())),
            _ => parts = rest,
        }
    }
    Ok(None)
}
