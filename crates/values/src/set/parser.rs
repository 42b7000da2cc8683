//! Keys, indices, lists and values.

use std::sync::Arc;

use diagnostic::{Source, SourceKind};
use yaml::{Entry, Mapping, Node, Value};

use super::text::{Text, Word};
use super::typed::{json_node, typed};
use super::{MAX_DEPTH, MAX_INDEX};

/// Reads the file that `--set-file` names; the error is shown as it is.
pub(crate) type Read<'r> = dyn FnMut(&str) -> Result<String, String> + 'r;

/// Which flag is read.
pub(crate) enum Mode<'r> {
    /// `--set`: words have types.
    Typed,
    /// `--set-string`: every word is text.
    Text,
    /// `--set-file`: every word names a file, whose text is the value.
    File(&'r mut Read<'r>),
    /// `--set-json`: values are JSON.
    Json,
    /// `--set-literal`: all that follows the first `=` is the value, and nothing is escaped.
    Literal,
}

/// Why reading stopped before a key was set.
enum Stop {
    /// The text is over. Helm takes this for success wherever it happens, half-read indices included.
    End,
    /// The text is malformed.
    Failed(String),
}

impl From<String> for Stop {
    fn from(message: String) -> Self {
        Self::Failed(message)
    }
}

/// Sets in `values` what a flag's text says.
///
/// # Errors
///
/// Helm's own message (strvals parser.go) when the text is malformed, meets a value of another kind, or a
/// file cannot be read. `values` is then half changed.
pub(crate) fn apply(source: &Arc<Source>, mode: Mode<'_>, values: &mut Node) -> Result<(), String> {
    let Value::Mapping(values) = &mut values.value else { return Err("values are not a table".to_owned()) };
    let mut parser = Parser { text: Text::new(source), mode };
    loop {
        match parser.key(values, 0) {
            Ok(()) => {}
            Err(Stop::End) => return Ok(()),
            Err(Stop::Failed(message)) => return Err(message),
        }
    }
}

struct Parser<'t, 'r> {
    text: Text<'t>,
    mode: Mode<'r>,
}

impl Parser<'_, '_> {
    fn word(&mut self, stops: &[char]) -> Word {
        if matches!(self.mode, Mode::Literal) { self.text.until_raw(stops) } else { self.text.until(stops) }
    }

    /// One `key=value`, or the part of one that follows a dot.
    fn key(&mut self, table: &mut Mapping, depth: usize) -> Result<(), Stop> {
        let literal = matches!(self.mode, Mode::Literal);
        let key = self.word(if literal { &['=', '[', '.'] } else { &['=', '[', ',', '.'] });
        match key.stop {
            None if key.text.is_empty() => Err(Stop::End),
            None => Err(Stop::Failed(format!("key {:?} has no value", key.text))),
            Some(',') => Err(Stop::Failed(format!("key {:?} has no value (cannot end with ,)", key.text))),
            Some('=') => {
                let (value, over) = self.value()?;
                set(table, &key, value);
                if over { Err(Stop::End) } else { Ok(()) }
            }
            Some('[') => {
                let index = self.index()?;
                let mut fresh = Node::with_origin(Vec::new(), key.origin.clone());
                let existing = table.get_mut(&key.text);
                let is_new = existing.is_none();
                let list = list_of(existing.unwrap_or(&mut fresh))?;
                let result = self.item(list, index, depth);
                if is_new {
                    set(table, &key, fresh);
                }
                result
            }
            Some(_) => {
                let depth = depth + 1;
                if depth > MAX_DEPTH {
                    return Err(Stop::Failed(format!(
                        "value name nested level is greater than maximum supported nested level of {MAX_DEPTH}"
                    )));
                }
                let mut fresh = Node::with_origin(Mapping::new(), key.origin.clone());
                let existing = table.get_mut(&key.text);
                let is_new = existing.is_none();
                let inner = table_of(existing.unwrap_or(&mut fresh))?;
                let result = self.key(inner, depth);
                let empty = inner.is_empty();
                if is_new && !empty {
                    set(table, &key, fresh);
                }
                if result.is_ok() && empty {
                    return Err(Stop::Failed(format!("key map {:?} has no value", key.text)));
                }
                result
            }
        }
    }

    /// The number before `]`.
    fn index(&mut self) -> Result<usize, Stop> {
        let word = self.word(&[']']);
        if word.stop.is_none() {
            return Err(Stop::End);
        }
        let number: i64 = word.text.parse().map_err(|_| {
            let digits = word.text.strip_prefix(['+', '-']).unwrap_or(&word.text);
            let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            let why = if is_number { "value out of range" } else { "invalid syntax" };
            format!("error parsing index: strconv.Atoi: parsing {:?}: {why}", word.text)
        })?;
        usize::try_from(number).map_err(|_| Stop::Failed(format!("negative {number} index not allowed")))
    }

    /// What follows `[N]`.
    fn item(&mut self, list: &mut Vec<Node>, index: usize, depth: usize) -> Result<(), Stop> {
        let word = self.word(&['[', '.', '=']);
        if !word.text.is_empty() {
            let characters: Vec<_> = word.text.chars().map(|c| format!("{c:?}")).collect();
            return Err(Stop::Failed(format!(
                "unexpected data at end of array index: [{}]",
                characters.join(" ")
            )));
        }
        match word.stop {
            None => Err(Stop::End),
            Some('=') => {
                let (value, _) = self.value()?;
                put(list, index, value)
            }
            Some('[') => {
                let next = self.index()?;
                if let Some(inner) = list.get_mut(index).filter(|inner| !inner.is_null()) {
                    return self.item(list_of(inner)?, next, depth);
                }
                let mut fresh = Vec::new();
                self.item(&mut fresh, next, depth)?;
                put(list, index, Node::with_origin(fresh, word.origin))
            }
            Some(_) => {
                if let Some(inner) = list.get_mut(index) {
                    if inner.as_mapping().is_none() {
                        *inner = Node::with_origin(Mapping::new(), word.origin);
                    }
                    return self.key(table_of(inner)?, depth);
                }
                let mut fresh = Mapping::new();
                self.key(&mut fresh, depth)?;
                put(list, index, Node::with_origin(fresh, word.origin))
            }
        }
    }

    /// A value, and whether the text ended before it began.
    fn value(&mut self) -> Result<(Node, bool), Stop> {
        match self.mode {
            Mode::Json => Ok((self.json()?, false)),
            Mode::Literal => {
                let word = self.text.until_raw(&[]);
                Ok((Node::with_origin(word.text, word.origin), false))
            }
            _ => match self.text.peek() {
                None => Ok((Node::with_origin("", self.text.origin(0)), true)),
                Some('{') => Ok((self.list()?, false)),
                Some(_) => {
                    let word = self.text.until(&[',']);
                    Ok((self.scalar(&word)?, false))
                }
            },
        }
    }

    fn scalar(&mut self, word: &Word) -> Result<Node, Stop> {
        let value = match &mut self.mode {
            Mode::Typed => typed(&word.text),
            Mode::File(read) => read(&word.text)?.into(),
            _ => word.text.as_str().into(),
        };
        Ok(Node::with_origin(value, word.origin.clone()))
    }

    /// `{a,b,c}`. `{}` is a list of one empty text, as in Helm.
    fn list(&mut self) -> Result<Node, Stop> {
        let start = self.text.origin(1);
        self.text.next();
        let mut items = Vec::new();
        loop {
            let word = self.text.until(&[',', '}']);
            match word.stop {
                None => return Err(Stop::Failed("list must terminate with '}'".to_owned())),
                Some(stop) => {
                    items.push(self.scalar(&word)?);
                    if stop == '}' {
                        break;
                    }
                }
            }
        }
        if self.text.peek() == Some(',') {
            self.text.next();
        }
        let origin = items.last().map_or(start.clone(), |last| {
            let mut origin = start.clone();
            origin.span.end = last.origin.span.end + 1;
            origin
        });
        Ok(Node::with_origin(items, origin))
    }

    /// A JSON value with the blanks and the comma after it; nothing at all is null.
    fn json(&mut self) -> Result<Node, Stop> {
        let origin = self.text.origin(0);
        if self.blank() {
            return Ok(Node::with_origin(Value::Null, origin));
        }
        let mut stream =
            serde_json::Deserializer::from_str(self.text.rest()).into_iter::<serde_json::Value>();
        let json = match stream.next() {
            Some(Ok(json)) => json,
            Some(Err(error)) => return Err(Stop::Failed(error.to_string())),
            None => return Err(Stop::Failed("unexpected end of JSON input".to_owned())),
        };
        let length = stream.byte_offset();
        let node = json_node(json, &self.text.origin(length))?;
        self.text.skip(length);
        self.blank();
        Ok(node)
    }

    /// Skips blanks; whether they end with the text or with a comma, which is skipped too.
    fn blank(&mut self) -> bool {
        loop {
            match self.text.peek() {
                None => return true,
                Some(',') => {
                    self.text.next();
                    return true;
                }
                Some(c) if c.is_whitespace() => {
                    self.text.next();
                }
                Some(_) => return false,
            }
        }
    }
}

/// Sets a key; an empty one is dropped, as in Helm.
fn set(table: &mut Mapping, key: &Word, node: Node) {
    if !key.text.is_empty() {
        table.insert_entry(key.text.as_str(), Entry { key: key.origin.clone(), node });
    }
}

/// Sets an item; what lies between the end of the list and the item becomes null.
fn put(list: &mut Vec<Node>, index: usize, node: Node) -> Result<(), Stop> {
    if index > MAX_INDEX {
        return Err(Stop::Failed(format!(
            "index of {index} is greater than maximum supported index of {MAX_INDEX}"
        )));
    }
    if list.len() <= index {
        let filler = Node::with_origin(Value::Null, node.origin.clone());
        list.resize(index + 1, filler);
    }
    list[index] = node;
    Ok(())
}

fn list_of(node: &mut Node) -> Result<&mut Vec<Node>, Stop> {
    let found = go_type(node);
    if let Value::Sequence(items) = &mut node.value {
        return Ok(items);
    }
    Err(Stop::Failed(format!(
        "unable to parse key: interface conversion: interface {{}} is {found}, not []interface {{}}"
    )))
}

fn table_of(node: &mut Node) -> Result<&mut Mapping, Stop> {
    let found = go_type(node);
    if let Value::Mapping(table) = &mut node.value {
        return Ok(table);
    }
    Err(Stop::Failed(format!(
        "unable to parse key: interface conversion: interface {{}} is {found}, not map[string]interface {{}}"
    )))
}

/// The name of the type that Go sees: integers of `--set` are int64, those of files floats.
fn go_type(node: &Node) -> &'static str {
    match node.value {
        Value::Null => "nil",
        Value::Bool(_) => "bool",
        Value::Int(_) if node.origin.kind() == Some(SourceKind::Flag) => "int64",
        Value::Int(_) | Value::Uint(_) | Value::Float(_) => "float64",
        Value::String(_) => "string",
        Value::Sequence(_) => "[]interface {}",
        Value::Mapping(_) => "map[string]interface {}",
    }
}
