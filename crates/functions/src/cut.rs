//! Functions that cut texts, by bytes as Go indexes strings: a cut may fall inside a character.

use crate::Error;

/// The first `count` bytes, or the last ones when `count` is below zero (Sprig's `trunc`).
pub fn truncate(count: i64, text: &[u8]) -> &[u8] {
    let length = text.len() as i64;
    if count < 0 && length + count > 0 {
        &text[(length + count) as usize..]
    } else if (0..length).contains(&count) {
        &text[..count as usize]
    } else {
        text
    }
}

/// The bytes from `start` to `end`; a start below zero means the beginning, an end below zero or beyond means
/// the end (Sprig's `substr`).
///
/// # Errors
/// [`Error::Bounds`] where Go's slicing would panic.
pub fn substring(start: i64, end: i64, text: &[u8]) -> Result<&[u8], Error> {
    let length = text.len() as i64;
    let (start, end) = if start < 0 {
        (0, end)
    } else if end < 0 || end > length {
        (start, length)
    } else {
        (start, end)
    };
    let out_of_range = |bounds: String| Err(Error::Bounds(bounds));
    if end < 0 {
        return out_of_range(format!("[:{end}]"));
    }
    if end > length {
        return out_of_range(format!("[:{end}] with length {length}"));
    }
    if start > end {
        return out_of_range(format!("[{start}:{end}]"));
    }
    Ok(&text[start as usize..end as usize])
}

/// At most `width` bytes, the last three dots when something was cut (goutils.Abbreviate).
pub fn abbreviate(width: i64, text: &[u8]) -> Vec<u8> {
    if width < 4 { text.to_vec() } else { abbreviate_from(0, width, text) }
}

/// At most `width` bytes from about `offset`, with dots on the sides that were cut (goutils.AbbreviateFull).
pub fn abbreviate_both(offset: i64, width: i64, text: &[u8]) -> Vec<u8> {
    if width < 4 || (offset > 0 && width < 7) { text.to_vec() } else { abbreviate_from(offset, width, text) }
}

fn abbreviate_from(offset: i64, width: i64, text: &[u8]) -> Vec<u8> {
    const DOTS: &[u8] = b"...";
    let length = text.len() as i64;
    if length <= width {
        return text.to_vec();
    }
    let kept = width - 3;
    let offset = if length - offset.min(length) < kept { length - kept } else { offset.min(length) };
    if offset <= 4 {
        return [&text[..kept as usize], DOTS].concat();
    }
    if offset + kept < length {
        // The inner width may be below four, which the library answers with nothing at all.
        let inner = if kept < 4 { Vec::new() } else { abbreviate_from(0, kept, &text[offset as usize..]) };
        return [DOTS, &inner].concat();
    }
    [DOTS, &text[(length - kept) as usize..]].concat()
}

/// Lines of about `width` bytes, broken at blanks; longer words stay whole (goutils.Wrap).
pub fn wrap(width: i64, text: &[u8]) -> Vec<u8> {
    wrap_lines(width, b"\n", false, text)
}

/// Lines of at most `width` bytes with `line_end` between them; longer words are cut (goutils.WrapCustom).
pub fn wrap_with(width: i64, line_end: &[u8], text: &[u8]) -> Vec<u8> {
    wrap_lines(width, if line_end.is_empty() { b"\n" } else { line_end }, true, text)
}

fn wrap_lines(width: i64, line_end: &[u8], cut_words: bool, text: &[u8]) -> Vec<u8> {
    let width = usize::try_from(width.max(1)).unwrap_or(usize::MAX);
    let mut out = Vec::with_capacity(text.len() + text.len() / 16);
    let mut rest = text;
    while rest.len() > width {
        if rest[0] == b' ' {
            rest = &rest[1..];
            continue;
        }
        let (line, skipped) = if let Some(at) = rest[..=width].iter().rposition(|&byte| byte == b' ') {
            (at, 1)
        } else if cut_words {
            (width, 0)
        } else if let Some(at) = rest[width..].iter().position(|&byte| byte == b' ') {
            (width + at, 1)
        } else {
            break;
        };
        out.extend_from_slice(&rest[..line]);
        out.extend_from_slice(line_end);
        rest = &rest[line + skipped..];
    }
    out.extend_from_slice(rest);
    out
}
