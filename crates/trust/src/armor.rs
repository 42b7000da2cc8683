//! Text between `-----BEGIN` and `-----END`, and cleartext messages (RFC 4880, 6 and 7).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::Error;

/// A cleartext message: what was signed, and the signature.
pub(crate) struct Cleartext {
    /// The text as it is hashed: lines end in CR LF, without the last, and have no blanks at their ends.
    pub(crate) canonical: String,
    /// The text as it was written.
    pub(crate) text: String,
    /// The packets of the signature.
    pub(crate) signature: Vec<u8>,
}

/// Takes a cleartext message apart.
pub(crate) fn cleartext(message: &str) -> Result<Cleartext, Error> {
    let mut lines =
        message.lines().skip_while(|line| line.trim_end() != "-----BEGIN PGP SIGNED MESSAGE-----");
    lines.next().ok_or(Error::NoSignature)?;
    // Headers such as `Hash: SHA512` end with an empty line.
    let mut lines = lines.skip_while(|line| !line.trim_end().is_empty()).skip(1);
    let mut text = vec![];
    let mut armor = String::new();
    for line in lines.by_ref() {
        if line.trim_end() == "-----BEGIN PGP SIGNATURE-----" {
            armor.push_str(line);
            break;
        }
        // A line that starts with a dash was escaped.
        text.push(line.strip_prefix("- ").unwrap_or(line));
    }
    if armor.is_empty() {
        return Err(Error::NoSignature);
    }
    for line in lines {
        armor.push('\n');
        armor.push_str(line);
    }
    let canonical: Vec<&str> = text.iter().map(|line| line.trim_end_matches([' ', '\t', '\r'])).collect();
    Ok(Cleartext { canonical: canonical.join("\r\n"), text: text.join("\n"), signature: dearmor(&armor)? })
}

/// The bytes of an armored block.
pub(crate) fn dearmor(text: &str) -> Result<Vec<u8>, Error> {
    let mut lines = text.lines().map(str::trim).skip_while(|line| !line.starts_with("-----BEGIN PGP "));
    lines.next().ok_or(Error::Malformed("no armored block"))?;
    let body: String = lines
        .skip_while(|line| line.contains(':'))
        .take_while(|line| !line.starts_with("-----END") && !line.starts_with('='))
        .collect();
    STANDARD.decode(body).map_err(|_| Error::Malformed("an armored block is no base64"))
}
