//! Text into a sink.

use std::borrow::Cow;
use std::sync::Arc;

use diagnostic::{Source, Span};

use crate::build::Builder;
use crate::{Error, ErrorKind, Node, Scalar, Sink};

/// As deep as encoding/json goes is 10,000; here as deep as YAML.
const MAX_DEPTH: usize = 400;

/// Reads a source that is JSON into nodes. Integers stay integers where they fit 64 bits.
///
/// # Errors
/// Text that is not JSON, with the place; [`Error::go`] has encoding/json's text.
pub fn parse_json(source: &Arc<Source>) -> Result<Node, Error> {
    let mut builder = Builder::new(Some(source));
    read_json(&source.text, &mut builder).map_err(|error| error.in_source(source))?;
    Ok(builder.finish())
}

/// Reads JSON text into a sink, as `json.Unmarshal` does: invalid UTF-16 escapes become U+FFFD, the last of equal
/// keys counts. Integers that fit come as integers; whoever wants Go's float64 converts them.
///
/// # Errors
/// As [`parse_json`]; the sink has then seen the beginning.
pub fn read_json(text: &str, sink: &mut impl Sink) -> Result<(), Error> {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: 0, sink };
    reader.value("looking for beginning of value", 0)?;
    reader.space();
    match reader.bytes.get(reader.at) {
        None => Ok(()),
        Some(_) => Err(reader.unexpected("after top-level value")),
    }
}

struct Reader<'t, 's, S> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    sink: &'s mut S,
}

impl<'t, S: Sink> Reader<'t, '_, S> {
    fn space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&mut self) -> Option<u8> {
        self.space();
        self.bytes.get(self.at).copied()
    }

    fn value(&mut self, context: &str, depth: usize) -> Result<(), Error> {
        let start_byte = self.peek();
        let start = self.at;
        match start_byte {
            Some(b'{') => self.object(start, depth),
            Some(b'[') => self.array(start, depth),
            Some(b'"') => {
                let text = self.string()?;
                self.sink.scalar(Scalar::String(text), Span::new(start, self.at));
                Ok(())
            }
            Some(b't') => self.literal("true", Scalar::Bool(true)),
            Some(b'f') => self.literal("false", Scalar::Bool(false)),
            Some(b'n') => self.literal("null", Scalar::Null),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(self.unexpected(context)),
        }
    }

    fn object(&mut self, start: usize, depth: usize) -> Result<(), Error> {
        self.deeper(depth)?;
        self.at += 1;
        self.sink.begin_mapping(Span::new(start, self.at));
        let mut first = true;
        loop {
            match self.peek() {
                Some(b'}') if first => break,
                Some(b'"') => {}
                _ if first => return Err(self.unexpected("looking for beginning of object key string")),
                _ => return Err(self.unexpected("looking for beginning of object key string")),
            }
            let key_start = self.at;
            let key = self.string()?;
            self.sink.key(&key, Span::new(key_start, self.at), false);
            if self.peek() != Some(b':') {
                return Err(self.unexpected("after object key"));
            }
            self.at += 1;
            self.value("looking for beginning of value", depth + 1)?;
            first = false;
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                _ => return Err(self.unexpected("after object key:value pair")),
            }
        }
        self.at += 1;
        self.sink.end_mapping(Span::new(start, self.at));
        Ok(())
    }

    fn array(&mut self, start: usize, depth: usize) -> Result<(), Error> {
        self.deeper(depth)?;
        self.at += 1;
        self.sink.begin_sequence(Span::new(start, self.at));
        if self.peek() != Some(b']') {
            loop {
                self.value("looking for beginning of value", depth + 1)?;
                match self.peek() {
                    Some(b',') => self.at += 1,
                    Some(b']') => break,
                    _ => return Err(self.unexpected("after array element")),
                }
            }
        }
        self.at += 1;
        self.sink.end_sequence(Span::new(start, self.at));
        Ok(())
    }

    fn deeper(&self, depth: usize) -> Result<(), Error> {
        if depth < MAX_DEPTH {
            return Ok(());
        }
        let span = Span::new(self.at, self.at + 1);
        Err(Error::new(
            ErrorKind::Limit,
            format!("nested deeper than {MAX_DEPTH} levels"),
            span,
            "exceeded max depth",
        ))
    }

    fn literal(&mut self, word: &'static str, value: Scalar<'_>) -> Result<(), Error> {
        let start = self.at;
        for (offset, expected) in word.bytes().enumerate() {
            if self.bytes.get(self.at) != Some(&expected) {
                let context =
                    format!("in literal {word} (expecting {})", quoted(char::from(word.as_bytes()[offset])));
                return Err(self.unexpected(&context));
            }
            self.at += 1;
        }
        self.sink.scalar(value, Span::new(start, self.at));
        Ok(())
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.bytes.get(self.at), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    fn number(&mut self) -> Result<(), Error> {
        let start = self.at;
        let mut integer = true;
        if self.bytes.get(self.at) == Some(&b'-') {
            self.at += 1;
        }
        match self.bytes.get(self.at) {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => _ = self.digits(),
            _ => return Err(self.unexpected("in numeric literal")),
        }
        if self.bytes.get(self.at) == Some(&b'.') {
            integer = false;
            self.at += 1;
            if self.digits() == 0 {
                return Err(self.unexpected("in numeric literal"));
            }
        }
        if matches!(self.bytes.get(self.at), Some(b'e' | b'E')) {
            integer = false;
            self.at += 1;
            if matches!(self.bytes.get(self.at), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if self.digits() == 0 {
                return Err(self.unexpected("in numeric literal"));
            }
        }
        let text = &self.text[start..self.at];
        let span = Span::new(start, self.at);
        let value = match (integer, text.parse::<i64>(), text.parse::<u64>()) {
            // Go's float64 keeps the sign of -0.
            (true, Ok(0), _) if text.starts_with('-') => Scalar::Float(-0.0),
            (true, Ok(value), _) => Scalar::Int(value),
            (true, _, Ok(value)) => Scalar::Uint(value),
            _ => match text.parse::<f64>() {
                Ok(value) if value.is_finite() => Scalar::Float(value),
                _ => {
                    let go = format!("json: cannot unmarshal number {text} into Go value of type float64");
                    return Err(Error::new(
                        ErrorKind::Json,
                        format!("the number {text} is too large"),
                        span,
                        go,
                    ));
                }
            },
        };
        self.sink.scalar(value, span);
        Ok(())
    }

    fn string(&mut self) -> Result<Cow<'t, str>, Error> {
        self.at += 1;
        let start = self.at;
        let mut out = String::new();
        let mut done = start;
        loop {
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    let tail = &self.text[done..self.at];
                    self.at += 1;
                    if done == start {
                        return Ok(Cow::Borrowed(tail));
                    }
                    out.push_str(tail);
                    return Ok(Cow::Owned(out));
                }
                Some(b'\\') => {
                    out.push_str(&self.text[done..self.at]);
                    self.at += 1;
                    out.push(self.escape()?);
                    done = self.at;
                }
                None | Some(0..0x20) => return Err(self.unexpected("in string")),
                Some(_) => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Result<char, Error> {
        let simple = match self.bytes.get(self.at) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                let first = self.hex()?;
                if !(0xd800..0xdc00).contains(&first) {
                    return Ok(char::from_u32(first).unwrap_or('\u{fffd}'));
                }
                // A high surrogate takes the low one that follows; alone it is U+FFFD.
                let mark = self.at;
                if self.bytes[self.at..].starts_with(b"\\u") {
                    self.at += 2;
                    let second = self.hex()?;
                    if (0xdc00..0xe000).contains(&second) {
                        let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                        return Ok(char::from_u32(code).unwrap_or('\u{fffd}'));
                    }
                }
                self.at = mark;
                return Ok('\u{fffd}');
            }
            _ => return Err(self.bad_escape(self.at - 1, 2)),
        };
        self.at += 1;
        Ok(simple)
    }

    fn hex(&mut self) -> Result<u32, Error> {
        let start = self.at - 2;
        let mut value = 0;
        for _ in 0..4 {
            match self.bytes.get(self.at).and_then(|b| char::from(*b).to_digit(16)) {
                Some(digit) => value = value * 16 + digit,
                None => return Err(self.bad_escape(start, 6)),
            }
            self.at += 1;
        }
        Ok(value)
    }

    /// What encoding/json says about an escape of that many bytes that means nothing.
    fn bad_escape(&mut self, start: usize, len: usize) -> Error {
        let Some(escape) = self.bytes.get(start..start + len) else {
            self.at = self.bytes.len();
            return self.unexpected("in string");
        };
        let escape = String::from_utf8_lossy(escape);
        let message = format!("the escape `{escape}` means nothing");
        let go = format!("invalid escape sequence `{escape}` in string");
        Error::new(ErrorKind::Json, message, Span::new(start, start + len), go)
    }

    /// What encoding/json says about the byte here (scanner.go).
    fn unexpected(&self, context: &str) -> Error {
        match self.text[self.at.min(self.text.len())..].chars().next() {
            None => {
                let span = Span::new(self.at, self.at);
                Error::new(ErrorKind::Json, "the text ends too early", span, "unexpected end of JSON input")
            }
            Some(character) => {
                let shown = quoted(character);
                let span = Span::new(self.at, self.at + character.len_utf8());
                let go = format!("invalid character {shown} {context}");
                Error::new(ErrorKind::Json, format!("unexpected {character:?} {context}"), span, go)
            }
        }
    }
}

/// A character as encoding/json quotes it.
fn quoted(character: char) -> String {
    match character {
        '\'' => r"'\''".to_owned(),
        '"' => "'\"'".to_owned(),
        '\n' => r"'\n'".to_owned(),
        '\t' => r"'\t'".to_owned(),
        '\r' => r"'\r'".to_owned(),
        '\\' => r"'\\'".to_owned(),
        character if character < ' ' || character == '\u{7f}' => format!(r"'\x{:02x}'", u32::from(character)),
        character if ('\u{80}'..'\u{a0}').contains(&character) => {
            format!(r"'\u{:04x}'", u32::from(character))
        }
        character => format!("'{character}'"),
    }
}
