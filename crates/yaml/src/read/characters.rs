//! What the text may not contain.

use diagnostic::Span;

use crate::{Error, ErrorKind};

/// Refuses what libyaml's reader refuses (go-yaml v2, readerc.go): control characters but tab and line
/// breaks, DEL, the C1 block but NEL, and U+FFFE and U+FFFF.
pub(crate) fn check(text: &str) -> Result<(), Error> {
    match first_forbidden(text.as_bytes()) {
        None => Ok(()),
        Some(at) => {
            let character = text[at..].chars().next().unwrap_or('\0');
            let span = Span::new(at, at + character.len_utf8());
            let message = format!("the control character U+{:04X} is not allowed", u32::from(character));
            Err(Error::new(ErrorKind::Syntax, message, span, "yaml: control characters are not allowed")
                .with_hint("write it as an escape in double quotes, such as \"\\x1b\""))
        }
    }
}

/// The offset of the first such character.
pub(crate) fn first_forbidden(bytes: &[u8]) -> Option<usize> {
    find(bytes, |byte| (byte < 0x20) & (byte != b'\t') & (byte != b'\n') & (byte != b'\r'))
}

/// The offset of the first such character in text that is escaped as JSON escapes it, below 0x20.
pub(crate) fn first_unreadable(bytes: &[u8]) -> Option<usize> {
    find(bytes, |_| false)
}

fn find(bytes: &[u8], control: impl Fn(u8) -> bool) -> Option<usize> {
    let suspect = |byte: u8| (byte == 0x7f) | (byte == 0xc2) | (byte == 0xef) | control(byte);
    // Whole stretches at once, which compiles to vector instructions.
    let stretch = |bytes: &[u8]| bytes.iter().fold(false, |found, byte| found | suspect(*byte));
    let mut from = 0;
    loop {
        let clean = bytes[from..].chunks(STRETCH).take_while(|bytes| !stretch(bytes)).count();
        from = bytes.len().min(from + clean * STRETCH);
        let at = from + bytes[from..].iter().position(|byte| suspect(*byte))?;
        match bytes[at..] {
            [0xc2, second, ..] if second == 0x85 || second >= 0xa0 => from = at + 2,
            [0xef, second, third, ..] if !(second == 0xbf && third >= 0xbe) => from = at + 3,
            _ => return Some(at),
        }
    }
}

const STRETCH: usize = 64;
