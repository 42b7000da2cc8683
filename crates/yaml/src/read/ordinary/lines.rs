//! The lines of a text, and whether their characters are ordinary.

use memchr::memchr;

/// A line without its break.
#[derive(Clone, Copy)]
pub(super) struct Line<'t> {
    pub(super) text: &'t str,
    /// Where it begins in the whole text.
    pub(super) at: usize,
    /// Whether a break follows; after the last one there is an empty line without.
    pub(super) ends: bool,
}

/// The lines that are still to come.
#[derive(Clone, Copy)]
pub(super) struct Lines<'t> {
    pub(super) text: &'t str,
    at: Option<usize>,
    /// Whether there are characters that have to be looked at one by one.
    odd: bool,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: Some(0), odd: !is_ordinary(text.as_bytes()) }
    }

    pub(super) fn next(&mut self) -> Option<Line<'t>> {
        let at = self.at?;
        let rest = &self.text[at..];
        let end = memchr(b'\n', rest.as_bytes());
        self.at = end.map(|end| at + end + 1);
        Some(Line { text: &rest[..end.unwrap_or(rest.len())], at, ends: end.is_some() })
    }

    /// Says nothing of a line with a character that means something special anywhere in YAML 1.1, or that may be more than
    /// a line of the document. Tabs may stand in blocks.
    pub(super) fn check(&self, line: Line<'_>, tabs: bool) -> Option<()> {
        let line = line.text.as_bytes();
        let looked_at = if self.odd { line } else { &[] };
        for (at, byte) in looked_at.iter().enumerate() {
            let fine = match byte {
                b'\t' => tabs,
                // Control characters, and what may begin NEL, a byte-order mark or what is none.
                0..0x20 | 0x7f | 0xc2 | 0xef => false,
                // U+2028 and U+2029 break lines.
                0xe2 => !matches!(line[at..], [_, 0x80, 0xa8 | 0xa9, ..]),
                _ => true,
            };
            if !fine {
                return None;
            }
        }
        (!line.starts_with(b"...") && !line.starts_with(b"---") && !line.starts_with(b"%")).then_some(())
    }
}

/// Whether there is nothing but printable ASCII and line breaks, which then need not be looked at one by one.
fn is_ordinary(text: &[u8]) -> bool {
    // Without an early end, so that many bytes are compared at once.
    text.iter().fold(true, |ordinary, byte| ordinary & (matches!(byte, 0x20..0x7f) | (*byte == b'\n')))
}

/// How many blanks there are at the beginning.
pub(super) fn spaces(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| **byte == b' ').count()
}
