//! A rendered file into the texts of its documents.

use memchr::{memchr_iter, memmem};

/// A document's text and the line of the file where it begins, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'t> {
    /// From the first character that is no white space to the next separator.
    pub text: &'t str,
    /// Where that is in the file, in bytes.
    pub start: usize,
    /// The line of that character.
    pub line: usize,
}

/// Splits a file as Helm 4.3.1 does (pkg/release/v1/util/manifest.go): at every line that begins with `---`, with the
/// spaces and tabs behind it, whatever follows. White space before a document goes, white space behind it stays;
/// documents of nothing else are dropped.
pub fn split(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = Some(text.trim_start());
    let mut at = text.len() - rest.map_or(0, str::len);
    let mut line = 1 + line_breaks(&text[..at]);
    std::iter::from_fn(move || {
        let current = rest?;
        let (document, tail) = match separator(current) {
            Some((start, end)) => (&current[..start], Some(&current[end..])),
            None => (current, None),
        };
        let next = at + current.len() - tail.map_or(0, str::len);
        let trimmed = document.trim_start();
        let blank = document.len() - trimmed.len();
        let (start, begins) = (at + blank, line + line_breaks(&document[..blank]));
        line += line_breaks(document);
        (rest, at) = (tail, next);
        Some(Part { text: trimmed, start, line: begins })
    })
    .filter(|part| !part.text.is_empty())
}

/// Where the next `---` at the beginning of a line starts, and where what belongs to it ends.
fn separator(text: &str) -> Option<(usize, usize)> {
    let start = if text.starts_with("---") { 0 } else { memmem::find(text.as_bytes(), b"\n---")? + 1 };
    let blanks = text[start + 3..].bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    Some((start, start + 3 + blanks))
}

fn line_breaks(text: &str) -> usize {
    memchr_iter(b'\n', text.as_bytes()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_where_helm_does() {
        let texts = |text| split(text).map(|part| part.text).collect::<Vec<_>>();
        assert_eq!(texts(""), [""; 0]);
        assert_eq!(texts("\n \n---\n---\n \n"), [""; 0]);
        assert_eq!(texts("a: 1\n---\nb: 2\n"), ["a: 1\n", "b: 2\n"]);
        assert_eq!(texts("---a: 1\n"), ["a: 1\n"], "what follows the dashes belongs to the document");
        assert_eq!(texts("---- x\n"), ["- x\n"]);
        assert_eq!(texts("--- \t# note\na: 1"), ["# note\na: 1"]);
        assert_eq!(texts("a: |\n  ---\n  x\n --- y\n"), ["a: |\n  ---\n  x\n --- y\n"]);
        assert_eq!(texts("a: 1\r\n---\r\nb: 2\r\n"), ["a: 1\r\n", "b: 2\r\n"]);
        assert_eq!(texts("a\n\n\n---\n\n\n  b: 1\n\n"), ["a\n\n\n", "b: 1\n\n"]);
    }

    #[test]
    fn documents_know_where_they_are() {
        for text in ["", "a: 1", "\n\n---\n\na: 1\n--- b: 1\n---\n", "  é: 1\n---\t\n\n é"] {
            for part in split(text) {
                assert_eq!(&text[part.start..part.start + part.text.len()], part.text);
            }
        }
    }

    #[test]
    fn documents_know_their_line() {
        let lines = |text| split(text).map(|part| part.line).collect::<Vec<_>>();
        assert_eq!(lines("a: 1\nb: 2\n---\n\nc: 3\n---\nd: 4\n"), [1, 5, 7]);
        assert_eq!(lines("\n\n---\n\na: 1\n--- b: 1\n"), [5, 6]);
    }
}
