//! A tree, in one of three layouts.

use std::borrow::Cow;

use super::analysis::Caution;
use super::breaks::{breaks, folded};
use super::emitter::Emitter;
use super::order::{self, Rules};
use crate::number::{write_json_float, write_yaml_float};
use crate::read::first_unreadable;
use crate::scalar::{Resolved, is_base60, is_old_bool, resolve};
use crate::{PrintError, Tree, View};

/// Prints a tree as sigs.k8s.io/yaml marshals it, which is `toYaml` before it trims the last line break: keys in
/// natural order, lists not indented below their key, text folded at 80 columns.
///
/// # Errors
/// What JSON cannot say (an infinite number), and what go-yaml cannot read back on the way (a DEL, a key of
/// more than 1024 characters).
pub fn to_yaml<'a>(tree: impl Tree<'a>) -> Result<String, PrintError> {
    let mut out = String::new();
    write_yaml(&mut out, tree)?;
    Ok(out)
}

/// Appends what [`to_yaml`] prints.
///
/// # Errors
/// As [`to_yaml`]; the text then has a part of it.
pub fn write_yaml<'a>(out: &mut String, tree: impl Tree<'a>) -> Result<(), PrintError> {
    Printer::print(out, tree, &Layout::V2)
}

/// Prints a tree as go-yaml v3 does with an indentation of 2, which is `toYamlPretty` before it trims: lists
/// indented below their key, nothing folded, floats as Go's `%g`.
///
/// # Errors
/// Nesting without end.
pub fn to_yaml_pretty<'a>(tree: impl Tree<'a>) -> Result<String, PrintError> {
    let mut out = String::new();
    Printer::print(&mut out, tree, &Layout::V3)?;
    Ok(out)
}

/// Prints a tree in block style with its keys in their own order, quoted as [`to_yaml`] does, nothing folded.
///
/// # Errors
/// An infinite number, and nesting without end.
pub fn to_block<'a>(tree: impl Tree<'a>) -> Result<String, PrintError> {
    let mut out = String::new();
    write_block(&mut out, tree)?;
    Ok(out)
}

/// Appends what [`to_block`] prints.
///
/// # Errors
/// As [`to_block`].
pub fn write_block<'a>(out: &mut String, tree: impl Tree<'a>) -> Result<(), PrintError> {
    Printer::print(out, tree, &Layout::BLOCK)
}

struct Layout {
    /// How keys are sorted, if at all.
    order: Option<Rules>,
    width: usize,
    /// Whether the tree goes through JSON, which is then read as YAML.
    by_json: bool,
    v3: bool,
    caution: Caution,
}

impl Layout {
    const V2: Self =
        Self { order: Some(Rules::V2), width: 80, by_json: true, v3: false, caution: Caution::Tabs };
    const V3: Self = Self {
        order: Some(Rules::V3),
        width: usize::MAX,
        by_json: false,
        v3: true,
        caution: Caution::TabsOutsideBlocks,
    };
    const BLOCK: Self = Self {
        order: None,
        width: usize::MAX,
        by_json: false,
        v3: false,
        caution: Caution::TabsAndOldBreaks,
    };
}

/// What a node stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Item,
    Value,
}

struct Printer<'o, 'l> {
    emitter: Emitter<'o>,
    layout: &'l Layout,
    number: String,
}

impl<'o, 'l> Printer<'o, 'l> {
    fn print<'a>(out: &'o mut String, tree: impl Tree<'a>, layout: &'l Layout) -> Result<(), PrintError> {
        let emitter = Emitter::new(out, layout.width, layout.caution);
        let mut printer = Self { emitter, layout, number: String::new() };
        printer.node(tree, Place::Item, None, 0)?;
        printer.emitter.indent(0);
        Ok(())
    }

    /// Writes a node; `indent` is that of the collection around it.
    fn node<'a, T: Tree<'a>>(
        &mut self,
        tree: T,
        place: Place,
        indent: Option<usize>,
        depth: usize,
    ) -> Result<(), PrintError> {
        if depth > PrintError::MAX_DEPTH {
            return Err(PrintError::TooDeep);
        }
        match tree.view() {
            View::Null => self.emitter.bare("null"),
            View::Bool(value) => self.emitter.bare(if value { "true" } else { "false" }),
            View::Int(value) => self.display(value),
            View::Uint(value) => self.display(value),
            View::Float(value) => self.float(value)?,
            View::String(text) => {
                self.check(&text)?;
                let text = if self.layout.by_json { folded(&text)? } else { Cow::Borrowed(&*text) };
                let plain = self.plain_means_text(&text);
                self.emitter.text(&text, plain, false, indent.map_or(2, |indent| indent + 2));
            }
            View::Sequence(items) => self.sequence(items, place, indent, depth)?,
            View::Mapping(entries) => match self.layout.order {
                None => self.mapping(entries, indent, depth)?,
                Some(rules) => {
                    let entries: Vec<(Cow<'a, str>, T)> = entries.collect();
                    self.mapping(order::sort(entries, rules).into_iter(), indent, depth)?;
                }
            },
        }
        Ok(())
    }

    fn sequence<'a, T: Tree<'a>>(
        &mut self,
        items: impl Iterator<Item = T>,
        place: Place,
        indent: Option<usize>,
        depth: usize,
    ) -> Result<(), PrintError> {
        // Only v2 leaves a list on its key's column, and not behind an explicit `:`.
        let flush = !self.layout.v3 && place == Place::Value && !self.emitter.indention;
        let inner = indent.map_or(0, |indent| if flush { indent } else { indent + 2 });
        let mut empty = true;
        for item in items {
            empty = false;
            self.emitter.indent(inner);
            self.emitter.indicator("-", true, false, true);
            self.node(item, Place::Item, Some(inner), depth + 1)?;
        }
        if empty {
            self.emitter.indicator("[", true, true, false);
            self.emitter.indicator("]", false, false, false);
        }
        Ok(())
    }

    fn mapping<'a, T: Tree<'a>>(
        &mut self,
        entries: impl Iterator<Item = (Cow<'a, str>, T)>,
        indent: Option<usize>,
        depth: usize,
    ) -> Result<(), PrintError> {
        let inner = indent.map_or(0, |indent| indent + 2);
        let mut empty = true;
        for (key, value) in entries {
            empty = false;
            self.check(&key)?;
            if self.layout.by_json && key.len() > 1000 && key.chars().count() > 1022 {
                return Err(PrintError::LongKey);
            }
            if self.layout.by_json && breaks(&key) {
                return Err(PrintError::BrokenKey);
            }
            self.emitter.indent(inner);
            let plain = self.plain_means_text(&key);
            if Emitter::is_simple_key(&key) {
                self.emitter.text(&key, plain, true, inner + 2);
                self.emitter.indicator(":", false, false, false);
            } else {
                self.emitter.indicator("?", true, false, true);
                self.emitter.text(&key, plain, false, inner + 2);
                self.emitter.indent(inner);
                self.emitter.indicator(":", true, false, true);
            }
            self.node(value, Place::Value, Some(inner), depth + 1)?;
        }
        if empty {
            self.emitter.indicator("{", true, true, false);
            self.emitter.indicator("}", false, false, false);
        }
        Ok(())
    }

    fn display(&mut self, value: impl std::fmt::Display) {
        use std::fmt::Write;
        self.number.clear();
        let _ = write!(self.number, "{value}");
        self.emitter.bare(&self.number);
    }

    fn float(&mut self, value: f64) -> Result<(), PrintError> {
        self.number.clear();
        if self.layout.v3 {
            write_yaml_float(&mut self.number, value);
        } else if value.is_finite() {
            // JSON's text of a float that looks like an integer is one to go-yaml, unless it is too large.
            write_json_float(&mut self.number, value);
            match resolve(&self.number) {
                Resolved::Int(0) => "0".clone_into(&mut self.number),
                Resolved::Int(_) | Resolved::Uint(_) => {}
                _ => {
                    self.number.clear();
                    write_yaml_float(&mut self.number, value);
                }
            }
        } else {
            return Err(PrintError::Unsupported(value));
        }
        self.emitter.bare(&self.number);
        Ok(())
    }

    /// Whether unquoted text would be read as text. v3 knows fewer truth values, but quotes the old ones all the
    /// same; both leave `<<` bare, which then reads as a merge key.
    fn plain_means_text(&self, text: &str) -> bool {
        let reserved = match self.layout.order {
            Some(_) => self.layout.v3 && is_old_bool(text),
            None => text == "<<",
        };
        !reserved && resolve(text) == Resolved::String && !is_base60(text)
    }

    fn check(&self, text: &str) -> Result<(), PrintError> {
        if self.layout.by_json && first_unreadable(text.as_bytes()).is_some() {
            return Err(PrintError::ControlCharacter);
        }
        Ok(())
    }
}
