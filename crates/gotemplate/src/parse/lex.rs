//! Text into tokens (text/template/parse/lex.go).

use diagnostic::Span;
use memchr::{memchr, memmem};

use crate::fmt::{is_digit, is_letter, is_print, quote};

/// What a token is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// The lexer's message is what is wrong.
    Error,
    Bool,
    Char,
    CharConstant,
    Complex,
    Assign,
    Declare,
    #[default]
    Eof,
    Field,
    Identifier,
    LeftDelim,
    LeftParen,
    Number,
    Pipe,
    RawString,
    RightDelim,
    RightParen,
    String,
    Text,
    Variable,
    // The keywords, which error texts show in angle brackets.
    Block,
    Break,
    Continue,
    Dot,
    Define,
    Else,
    End,
    If,
    Nil,
    Range,
    Template,
    With,
}

/// A piece of a template. Its text is asked of the lexer: most tokens only pass by.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Whether space stands before it, in an action.
    pub(super) spaced: bool,
    pub(super) span: Span,
}

/// Reads tokens off a text.
pub(super) struct Lexer<'t> {
    text: &'t str,
    /// Where the next token starts.
    pos: usize,
    paren_depth: usize,
    inside_action: bool,
    /// What is wrong, after which there is nothing more.
    failure: Option<String>,
}

const LEFT: &str = "{{";
const RIGHT: &str = "}}";

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

impl<'t> Lexer<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, pos: 0, paren_depth: 0, inside_action: false, failure: None }
    }

    /// The text of a token.
    pub(super) fn text_of(&self, token: Token) -> &'t str {
        &self.text[token.span.range()]
    }

    /// The line of a token's first byte, from 1.
    pub(super) fn line_of(&self, token: Token) -> usize {
        1 + memchr::memchr_iter(b'\n', &self.text.as_bytes()[..token.span.start as usize]).count()
    }

    /// The token as error texts show it.
    pub(super) fn shown(&self, token: Token) -> String {
        let text = self.text_of(token);
        match token.kind {
            Kind::Eof => "EOF".to_owned(),
            Kind::Error => self.failure.clone().unwrap_or_default(),
            Kind::Block
            | Kind::Break
            | Kind::Continue
            | Kind::Dot
            | Kind::Define
            | Kind::Else
            | Kind::End
            | Kind::If
            | Kind::Nil
            | Kind::Range
            | Kind::Template
            | Kind::With => format!("<{text}>"),
            // Go measures the text in bytes, and cuts it to ten characters.
            _ if text.len() > 10 => {
                let cut: String = text.chars().take(10).collect();
                quote(&cut) + "..."
            }
            _ => quote(text),
        }
    }

    /// The next token; after the end, or an error, [`Kind::Eof`] for ever.
    pub(super) fn next(&mut self) -> Token {
        if self.failure.is_some() {
            return self.token(Kind::Eof, self.pos, self.pos);
        }
        if self.inside_action { self.action() } else { self.text() }
    }

    /// Where the next token, or the space before it, starts.
    pub(super) fn at(&self) -> u32 {
        u32::try_from(self.pos).unwrap_or(u32::MAX)
    }

    /// What follows up to the first right delimiter and with it; nothing if there is none. That is the rest of the action,
    /// unless the delimiter stands in quotes.
    pub(super) fn ahead(&self) -> &'t str {
        let rest = self.rest();
        let end = pair(b'}', rest.as_bytes()).map_or(0, |at| at + RIGHT.len());
        &rest[..end]
    }

    /// Passes over the rest of an action, which is this text, and returns its right delimiter.
    pub(super) fn pass_action(&mut self, ahead: &str) -> Token {
        self.pos += ahead.len() - RIGHT.len();
        let trims = matches!(ahead.as_bytes(), [.., space, b'-', b'}', b'}'] if is_space(*space));
        if trims {
            self.pos -= 2;
        }
        self.right_delim(trims)
    }

    /// Whether the next token of the action begins with this word.
    pub(super) fn begins(&self, word: &str) -> bool {
        let rest = self.bytes();
        rest[space_len(rest)..].starts_with(word.as_bytes())
    }

    fn rest(&self) -> &'t str {
        &self.text[self.pos..]
    }

    fn bytes(&self) -> &'t [u8] {
        &self.text.as_bytes()[self.pos..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// A token of these bytes, the next one following it.
    fn token(&mut self, kind: Kind, start: usize, end: usize) -> Token {
        self.pos = end;
        Token { kind, spaced: false, span: Span::new(start, end) }
    }

    /// A token from where the lexer stands.
    fn take(&mut self, kind: Kind, len: usize) -> Token {
        self.token(kind, self.pos, self.pos + len)
    }

    fn error(&mut self, start: usize, message: impl Into<String>) -> Token {
        self.failure = Some(message.into());
        self.token(Kind::Error, start, self.pos.max(start))
    }

    /// Text up to an action, comments skipped.
    fn text(&mut self) -> Token {
        loop {
            let rest = self.bytes();
            let Some(length) = pair(b'{', rest) else {
                return match rest.len() {
                    0 => self.take(Kind::Eof, 0),
                    len => self.take(Kind::Text, len),
                };
            };
            let after = &rest[length + LEFT.len()..];
            let trims = has_left_trim(after);
            let kept = match rest[..length].iter().rposition(|byte| !is_space(*byte)) {
                _ if !trims => length,
                Some(last) => last + 1,
                None => 0,
            };
            if kept > 0 {
                let token = self.take(Kind::Text, kept);
                // The trimmed spaces are skipped, and the delimiter comes next.
                self.pos += length - kept;
                return token;
            }
            self.pos += length;
            let marker = if trims { 2 } else { 0 };
            if !matches!(after[marker..], [b'/', b'*', ..]) {
                let token = self.take(Kind::LeftDelim, LEFT.len());
                self.pos += marker;
                self.inside_action = true;
                self.paren_depth = 0;
                return token;
            }
            self.pos += LEFT.len() + marker;
            if let Some(error) = self.comment() {
                return error;
            }
        }
    }

    /// Skips a comment with its right delimiter.
    fn comment(&mut self) -> Option<Token> {
        let start = self.pos;
        let Some(length) = memmem::find(&self.bytes()[2..], b"*/") else {
            return Some(self.error(start, "unclosed comment"));
        };
        self.pos += 2 + length + 2;
        let Some(trims) = self.at_right_delim() else {
            return Some(self.error(start, "comment ends before closing delimiter"));
        };
        self.right_delim(trims);
        None
    }

    /// Whether a right delimiter follows, and whether it trims.
    fn at_right_delim(&self) -> Option<bool> {
        match self.bytes() {
            [b'}', b'}', ..] => Some(false),
            [space, b'-', b'}', b'}', ..] if is_space(*space) => Some(true),
            _ => None,
        }
    }

    fn right_delim(&mut self, trims: bool) -> Token {
        if trims {
            self.pos += 2;
        }
        let token = self.take(Kind::RightDelim, RIGHT.len());
        if trims {
            self.pos += space_len(self.bytes());
        }
        self.inside_action = false;
        token
    }

    fn action(&mut self) -> Token {
        let spaces = space_len(self.bytes());
        // The last space may belong to a trimming delimiter.
        if spaces > 0 && matches!(self.bytes()[spaces..], [b'-', b'}', b'}', ..]) {
            self.pos += spaces - 1;
            return self.right_delim_here(true);
        }
        self.pos += spaces;
        Token { spaced: spaces > 0, ..self.inner() }
    }

    fn inner(&mut self) -> Token {
        let Some(byte) = self.bytes().first() else { return self.error(self.pos, "unclosed action") };
        match BYTES[usize::from(*byte)] {
            Byte::Name => self.identifier(),
            Byte::Dollar => self.name(Kind::Variable),
            Byte::Dot => match self.bytes().get(1) {
                // At the very end of the text the dot starts a number, which then is malformed.
                None | Some(b'0'..=b'9') => self.number(),
                Some(_) => self.name(Kind::Field),
            },
            Byte::Number => self.number(),
            Byte::Other => self.other(),
        }
    }

    /// What stands in an action and is neither space, nor a name or number.
    fn other(&mut self) -> Token {
        let Some(c) = self.peek() else { return self.error(self.pos, "unclosed action") };
        match c {
            '}' if matches!(self.bytes(), [b'}', b'}', ..]) => self.right_delim_here(false),
            '=' => self.take(Kind::Assign, 1),
            ':' if self.rest().starts_with(":=") => self.take(Kind::Declare, 2),
            ':' => self.error(self.pos, "expected :="),
            '|' => self.take(Kind::Pipe, 1),
            '"' => self.quoted(Kind::String, b'"', "unterminated quoted string"),
            '\'' => self.quoted(Kind::CharConstant, b'\'', "unterminated character constant"),
            '`' => match memchr(b'`', &self.bytes()[1..]) {
                Some(length) => self.take(Kind::RawString, length + 2),
                None => self.error(self.pos, "unterminated raw quoted string"),
            },
            '(' => {
                self.paren_depth += 1;
                self.take(Kind::LeftParen, 1)
            }
            ')' if self.paren_depth == 0 => self.error(self.pos, "unexpected right paren"),
            ')' => {
                self.paren_depth -= 1;
                self.take(Kind::RightParen, 1)
            }
            c if is_alphanumeric(c) => self.identifier(),
            c if c.is_ascii() && is_print(c) => self.take(Kind::Char, 1),
            c => self.error(self.pos, format!("unrecognized character in action: {}", code_point(c))),
        }
    }

    /// The right delimiter, unless a parenthesis is still open.
    fn right_delim_here(&mut self, trims: bool) -> Token {
        if self.paren_depth == 0 {
            return self.right_delim(trims);
        }
        self.error(self.pos, "unclosed left paren")
    }

    /// A string or character in quotes, unread as yet.
    fn quoted(&mut self, kind: Kind, quote: u8, unterminated: &'static str) -> Token {
        let mut bytes = self.bytes().iter().enumerate().skip(1);
        while let Some((at, byte)) = bytes.next() {
            match byte {
                b'\\' if matches!(bytes.next(), None | Some((_, b'\n'))) => break,
                b'\n' => break,
                byte if *byte == quote => return self.take(kind, at + 1),
                _ => {}
            }
        }
        self.error(self.pos, unterminated)
    }

    fn identifier(&mut self) -> Token {
        let length = alphanumeric_len(self.rest());
        if !self.ends_name(length) {
            return self.bad_terminator(length);
        }
        let kind = match &self.rest()[..length] {
            "block" => Kind::Block,
            "break" => Kind::Break,
            "continue" => Kind::Continue,
            "define" => Kind::Define,
            "else" => Kind::Else,
            "end" => Kind::End,
            "if" => Kind::If,
            "nil" => Kind::Nil,
            "range" => Kind::Range,
            "template" => Kind::Template,
            "with" => Kind::With,
            "true" | "false" => Kind::Bool,
            _ => Kind::Identifier,
        };
        self.take(kind, length)
    }

    /// A field or variable: its first character and a name.
    fn name(&mut self, kind: Kind) -> Token {
        let length = 1 + alphanumeric_len(&self.rest()[1..]);
        if !self.ends_name(length) {
            return self.bad_terminator(length);
        }
        match (kind, length) {
            (Kind::Field, 1) => self.take(Kind::Dot, 1),
            _ => self.take(kind, length),
        }
    }

    /// Whether a name of that length is followed by what can follow a name.
    #[inline]
    fn ends_name(&self, length: usize) -> bool {
        matches!(
            self.bytes()[length..],
            [] | [b' ' | b'\t' | b'\r' | b'\n' | b'.' | b',' | b'|' | b':' | b')' | b'(', ..]
                | [b'}', b'}', ..]
        )
    }

    #[cold]
    fn bad_terminator(&mut self, length: usize) -> Token {
        let start = self.pos;
        self.pos += length;
        let next = self.peek().unwrap_or_default();
        self.error(start, format!("bad character {}", code_point(next)))
    }

    /// A number, roughly; the parser looks closer.
    fn number(&mut self) -> Token {
        let start = self.pos;
        let bad = |lexer: &mut Self| {
            let shown = format!("bad number syntax: {}", quote(&lexer.text[start..lexer.pos]));
            lexer.error(start, shown)
        };
        if !self.scan_number() {
            return bad(self);
        }
        if matches!(self.peek(), Some('+' | '-')) {
            if !self.scan_number() || self.text.as_bytes()[self.pos - 1] != b'i' {
                return bad(self);
            }
            return self.token(Kind::Complex, start, self.pos);
        }
        self.token(Kind::Number, start, self.pos)
    }

    /// Moves past a number; false, and one character further, if a letter follows it.
    fn scan_number(&mut self) -> bool {
        const DECIMAL: &str = "0123456789_";
        let mut digits = DECIMAL;
        self.accept("+-");
        if self.accept("0") {
            if self.accept("xX") {
                digits = "0123456789abcdefABCDEF_";
            } else if self.accept("oO") {
                digits = "01234567_";
            } else if self.accept("bB") {
                digits = "01_";
            }
        }
        while self.accept(digits) {}
        if self.accept(".") {
            while self.accept(digits) {}
        }
        let exponent = match digits.len() {
            11 => "eE",
            23 => "pP",
            _ => "",
        };
        if self.accept(exponent) {
            self.accept("+-");
            while self.accept(DECIMAL) {}
        }
        self.accept("i");
        match self.peek() {
            Some(c) if is_alphanumeric(c) => {
                self.pos += c.len_utf8();
                false
            }
            _ => true,
        }
    }

    fn accept(&mut self, set: &str) -> bool {
        let accepted = self.peek().is_some_and(|c| set.contains(c));
        self.pos += usize::from(accepted);
        accepted
    }
}

/// Where that byte first stands twice.
fn pair(byte: u8, text: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + memchr(byte, &text[from..])?;
        if text.get(at + 1) == Some(&byte) {
            return Some(at);
        }
        from = at + 1;
    }
}

fn has_left_trim(text: &[u8]) -> bool {
    matches!(text, [b'-', space, ..] if is_space(*space))
}

fn space_len(text: &[u8]) -> usize {
    text.iter().take_while(|byte| is_space(**byte)).count()
}

fn is_alphanumeric(c: char) -> bool {
    c == '_' || is_letter(c) || is_digit(c)
}

/// What a byte begins in an action.
#[derive(Clone, Copy)]
enum Byte {
    Name,
    Dollar,
    Dot,
    Number,
    /// A letter beyond ASCII, for one.
    Other,
}

const BYTES: [Byte; 256] = {
    let mut bytes = [Byte::Other; 256];
    let mut byte = 0u8;
    while byte < 128 {
        bytes[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => Byte::Name,
            b'$' => Byte::Dollar,
            b'.' => Byte::Dot,
            b'0'..=b'9' | b'+' | b'-' => Byte::Number,
            _ => Byte::Other,
        };
        byte += 1;
    }
    bytes
};

/// The bytes of ASCII that names consist of.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0u8;
    while byte < 128 {
        plain[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_';
        byte += 1;
    }
    plain
};

#[inline]
fn alphanumeric_len(text: &str) -> usize {
    let bytes = text.as_bytes();
    let length = bytes.iter().position(|byte| !PLAIN[usize::from(*byte)]).unwrap_or(bytes.len());
    match bytes.get(length) {
        Some(byte) if !byte.is_ascii() => text.find(|c| !is_alphanumeric(c)).unwrap_or(text.len()),
        _ => length,
    }
}

/// A character as `%#U` prints it.
fn code_point(c: char) -> String {
    let code = format!("U+{:04X}", u32::from(c));
    if is_print(c) { format!("{code} '{c}'") } else { code }
}
