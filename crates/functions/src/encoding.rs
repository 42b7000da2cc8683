//! base64 and base32 as Go's encoding packages read and write them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::Error;

/// Standard base64 with padding.
pub fn base64_encode(data: &[u8]) -> String {
    STANDARD.encode(data)
}

/// The bytes of standard base64; line ends are skipped, padding is required, loose bits at the end are not checked.
///
/// # Errors
/// [`Error::Encoding`] with the offset Go reports.
pub fn base64_decode(text: &[u8]) -> Result<Vec<u8>, Error> {
    decode(text, "base64", 4, 6, |byte| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    })
}

/// Standard base32 with padding.
pub fn base32_encode(data: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut out = String::with_capacity(data.len().div_ceil(5) * 8);
    for chunk in data.chunks(5) {
        let mut block = [0u8; 8];
        block[3..3 + chunk.len()].copy_from_slice(chunk);
        let bits = u64::from_be_bytes(block);
        let letters = (chunk.len() * 8).div_ceil(5);
        for position in 0..8 {
            if position < letters {
                out.push(char::from(ALPHABET[(bits >> (35 - 5 * position)) as usize & 31]));
            } else {
                out.push('=');
            }
        }
    }
    out
}

/// The bytes of standard base32.
///
/// # Errors
/// [`Error::Encoding`] with the offset Go reports.
pub fn base32_decode(text: &[u8]) -> Result<Vec<u8>, Error> {
    decode(text, "base32", 8, 5, |byte| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'2'..=b'7' => Some(byte - b'2' + 26),
        _ => None,
    })
}

/// Reads quanta of `width` letters of `bits` bits each.
fn decode(
    text: &[u8],
    name: &'static str,
    width: usize,
    bits: u32,
    letter: impl Fn(u8) -> Option<u8>,
) -> Result<Vec<u8>, Error> {
    // Offsets count the text with its line ends in base64 but without them in base32.
    let stripped: Vec<u8>;
    let text = if width == 8 && text.iter().any(|byte| matches!(byte, b'\r' | b'\n')) {
        stripped = text.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
        &stripped
    } else {
        text
    };
    let wrong = |at: usize| Error::Encoding(name, at);
    let mut out = Vec::with_capacity(text.len() * bits as usize / 8);
    let mut at = 0;
    loop {
        let mut quantum = 0u64;
        let mut letters = 0;
        let mut padded = false;
        while letters < width {
            let Some(&byte) = text.get(at) else {
                if letters == 0 {
                    return Ok(out);
                }
                return Err(wrong(at - letters));
            };
            at += 1;
            if matches!(byte, b'\r' | b'\n') {
                continue;
            }
            if let Some(value) = letter(byte) {
                quantum = quantum << bits | u64::from(value);
                letters += 1;
                continue;
            }
            if byte != b'=' {
                return Err(wrong(at - 1));
            }
            at = padding(text, at, width, letters).map_err(wrong)?;
            padded = true;
            break;
        }
        let have = letters as u32 * bits;
        let bytes = have / 8;
        let quantum = quantum >> (have % 8);
        for index in (0..bytes).rev() {
            out.push((quantum >> (8 * index)) as u8);
        }
        if padded {
            return Ok(out);
        }
    }
}

/// Reads the padding whose first `=` stands before `at`; gives the end or the offset of what is wrong.
fn padding(text: &[u8], at: usize, width: usize, letters: usize) -> Result<usize, usize> {
    let skip = |mut at: usize| {
        while matches!(text.get(at), Some(b'\r' | b'\n')) {
            at += 1;
        }
        at
    };
    if width == 4 {
        if letters < 2 {
            return Err(at - 1);
        }
        let mut at = at;
        if letters == 2 {
            at = skip(at);
            match text.get(at) {
                None => return Err(text.len()),
                Some(b'=') => at += 1,
                Some(_) => return Err(at - 1),
            }
        }
        at = skip(at);
        return if at < text.len() { Err(at) } else { Ok(at) };
    }
    // Padding elsewhere than at the end is no letter.
    if letters < 2 || text.len() - at >= width {
        return Err(at - 1);
    }
    let missing = width - letters - 1;
    if text.len() - at < missing {
        return Err(text.len());
    }
    if let Some(wrong) = text[at..at + missing].iter().position(|&byte| byte != b'=') {
        // Go points one to the left of the letter that should have been padding.
        return Err(at + wrong - 1);
    }
    if matches!(letters, 3 | 6) { Err(at - 1) } else { Ok(text.len()) }
}
