//! Hashes as hexadecimal text.

use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

/// SHA-1, hexadecimal.
pub fn sha1(data: &[u8]) -> String {
    hex(&Sha1::digest(data))
}

/// SHA-256, hexadecimal.
pub fn sha256(data: &[u8]) -> String {
    hex(&Sha256::digest(data))
}

/// SHA-512, hexadecimal.
pub fn sha512(data: &[u8]) -> String {
    hex(&Sha512::digest(data))
}

/// Adler-32, decimal.
pub fn adler32(data: &[u8]) -> String {
    const PRIME: u32 = 65521;
    // 5552 bytes are the most whose sums fit 32 bits (RFC 1950).
    let (a, b) = data.chunks(5552).fold((1u32, 0u32), |(mut a, mut b), chunk| {
        for &byte in chunk {
            a += u32::from(byte);
            b += a;
        }
        (a % PRIME, b % PRIME)
    });
    (b << 16 | a).to_string()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
        .map(char::from)
        .collect()
}
