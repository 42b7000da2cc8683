//! A tree as TOML: simple keys first, then tables, both sorted, tables indented by two blanks per level.

use std::borrow::Cow;
use std::fmt::Write;

use yaml::{Tree, View};

use crate::Error;

/// Prints a tree as a TOML document; nulls in tables are left out.
///
/// # Errors
/// [`Error::Toml`] for a null in a list and for a list of tables at the top, in the words of BurntSushi/toml.
pub fn to_toml<'a, T: Tree<'a>>(tree: T) -> Result<String, Error> {
    let mut writer = Writer { out: String::new(), key: Vec::new() };
    match shape(tree)? {
        Shape::Null => Err(Error::Toml("reflect: call of reflect.Value.Type on zero Value".to_owned()))?,
        Shape::Tables => Err(Error::Toml("toml: top-level values must be Go maps or structs".to_owned()))?,
        Shape::Table => writer.table(tree)?,
        Shape::Simple => writer.value(tree)?,
    }
    Ok(writer.out)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Null,
    Simple,
    Table,
    /// A list of tables, and of nothing else.
    Tables,
}

fn shape<'a, T: Tree<'a>>(tree: T) -> Result<Shape, Error> {
    Ok(match tree.view() {
        View::Null => Shape::Null,
        View::Mapping(_) => Shape::Table,
        View::Sequence(items) => {
            let (mut some, mut all) = (false, true);
            for item in items {
                let item = shape(item)?;
                if item == Shape::Null {
                    return Err(Error::Toml("toml: cannot encode array with nil element".to_owned()));
                }
                some = true;
                all &= item == Shape::Table;
            }
            if some && all { Shape::Tables } else { Shape::Simple }
        }
        _ => Shape::Simple,
    })
}

/// Simple entries and tables, each sorted.
type Parts<'a, T> = (Vec<(Cow<'a, str>, T)>, Vec<(Cow<'a, str>, T)>);

fn parts<'a, T: Tree<'a>>(tree: T) -> Result<Parts<'a, T>, Error> {
    let (mut simple, mut tables) = (Vec::new(), Vec::new());
    if let View::Mapping(entries) = tree.view() {
        for (key, value) in entries {
            match shape(value)? {
                Shape::Null | Shape::Simple => simple.push((key, value)),
                Shape::Table | Shape::Tables => tables.push((key, value)),
            }
        }
    }
    simple.sort_by(|(a, _), (b, _)| a.cmp(b));
    tables.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok((simple, tables))
}

struct Writer {
    out: String,
    /// The keys of the tables around.
    key: Vec<String>,
}

impl Writer {
    fn line_break(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    fn indent(&mut self, levels: usize) {
        self.out.extend(std::iter::repeat_n("  ", levels));
    }

    fn table<'a, T: Tree<'a>>(&mut self, tree: T) -> Result<(), Error> {
        let (simple, tables) = parts(tree)?;
        for (key, value) in simple {
            if matches!(value.view(), View::Null) {
                continue;
            }
            self.indent(self.key.len());
            self.out.push_str(&quoted_key(&key));
            self.out.push_str(" = ");
            self.value(value)?;
            self.line_break();
        }
        for (key, value) in tables {
            self.key.push(quoted_key(&key).into_owned());
            match value.view() {
                View::Sequence(items) => {
                    for item in items {
                        self.line_break();
                        self.header("[[", "]]");
                        self.table(item)?;
                    }
                }
                _ => {
                    if self.key.len() == 1 {
                        self.line_break();
                    }
                    self.header("[", "]");
                    self.table(value)?;
                }
            }
            self.key.pop();
        }
        Ok(())
    }

    fn header(&mut self, open: &str, close: &str) {
        self.indent(self.key.len() - 1);
        let name = self.key.join(".");
        // Writing to a string cannot fail.
        let _ = write!(self.out, "{open}{name}{close}");
        self.line_break();
    }

    fn value<'a, T: Tree<'a>>(&mut self, tree: T) -> Result<(), Error> {
        match tree.view() {
            View::Null => {}
            View::Bool(value) => _ = write!(self.out, "{value}"),
            View::Int(value) => _ = write!(self.out, "{value}"),
            View::Uint(value) => _ = write!(self.out, "{value}"),
            View::Float(value) if value.is_nan() => self.out.push_str("nan"),
            View::Float(value) if value.is_infinite() => {
                self.out.push_str(if value > 0.0 { "inf" } else { "-inf" })
            }
            View::Float(value) => {
                let start = self.out.len();
                yaml::write_yaml_float(&mut self.out, value);
                if !self.out[start..].contains(['e', '.']) {
                    self.out.push_str(".0");
                }
            }
            View::String(text) => self.out.push_str(&quoted(&text)),
            View::Sequence(items) => {
                self.out.push('[');
                for (index, item) in items.enumerate() {
                    if index > 0 {
                        self.out.push_str(", ");
                    }
                    self.value(item)?;
                }
                self.out.push(']');
            }
            View::Mapping(_) => self.inline_table(tree)?,
        }
        Ok(())
    }

    fn inline_table<'a, T: Tree<'a>>(&mut self, tree: T) -> Result<(), Error> {
        let (simple, tables) = parts(tree)?;
        self.out.push('{');
        let groups = [(simple, !tables.is_empty()), (tables, false)];
        for (entries, more) in groups {
            let length = entries.len();
            for (index, (key, value)) in entries.into_iter().enumerate() {
                if matches!(value.view(), View::Null) {
                    continue;
                }
                self.out.push_str(&quoted_key(&key));
                self.out.push_str(" = ");
                self.value(value)?;
                if more || index + 1 != length {
                    self.out.push_str(", ");
                }
            }
        }
        self.out.push('}');
        Ok(())
    }
}

fn quoted_key(key: &str) -> Cow<'_, str> {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if !key.is_empty() && key.bytes().all(bare) { Cow::Borrowed(key) } else { Cow::Owned(quoted(key)) }
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\0'..='\u{1f}' | '\u{7f}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}
