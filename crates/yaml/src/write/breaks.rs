//! The line break that JSON takes for a letter.

use std::borrow::Cow;

use crate::PrintError;

/// NEL: JSON leaves it as it is, YAML 1.1 breaks lines at it.
const NEL: char = '\u{85}';

/// What go-yaml reads of a text that JSON wrote in quotes: lines that NEL breaks are folded.
///
/// # Errors
/// A line that looks like the begin or end of a document.
pub(super) fn folded(text: &str) -> Result<Cow<'_, str>, PrintError> {
    if !text.contains(NEL) {
        return Ok(Cow::Borrowed(text));
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(NEL) {
        out.push_str(rest[..at].trim_end_matches(' '));
        let (space, after) = match rest[at..].find(|c| c != ' ' && c != NEL) {
            Some(length) => rest[at..].split_at(length),
            None => (&rest[at..], ""),
        };
        match space.matches(NEL).count() {
            1 => out.push(' '),
            breaks => out.extend(std::iter::repeat_n('\n', breaks - 1)),
        }
        if space.ends_with(NEL) && ["---", "..."].iter().any(|it| is_marker(after, it)) {
            return Err(PrintError::DocumentMarker);
        }
        rest = after;
    }
    out.push_str(rest);
    Ok(Cow::Owned(out))
}

fn is_marker(line: &str, marker: &str) -> bool {
    line.strip_prefix(marker).is_some_and(|rest| rest.starts_with([' ', NEL]))
}

/// Whether it can be a key once JSON has written it: one that goes over a line break is none.
pub(super) fn breaks(key: &str) -> bool {
    key.contains(NEL)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Helm 4.3.1 prints them.
    #[test]
    fn lines_are_folded_as_go_yaml_folds_them() {
        for (text, read) in [
            ("a\u{2028}b  ", "a\u{2028}b  "),
            ("\u{85}", " "),
            (": \u{85}", ": "),
            ("x  \u{85}  y\u{85}\u{85}z\u{85}", "x y\nz "),
            ("x\\\u{85}y\t\u{85}\tz", "x\\ y\t \tz"),
            ("x\u{85}...z", "x ...z"),
            ("x\u{85} --- z", "x --- z"),
        ] {
            assert_eq!(folded(text).as_deref(), Ok(read), "{text:?}");
        }
        assert_eq!(folded("x\u{85}--- y"), Err(PrintError::DocumentMarker));
    }
}
