//! Any tree to text.

use std::borrow::Cow;
use std::fmt::Write;

use crate::number::write_json_float;
use crate::{PrintError, Tree, View};

/// How JSON is laid out.
#[derive(Clone, Copy, Debug)]
pub struct JsonStyle<'s> {
    /// Whether `<`, `>` and `&` are written as escapes, as Go does unless told otherwise.
    pub escape_html: bool,
    /// What one level is indented by; everything on one line without it.
    pub indent: Option<&'s str>,
    /// Whether keys are sorted by their bytes, as Go does, or stay in the order of the tree.
    pub sorted: bool,
}

impl JsonStyle<'static> {
    /// `json.Marshal`.
    pub const COMPACT: Self = Self { escape_html: true, indent: None, sorted: true };
    /// `json.MarshalIndent` with two spaces.
    pub const PRETTY: Self = Self { escape_html: true, indent: Some("  "), sorted: true };
    /// An encoder with `SetEscapeHTML(false)`.
    pub const RAW: Self = Self { escape_html: false, indent: None, sorted: true };
}

/// Prints a tree as JSON, without a line break at the end.
///
/// # Errors
/// An infinite number or NaN, and nesting without end.
pub fn to_json<'a>(tree: impl Tree<'a>, style: JsonStyle<'_>) -> Result<String, PrintError> {
    let mut out = String::new();
    write_json(&mut out, tree, style)?;
    Ok(out)
}

/// Appends a tree as JSON.
///
/// # Errors
/// As [`to_json`].
pub fn write_json<'a>(out: &mut String, tree: impl Tree<'a>, style: JsonStyle<'_>) -> Result<(), PrintError> {
    Printer { out, style }.node(tree, 0)
}

struct Printer<'o, 's> {
    out: &'o mut String,
    style: JsonStyle<'s>,
}

impl Printer<'_, '_> {
    fn node<'a, T: Tree<'a>>(&mut self, tree: T, depth: usize) -> Result<(), PrintError> {
        if depth > PrintError::MAX_DEPTH {
            return Err(PrintError::TooDeep);
        }
        match tree.view() {
            View::Null => self.out.push_str("null"),
            View::Bool(value) => self.out.push_str(if value { "true" } else { "false" }),
            View::Int(value) => _ = write!(self.out, "{value}"),
            View::Uint(value) => _ = write!(self.out, "{value}"),
            View::Float(value) if value.is_finite() => write_json_float(self.out, value),
            View::Float(value) => return Err(PrintError::Unsupported(value)),
            View::String(text) => write_json_string(self.out, &text, self.style.escape_html),
            View::Sequence(items) => {
                self.out.push('[');
                let mut empty = true;
                for item in items {
                    self.separate(empty, depth + 1);
                    empty = false;
                    self.node(item, depth + 1)?;
                }
                self.close(']', empty, depth);
            }
            View::Mapping(entries) => {
                self.out.push('{');
                let mut empty = true;
                if self.style.sorted {
                    let mut entries: Vec<(Cow<'a, str>, T)> = entries.collect();
                    entries.sort_by(|a, b| a.0.cmp(&b.0));
                    for (key, value) in entries {
                        self.entry(&key, value, empty, depth)?;
                        empty = false;
                    }
                } else {
                    for (key, value) in entries {
                        self.entry(&key, value, empty, depth)?;
                        empty = false;
                    }
                }
                self.close('}', empty, depth);
            }
        }
        Ok(())
    }

    fn entry<'a, T: Tree<'a>>(
        &mut self,
        key: &str,
        value: T,
        first: bool,
        depth: usize,
    ) -> Result<(), PrintError> {
        self.separate(first, depth + 1);
        write_json_string(self.out, key, self.style.escape_html);
        self.out.push_str(if self.style.indent.is_some() { ": " } else { ":" });
        self.node(value, depth + 1)
    }

    fn separate(&mut self, first: bool, depth: usize) {
        if !first {
            self.out.push(',');
        }
        self.break_line(depth);
    }

    fn close(&mut self, bracket: char, empty: bool, depth: usize) {
        if !empty {
            self.break_line(depth);
        }
        self.out.push(bracket);
    }

    fn break_line(&mut self, depth: usize) {
        if let Some(indent) = self.style.indent {
            self.out.push('\n');
            for _ in 0..depth {
                self.out.push_str(indent);
            }
        }
    }
}

/// Appends text as a JSON string, with Go's escapes: U+2028 and U+2029 always, `<`, `>` and `&` if wanted.
pub fn write_json_string(out: &mut String, text: &str, escape_html: bool) {
    out.push('"');
    let bytes = text.as_bytes();
    let mut done = 0;
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        let (escape, width): (Cow<'static, str>, usize) = match byte {
            b'"' => ("\\\"".into(), 1),
            b'\\' => ("\\\\".into(), 1),
            b'\n' => ("\\n".into(), 1),
            b'\r' => ("\\r".into(), 1),
            b'\t' => ("\\t".into(), 1),
            0x08 => ("\\b".into(), 1),
            0x0c => ("\\f".into(), 1),
            b'<' if escape_html => ("\\u003c".into(), 1),
            b'>' if escape_html => ("\\u003e".into(), 1),
            b'&' if escape_html => ("\\u0026".into(), 1),
            0..0x20 => (format!("\\u{byte:04x}").into(), 1),
            0xe2 if bytes[at..].starts_with(b"\xe2\x80\xa8") => ("\\u2028".into(), 3),
            0xe2 if bytes[at..].starts_with(b"\xe2\x80\xa9") => ("\\u2029".into(), 3),
            _ => {
                at += 1;
                continue;
            }
        };
        out.push_str(&text[done..at]);
        out.push_str(&escape);
        at += width;
        done = at;
    }
    out.push_str(&text[done..]);
    out.push('"');
}
