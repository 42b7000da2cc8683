//! The text as the parser takes it: a line of comment at once and not a character at a time, since half of a chart's
//! values.yaml are comments.

use granit_parser::input::{SkipTabs, WhitespaceResult};
use granit_parser::{BorrowedInput, ErrorKind, Input, StrInput};
use memchr::memchr3;

/// A text without characters that libyaml refuses.
pub(super) struct Text<'t> {
    whole: &'t str,
    /// Where `rest` begins in it.
    start: usize,
    rest: StrInput<'t>,
}

impl<'t> Text<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { whole: text, start: 0, rest: StrInput::new(text) }
    }

    fn position(&self) -> usize {
        self.start + self.rest.byte_offset().unwrap_or_default()
    }
}

/// What is the parser's own for a string.
macro_rules! as_in_a_string {
    ($($name:ident($($arg:ident: $type:ty),*) $(-> $result:ty)?;)*) => {$(
        #[inline]
        fn $name(&self $(, $arg: $type)*) $(-> $result)? {
            self.rest.$name($($arg),*)
        }
    )*};
}

/// The same for what moves on.
macro_rules! moves_as_in_a_string {
    ($($name:ident($($arg:ident: $type:ty),*) $(-> $result:ty)?;)*) => {$(
        #[inline]
        fn $name(&mut self $(, $arg: $type)*) $(-> $result)? {
            self.rest.$name($($arg),*)
        }
    )*};
}

impl Input for Text<'_> {
    as_in_a_string! {
        buflen() -> usize;
        bufmaxlen() -> usize;
        peek() -> char;
        peek_nth(n: usize) -> char;
        next_2_are(first: char, second: char) -> bool;
        next_3_are(first: char, second: char, third: char) -> bool;
        next_is_document_indicator() -> bool;
        next_is_document_start() -> bool;
        next_is_document_end() -> bool;
        next_is_blank_or_break() -> bool;
        next_is_blank_or_breakz() -> bool;
        next_is_blank() -> bool;
        next_is_break() -> bool;
        next_is_breakz() -> bool;
        next_is_z() -> bool;
        next_is_flow() -> bool;
        next_is_digit() -> bool;
        next_is_alpha() -> bool;
    }

    moves_as_in_a_string! {
        lookahead(count: usize);
        raw_read_ch() -> char;
        raw_read_non_breakz_ch() -> Option<char>;
        skip();
        skip_n(count: usize);
        skip_ws_to_eol(tabs: SkipTabs) -> (usize, Result<WhitespaceResult, ErrorKind>);
        skip_ws_to_eol_blanks(tabs: SkipTabs) -> (usize, WhitespaceResult);
        skip_while_blank() -> usize;
        fetch_while_is_alpha(out: &mut String) -> usize;
        fetch_while_is_yaml_non_space(out: &mut String) -> usize;
        fetch_block_scalar_line(out: &mut String) -> usize;
        take_quoted_scalar_ascii_chunk(single: bool) -> &str;
        take_quoted_scalar_chunk(single: bool) -> (&str, usize);
        fetch_plain_scalar_chunk(out: &mut String, count: usize, in_flow: bool) -> (bool, usize);
        skip_plain_scalar_chunk(count: usize, in_flow: bool) -> (bool, usize);
    }

    #[inline]
    fn byte_offset(&self) -> Option<usize> {
        Some(self.position())
    }

    #[inline]
    fn slice_bytes(&self, start: usize, end: usize) -> Option<&str> {
        self.whole.get(start..end)
    }

    #[inline]
    fn may_contain_comments(&self) -> bool {
        self.rest.may_contain_comments()
    }

    fn skip_while_non_breakz(&mut self) -> usize {
        let start = self.position();
        let rest = &self.whole[start..];
        let length = memchr3(b'\n', b'\r', 0, rest.as_bytes()).unwrap_or(rest.len());
        // Whether other characters are taken is the parser's business.
        if !rest[..length].is_ascii() {
            return self.rest.skip_while_non_breakz();
        }
        let ahead = self.rest.buflen();
        self.start = start + length;
        self.rest = StrInput::new(&self.whole[self.start..]);
        self.rest.lookahead(ahead);
        length
    }
}

impl<'t> BorrowedInput<'t> for Text<'t> {
    #[inline]
    fn slice_borrowed(&self, start: usize, end: usize) -> Option<&'t str> {
        self.whole.get(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_comment_is_left_where_the_parser_leaves_it() {
        for text in ["# plain\nb", "# ü ‰\nb", "#\r\n", "# end", "# nul \0 b", "#é\u{2028}x\n"] {
            let (mut own, mut theirs) = (Text::new(text), StrInput::new(text));
            own.lookahead(2);
            theirs.lookahead(2);
            assert_eq!(own.skip_while_non_breakz(), theirs.skip_while_non_breakz(), "{text:?}");
            assert_eq!(own.byte_offset(), theirs.byte_offset(), "{text:?}");
            assert_eq!((own.peek(), own.buflen()), (theirs.peek(), theirs.buflen()), "{text:?}");
            let end = own.byte_offset().unwrap();
            assert_eq!(own.slice_borrowed(1, end), theirs.slice_borrowed(1, end), "{text:?}");
        }
    }
}
