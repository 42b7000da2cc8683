//! Literal and folded blocks.

use std::borrow::Cow;

use diagnostic::Span;

use super::lines::{Lines, spaces};

/// The first line of a block.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    /// `>`, which makes spaces of line breaks.
    folded: bool,
    end: End,
}

/// What becomes of the line breaks at the end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// One stays.
    Clip,
    /// `-`: none stays.
    Strip,
    /// `+`: all stay.
    Keep,
}

impl Header {
    /// A header without an indentation.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (style, end) = text.split_at(1);
        let end = match end {
            "" => End::Clip,
            "-" => End::Strip,
            "+" => End::Keep,
            _ => return None,
        };
        Some(Self { folded: style == ">", end })
    }
}

/// Reads the lines of a block inside a collection of this indentation, and where they are. If the text is not wanted it is
/// empty.
pub(super) fn read<'t>(
    header: Header,
    parent: usize,
    wanted: bool,
    lines: &mut Lines<'t>,
) -> Option<(Cow<'t, str>, Span)> {
    let mut text = String::new();
    let mut block: Option<(usize, usize)> = None;
    // Empty lines that were met since the last with content, and the longest before the first.
    let (mut empty, mut longest) = (0, 0);
    // Whether the last line with content ended, and whether it began with a blank.
    let (mut ended, mut began_blank) = (false, false);
    let end = loop {
        let before = *lines;
        let Some(line) = lines.next() else { break lines.text.len() };
        let column = spaces(line.text.as_bytes());
        let blank = column == line.text.len();
        // Are blanks at the very end a line?
        if blank && !line.ends && column > 0 {
            return None;
        }
        if blank && block.is_none_or(|(indent, _)| column <= indent) {
            longest = longest.max(column);
            empty += usize::from(line.ends);
            continue;
        }
        let (indent, _) = match block {
            Some((indent, _)) if column < indent => {
                *lines = before;
                break line.at + column;
            }
            Some(block) => block,
            // A blank line longer than the indentation, or a tab in it, is an error.
            None if column > parent
                && longest <= column
                && line.text.as_bytes().get(column) != Some(&b'\t') =>
            {
                *block.insert((column, line.at + column))
            }
            None => return None,
        };
        lines.check(line, true)?;
        let content = &line.text[indent..];
        let begins_blank = content.starts_with([' ', '\t']);
        if wanted {
            if header.folded && ended && !began_blank && !begins_blank {
                text.push_str(if empty == 0 { " " } else { "" });
            } else if ended {
                text.push('\n');
            }
            text.extend(std::iter::repeat_n('\n', empty));
            text.push_str(content);
        }
        (ended, began_blank, empty) = (line.ends, begins_blank, 0);
    };
    let (_, start) = block?;
    if wanted && header.end != End::Strip && ended {
        text.push('\n');
    }
    if wanted && header.end == End::Keep {
        text.extend(std::iter::repeat_n('\n', empty));
    }
    Some((Cow::Owned(text), Span::new(start, end)))
}
