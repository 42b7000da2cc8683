//! Texts without line breaks and invisible characters.

/// Turns every kind of blank into a space and drops what does not print (`sanitizeString` of
/// pkg/chart/v2/metadata.go).
pub(super) fn sanitize(text: &mut String) {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return;
    }
    *text = text
        .chars()
        .filter_map(|c| if c.is_whitespace() { Some(' ') } else { is_printable(c).then_some(c) })
        .collect();
}

/// Go's `unicode.IsPrint` beyond blanks: letters, marks, numbers, punctuation and symbols.
fn is_printable(c: char) -> bool {
    // Behind another character even a combining mark is left alone by the standard library's escaping, so
    // what it escapes is what does not print. It escapes quotes and the backslash too, which do.
    matches!(c, ' '..='~') || format!("a{c}").escape_debug().count() == 2
}

#[cfg(test)]
mod tests {
    use super::sanitize;

    #[test]
    fn keeps_what_prints() {
        for (text, expected) in [
            ("plain \"text\" \\ '", "plain \"text\" \\ '"),
            ("two\nlines\tand\u{a0}more", "two lines and more"),
            ("bell\u{7}, zero\u{200b}width, bom\u{feff}", "bell, zerowidth, bom"),
            ("e\u{301}té ⎈ 日本", "e\u{301}té ⎈ 日本"),
        ] {
            let mut got = text.to_owned();
            sanitize(&mut got);
            assert_eq!(got, expected, "{text:?}");
        }
    }
}
