//! The packets of a binary message (RFC 4880, 4).

use crate::Error;

/// A packet.
pub(crate) struct Packet<'a> {
    /// What it is.
    pub(crate) tag: u8,
    /// What it holds.
    pub(crate) body: &'a [u8],
}

/// Signature.
pub(crate) const SIGNATURE: u8 = 2;
/// Public key.
pub(crate) const PUBLIC_KEY: u8 = 6;
/// User ID.
pub(crate) const USER_ID: u8 = 13;
/// Public key that belongs to another.
pub(crate) const PUBLIC_SUBKEY: u8 = 14;

/// Takes a message apart.
pub(crate) fn packets(mut bytes: &[u8]) -> Result<Vec<Packet<'_>>, Error> {
    let mut packets = vec![];
    while let Some((&head, rest)) = bytes.split_first() {
        if head & 0x80 == 0 {
            return Err(Error::Malformed("no packet starts here"));
        }
        let (tag, length, rest) = if head & 0x40 != 0 {
            let (length, rest) = new_length(rest)?;
            (head & 0x3f, length, rest)
        } else {
            let (length, rest) = old_length(head & 3, rest)?;
            ((head >> 2) & 0x0f, length, rest)
        };
        if length > rest.len() {
            return Err(Error::Malformed("a packet is cut short"));
        }
        let (body, rest) = rest.split_at(length);
        packets.push(Packet { tag, body });
        bytes = rest;
    }
    Ok(packets)
}

/// The length of a packet or of a subpacket, and what follows it.
pub(crate) fn new_length(bytes: &[u8]) -> Result<(usize, &[u8]), Error> {
    match bytes {
        [one @ 0..=191, rest @ ..] => Ok((usize::from(*one), rest)),
        [one @ 192..=223, two, rest @ ..] => {
            Ok((((usize::from(*one) - 192) << 8) + usize::from(*two) + 192, rest))
        }
        [255, a, b, c, d, rest @ ..] => Ok((u32::from_be_bytes([*a, *b, *c, *d]) as usize, rest)),
        _ => Err(Error::Malformed("a length is cut short")),
    }
}

fn old_length(kind: u8, bytes: &[u8]) -> Result<(usize, &[u8]), Error> {
    match (kind, bytes) {
        (0, [a, rest @ ..]) => Ok((usize::from(*a), rest)),
        (1, [a, b, rest @ ..]) => Ok((usize::from(u16::from_be_bytes([*a, *b])), rest)),
        (2, [a, b, c, d, rest @ ..]) => Ok((u32::from_be_bytes([*a, *b, *c, *d]) as usize, rest)),
        (3, rest) => Ok((rest.len(), rest)),
        _ => Err(Error::Malformed("a length is cut short")),
    }
}

/// A number of any size: its bits, then its bytes.
pub(crate) fn number(bytes: &[u8]) -> Result<(&[u8], &[u8]), Error> {
    let [a, b, rest @ ..] = bytes else { return Err(Error::Malformed("a number is cut short")) };
    let length = usize::from(u16::from_be_bytes([*a, *b])).div_ceil(8);
    rest.split_at_checked(length).ok_or(Error::Malformed("a number is cut short"))
}
