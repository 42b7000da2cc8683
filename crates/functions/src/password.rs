//! Password hashes and derived passwords.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::Error;
use crate::encoding::base64_encode;
use crate::random::Random;

/// The cost Go's bcrypt package uses by default.
const BCRYPT_COST: u32 = 10;

/// A bcrypt hash of cost 10, `$2a$`.
///
/// # Errors
/// [`Error::Crypto`] for a password of more than 72 bytes, in the words Sprig prints instead of a hash.
pub fn bcrypt(random: &mut Random, password: &[u8]) -> Result<String, Error> {
    let fail = |cause: &str| Error::Crypto(format!("failed to encrypt string with bcrypt: {cause}"));
    if password.len() > 72 {
        return Err(fail("bcrypt: password length exceeds 72 bytes"));
    }
    let mut salt = [0; 16];
    random.fill(&mut salt);
    let parts =
        bcrypt::hash_with_salt(password, BCRYPT_COST, salt).map_err(|error| fail(&error.to_string()))?;
    Ok(parts.format_for_version(bcrypt::Version::TwoA))
}

/// A line of an htpasswd file: `{SHA}` for the algorithm `sha`, bcrypt for every other.
///
/// # Errors
/// [`Error::Crypto`] for a name with a colon or a password that is too long; Sprig prints the text as the line.
pub fn htpasswd(random: &mut Random, user: &str, password: &[u8], algorithm: &str) -> Result<String, Error> {
    if user.contains(':') {
        return Err(Error::Crypto(format!("invalid username: {user}")));
    }
    if algorithm == "sha" {
        return Ok(format!("{user}:{{SHA}}{}", base64_encode(&Sha1::digest(password))));
    }
    // Sprig puts the text of a bcrypt error where the hash would stand.
    let hash = bcrypt(random, password).unwrap_or_else(|error| error.to_string());
    Ok(format!("{user}:{hash}"))
}

/// The password of the Master Password algorithm for a site: scrypt over the user's name, HMAC over the site's.
///
/// # Errors
/// [`Error::Crypto`] for an unknown type of password; Sprig prints the text as the password.
pub fn derive_password(
    counter: u32,
    kind: &str,
    password: &[u8],
    user: &[u8],
    site: &[u8],
) -> Result<String, Error> {
    const SCOPE: &[u8] = b"com.lyndir.masterpassword";
    let templates =
        templates(kind).ok_or_else(|| Error::Crypto(format!("cannot find password template {kind}")))?;
    let fail = |cause: &dyn std::fmt::Display| Error::Crypto(format!("failed to derive password: {cause}"));

    let salt = [SCOPE, &(user.len() as u32).to_be_bytes(), user].concat();
    let cost = scrypt::Params::new(15, 8, 2).map_err(|error| fail(&error))?;
    let mut key = [0; 64];
    scrypt::scrypt(password, &salt, &cost, &mut key).map_err(|error| fail(&error))?;

    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|error| fail(&error))?;
    mac.update(SCOPE);
    mac.update(&(site.len() as u32).to_be_bytes());
    mac.update(site);
    mac.update(&counter.to_be_bytes());
    let seed = mac.finalize().into_bytes();

    let template = templates[usize::from(seed[0]) % templates.len()];
    let pick = |(class, &byte): (u8, &u8)| {
        let set = characters(class);
        char::from(set[usize::from(byte) % set.len()])
    };
    Ok(template.bytes().zip(&seed[1..]).map(pick).collect())
}

/// The shapes of a kind of password, each letter naming a set of characters.
fn templates(kind: &str) -> Option<&'static [&'static str]> {
    Some(match kind {
        "maximum" => &["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
        "long" => &[
            "CvcvnoCvcvCvcv",
            "CvcvCvcvnoCvcv",
            "CvcvCvcvCvcvno",
            "CvccnoCvcvCvcv",
            "CvccCvcvnoCvcv",
            "CvccCvcvCvcvno",
            "CvcvnoCvccCvcv",
            "CvcvCvccnoCvcv",
            "CvcvCvccCvcvno",
            "CvcvnoCvcvCvcc",
            "CvcvCvcvnoCvcc",
            "CvcvCvcvCvccno",
            "CvccnoCvccCvcv",
            "CvccCvccnoCvcv",
            "CvccCvccCvcvno",
            "CvcvnoCvccCvcc",
            "CvcvCvccnoCvcc",
            "CvcvCvccCvccno",
            "CvccnoCvcvCvcc",
            "CvccCvcvnoCvcc",
            "CvccCvcvCvccno",
        ],
        "medium" => &["CvcnoCvc", "CvcCvcno"],
        "short" => &["Cvcn"],
        "basic" => &["aaanaaan", "aannaaan", "aaannaaa"],
        "pin" => &["nnnn"],
        _ => return None,
    })
}

fn characters(class: u8) -> &'static [u8] {
    match class {
        b'V' => b"AEIOU",
        b'C' => b"BCDFGHJKLMNPQRSTVWXYZ",
        b'v' => b"aeiou",
        b'c' => b"bcdfghjklmnpqrstvwxyz",
        b'A' => b"AEIOUBCDFGHJKLMNPQRSTVWXYZ",
        b'a' => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
        b'n' => b"0123456789",
        b'o' => b"@&%?,=[]_:-+*$#!'^~;()/.",
        _ => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
    }
}
