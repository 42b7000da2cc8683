//! Text into tokens (text/template/parse/lex.go).

use std::borrow::Cow;

use crate::fmt::{is_digit, is_letter, is_print, quote};

/// What a token is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// The text of the token is what is wrong.
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
    Space,
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

/// A piece of a template.
#[derive(Clone, Debug, Default)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind,
    /// First byte.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
    pub(super) text: Cow<'t, str>,
    /// The line of the first byte, from 1; 0 before anything was read.
    pub(super) line: usize,
}

impl Token<'_> {
    /// The token as error texts show it.
    pub(super) fn shown(&self) -> String {
        match self.kind {
            Kind::Eof => "EOF".to_owned(),
            Kind::Error => self.text.to_string(),
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
            | Kind::With => format!("<{}>", self.text),
            // Go measures the text in bytes, and cuts it to ten characters.
            _ if self.text.len() > 10 => {
                let cut: String = self.text.chars().take(10).collect();
                quote(&cut) + "..."
            }
            _ => quote(&*self.text),
        }
    }
}

/// Reads tokens off a text.
pub(super) struct Lexer<'t> {
    text: &'t str,
    /// Where the next token starts.
    pos: usize,
    paren_depth: usize,
    inside_action: bool,
    /// An error was found, after which there is nothing more.
    failed: bool,
    /// A place and its line, to count on from.
    counted: (usize, usize),
}

const LEFT: &str = "{{";
const RIGHT: &str = "}}";
const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

impl<'t> Lexer<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, pos: 0, paren_depth: 0, inside_action: false, failed: false, counted: (0, 1) }
    }

    /// The next token; after the end, or an error, [`Kind::Eof`] for ever.
    pub(super) fn next(&mut self) -> Token<'t> {
        if self.failed {
            return self.token(Kind::Eof, self.pos, self.pos);
        }
        if self.inside_action { self.action() } else { self.text() }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.pos..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// A token of these bytes, the next one following it.
    fn token(&mut self, kind: Kind, start: usize, end: usize) -> Token<'t> {
        self.pos = end;
        let (from, line) = self.counted;
        let newlines = |text: &str| text.bytes().filter(|&b| b == b'\n').count();
        // Tokens come in order, so that every byte is counted once.
        let line = line + newlines(&self.text[from..start]);
        self.counted = (start, line);
        Token { kind, start, end, text: Cow::Borrowed(&self.text[start..end]), line }
    }

    /// A token from where the lexer stands.
    fn take(&mut self, kind: Kind, len: usize) -> Token<'t> {
        self.token(kind, self.pos, self.pos + len)
    }

    fn error(&mut self, start: usize, message: impl Into<Cow<'t, str>>) -> Token<'t> {
        let end = self.pos.max(start);
        let mut token = self.token(Kind::Error, start, end);
        token.text = message.into();
        self.failed = true;
        self.pos = end;
        token
    }

    /// Text up to an action, comments skipped.
    fn text(&mut self) -> Token<'t> {
        loop {
            let Some(length) = self.rest().find(LEFT) else {
                return match self.rest().len() {
                    0 => self.take(Kind::Eof, 0),
                    len => self.take(Kind::Text, len),
                };
            };
            let text = &self.rest()[..length];
            let after = &self.rest()[length + LEFT.len()..];
            let trims = has_left_trim(after);
            let kept = if trims { text.trim_end_matches(SPACE).len() } else { length };
            if kept > 0 {
                let token = self.take(Kind::Text, kept);
                // The trimmed spaces are skipped, and the delimiter comes next.
                self.pos += length - kept;
                return token;
            }
            self.pos += length;
            let marker = if trims { 2 } else { 0 };
            if !after[marker..].starts_with("/*") {
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
    fn comment(&mut self) -> Option<Token<'t>> {
        let start = self.pos;
        let Some(length) = self.rest()[2..].find("*/") else {
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
        let rest = self.rest();
        if has_right_trim(rest) && rest[2..].starts_with(RIGHT) {
            return Some(true);
        }
        rest.starts_with(RIGHT).then_some(false)
    }

    fn right_delim(&mut self, trims: bool) -> Token<'t> {
        if trims {
            self.pos += 2;
        }
        let token = self.take(Kind::RightDelim, RIGHT.len());
        if trims {
            let rest = self.rest();
            self.pos += rest.len() - rest.trim_start_matches(SPACE).len();
        }
        self.inside_action = false;
        token
    }

    fn action(&mut self) -> Token<'t> {
        if let Some(trims) = self.at_right_delim() {
            if self.paren_depth == 0 {
                return self.right_delim(trims);
            }
            return self.error(self.pos, "unclosed left paren");
        }
        let Some(c) = self.peek() else { return self.error(self.pos, "unclosed action") };
        match c {
            c if SPACE.contains(&c) => self.space(),
            '=' => self.take(Kind::Assign, 1),
            ':' if self.rest().starts_with(":=") => self.take(Kind::Declare, 2),
            ':' => self.error(self.pos, "expected :="),
            '|' => self.take(Kind::Pipe, 1),
            '"' => self.quoted(Kind::String, b'"', "unterminated quoted string"),
            '\'' => self.quoted(Kind::CharConstant, b'\'', "unterminated character constant"),
            '`' => match self.rest()[1..].find('`') {
                Some(length) => self.take(Kind::RawString, length + 2),
                None => self.error(self.pos, "unterminated raw quoted string"),
            },
            '$' => self.name(Kind::Variable),
            '.' if !self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) => {
                // At the very end of the text the dot starts a number, which then is malformed.
                if self.rest().len() == 1 { self.number() } else { self.name(Kind::Field) }
            }
            '.' | '+' | '-' | '0'..='9' => self.number(),
            c if is_alphanumeric(c) => self.identifier(),
            '(' => {
                self.paren_depth += 1;
                self.take(Kind::LeftParen, 1)
            }
            ')' if self.paren_depth == 0 => self.error(self.pos, "unexpected right paren"),
            ')' => {
                self.paren_depth -= 1;
                self.take(Kind::RightParen, 1)
            }
            c if c.is_ascii() && is_print(c) => self.take(Kind::Char, 1),
            c => self.error(self.pos, format!("unrecognized character in action: {}", code_point(c))),
        }
    }

    fn space(&mut self) -> Token<'t> {
        let rest = self.rest();
        let length = rest.len() - rest.trim_start_matches(SPACE).len();
        // The last space may belong to a trimming delimiter.
        let last = &rest[length - 1..];
        if has_right_trim(last) && last[2..].starts_with(RIGHT) {
            if length == 1 {
                return self.right_delim(true);
            }
            return self.take(Kind::Space, length - 1);
        }
        self.take(Kind::Space, length)
    }

    /// A string or character in quotes, unread as yet.
    fn quoted(&mut self, kind: Kind, quote: u8, unterminated: &'static str) -> Token<'t> {
        let mut bytes = self.rest().bytes().enumerate().skip(1);
        while let Some((at, byte)) = bytes.next() {
            match byte {
                b'\\' if matches!(bytes.next(), None | Some((_, b'\n'))) => break,
                b'\n' => break,
                byte if byte == quote => return self.take(kind, at + 1),
                _ => {}
            }
        }
        self.error(self.pos, unterminated)
    }

    fn identifier(&mut self) -> Token<'t> {
        let length = alphanumeric_len(self.rest());
        if let Some(error) = self.bad_terminator(length) {
            return error;
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
    fn name(&mut self, kind: Kind) -> Token<'t> {
        let length = 1 + alphanumeric_len(&self.rest()[1..]);
        if let Some(error) = self.bad_terminator(length) {
            return error;
        }
        match (kind, length) {
            (Kind::Field, 1) => self.take(Kind::Dot, 1),
            _ => self.take(kind, length),
        }
    }

    /// The error if what follows a name cannot follow a name.
    fn bad_terminator(&mut self, length: usize) -> Option<Token<'t>> {
        let after = &self.rest()[length..];
        let next = after.chars().next()?;
        let fine = SPACE.contains(&next) || ".,|:)(".contains(next) || after.starts_with(RIGHT);
        (!fine).then(|| {
            let start = self.pos;
            self.pos += length;
            self.error(start, format!("bad character {}", code_point(next)))
        })
    }

    /// A number, roughly; the parser looks closer.
    fn number(&mut self) -> Token<'t> {
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

fn has_left_trim(text: &str) -> bool {
    text.starts_with('-') && text[1..].starts_with(SPACE)
}

fn has_right_trim(text: &str) -> bool {
    text.starts_with(SPACE) && text[1..].starts_with('-')
}

fn is_alphanumeric(c: char) -> bool {
    c == '_' || is_letter(c) || is_digit(c)
}

fn alphanumeric_len(text: &str) -> usize {
    text.find(|c| !is_alphanumeric(c)).unwrap_or(text.len())
}

/// A character as `%#U` prints it.
fn code_point(c: char) -> String {
    let code = format!("U+{:04X}", u32::from(c));
    if is_print(c) { format!("{code} '{c}'") } else { code }
}
