//! Text as Go's `%q` prints it.

use std::fmt::Write;

/// The text in double quotes, with what is not printable escaped.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\x07' => out.push_str("\\a"),
            '\x08' => out.push_str("\\b"),
            '\x0c' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\x0b' => out.push_str("\\v"),
            ' '..='~' => out.push(c),
            '\0'..='\x7f' => _ = write!(out, "\\x{:02x}", u32::from(c)),
            _ if c.escape_debug().len() == 1 => out.push(c),
            '\u{80}'..='\u{ffff}' => _ = write!(out, "\\u{:04x}", u32::from(c)),
            _ => _ = write!(out, "\\U{:08x}", u32::from(c)),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn quotes_as_go_does() {
        for (text, expected) in [
            ("", r#""""#),
            ("a b", r#""a b""#),
            ("\"\\", r#""\"\\""#),
            ("\t\n\r\x07\x00\x7f", r#""\t\n\r\a\x00\x7f""#),
            ("é→", r#""é→""#),
            ("\u{a0}\u{200b}\u{f0000}", r#""\u00a0\u200b\U000f0000""#),
        ] {
            assert_eq!(quoted(text), expected);
        }
    }
}
