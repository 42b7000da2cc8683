//! The shape that versions and the versions inside ranges share.

/// The parts of a version, none of them looked into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parts<'a> {
    /// What was scanned.
    pub(crate) text: &'a str,
    pub(crate) major: &'a str,
    /// Empty where there is none.
    pub(crate) minor: &'a str,
    pub(crate) patch: &'a str,
    pub(crate) pre: &'a str,
    pub(crate) metadata: &'a str,
}

/// Scans the longest version at the start of `text`: `v? N (.N)? (.N)? (-id(.id)*)? (+id(.id)*)?`, where N is
/// a run of bytes that `number` accepts. Taking the longest run of each part is exact: no later part could
/// start with a byte that an earlier one gave back.
pub(crate) fn scan(text: &str, number: fn(u8) -> bool) -> Option<Parts<'_>> {
    let mut rest = text.strip_prefix('v').unwrap_or(text);
    let major = take(&mut rest, number)?;
    let minor = take_after(&mut rest, b'.', number).unwrap_or_default();
    let patch = take_after(&mut rest, b'.', number).unwrap_or_default();
    let pre = take_dotted(&mut rest, b'-').unwrap_or_default();
    let metadata = take_dotted(&mut rest, b'+').unwrap_or_default();
    Some(Parts { text: &text[..text.len() - rest.len()], major, minor, patch, pre, metadata })
}

pub(crate) fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

pub(crate) fn is_identifier(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

/// A run of at least one accepted byte.
fn take<'a>(rest: &mut &'a str, accept: fn(u8) -> bool) -> Option<&'a str> {
    let length = rest.bytes().take_while(|&byte| accept(byte)).count();
    let (taken, left) = rest.split_at(length);
    *rest = left;
    (length > 0).then_some(taken)
}

/// The same after a separator, which stays where no run follows it.
fn take_after<'a>(rest: &mut &'a str, separator: u8, accept: fn(u8) -> bool) -> Option<&'a str> {
    let mut after = rest.strip_prefix(char::from(separator))?;
    let taken = take(&mut after, accept)?;
    *rest = after;
    Some(taken)
}

/// Identifiers separated by dots, after a separator.
fn take_dotted<'a>(rest: &mut &'a str, separator: u8) -> Option<&'a str> {
    let start = *rest;
    take_after(rest, separator, is_identifier)?;
    while take_after(rest, b'.', is_identifier).is_some() {}
    Some(&start[1..start.len() - rest.len()])
}
