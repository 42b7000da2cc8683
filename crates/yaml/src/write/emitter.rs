//! Indentation, indicators and scalars: libyaml's emitter for block style, as go-yaml has it (emitterc.go).

use super::analysis::{Caution, analyze, is_break, is_printable};

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
}

/// Writes into a string and knows where on the line it is.
pub(super) struct Emitter<'o> {
    out: &'o mut String,
    /// Characters since the line began.
    column: usize,
    /// Lines are folded at the first space beyond this column.
    width: usize,
    /// Whether the last thing was white space, so that none is needed before the next.
    whitespace: bool,
    /// Whether nothing but indentation and indicators stands on the line.
    pub(super) indention: bool,
    caution: Caution,
}

/// Keys longer than this are written after `? `.
const LONGEST_SIMPLE_KEY: usize = 128;

impl<'o> Emitter<'o> {
    pub(super) fn new(out: &'o mut String, width: usize, caution: Caution) -> Self {
        Self { out, column: 0, width, whitespace: true, indention: true, caution }
    }

    fn put(&mut self, character: char) {
        self.out.push(character);
        self.column += 1;
    }

    fn put_break(&mut self) {
        self.out.push('\n');
        self.column = 0;
        self.indention = true;
    }

    fn put_text(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += if text.is_ascii() { text.len() } else { text.chars().count() };
    }

    /// Begins a line at this indentation, unless it has just begun.
    pub(super) fn indent(&mut self, indent: usize) {
        if !self.indention || self.column > indent || (self.column == indent && !self.whitespace) {
            self.put_break();
        }
        while self.column < indent {
            self.put(' ');
        }
        self.whitespace = true;
        self.indention = true;
    }

    /// Writes an indicator: `-`, `?`, `:`, a bracket.
    pub(super) fn indicator(
        &mut self,
        text: &str,
        space_before: bool,
        is_whitespace: bool,
        is_indention: bool,
    ) {
        if space_before && !self.whitespace {
            self.put(' ');
        }
        self.put_text(text);
        self.whitespace = is_whitespace;
        self.indention = self.indention && is_indention;
    }

    /// Whether a key fits before its colon on one line.
    pub(super) fn is_simple_key(key: &str) -> bool {
        key.len() <= LONGEST_SIMPLE_KEY && !key.chars().any(is_break)
    }

    /// Writes text that was printed from a number, a truth value or null.
    pub(super) fn bare(&mut self, text: &str) {
        if !self.whitespace {
            self.put(' ');
        }
        self.put_text(text);
        self.whitespace = false;
        self.indention = false;
    }

    /// Writes text in the best style that it allows. `plain_means_text` tells that it would not be read as
    /// anything else if unquoted; `indent` is that of continued lines.
    pub(super) fn text(&mut self, text: &str, plain_means_text: bool, simple_key: bool, indent: usize) {
        let analysis = analyze(text, self.caution);
        let mut style = if text.contains('\n') {
            Style::Literal
        } else if plain_means_text {
            Style::Plain
        } else {
            Style::DoubleQuoted
        };
        if simple_key && analysis.multiline {
            style = Style::DoubleQuoted;
        }
        if style == Style::Plain && (!analysis.plain || (text.is_empty() && simple_key)) {
            style = Style::SingleQuoted;
        }
        if style == Style::SingleQuoted && !analysis.single_quoted {
            style = Style::DoubleQuoted;
        }
        if style == Style::Literal && (!analysis.block || simple_key) {
            style = Style::DoubleQuoted;
        }
        let fold = (!simple_key).then_some(indent);
        match style {
            Style::Plain => self.plain(text, fold),
            Style::SingleQuoted => self.single_quoted(text, fold, indent),
            Style::DoubleQuoted => self.double_quoted(text, fold),
            Style::Literal => self.literal(text, indent),
        }
    }

    /// Whether no line of this text can pass the width.
    fn fits(&self, text: &str) -> bool {
        self.column.saturating_add(text.len()) <= self.width
    }

    fn plain(&mut self, text: &str, fold: Option<usize>) {
        if !self.whitespace {
            self.put(' ');
        }
        match fold {
            Some(indent) if !self.fits(text) => {
                let bytes = text.as_bytes();
                let mut after_space = false;
                for (at, character) in text.char_indices() {
                    if character == ' ' {
                        let single = bytes.get(at + 1) != Some(&b' ');
                        if !after_space && self.column > self.width && single {
                            self.indent(indent);
                        } else {
                            self.put(' ');
                        }
                        after_space = true;
                    } else {
                        self.put(character);
                        self.indention = false;
                        after_space = false;
                    }
                }
            }
            _ => self.put_text(text),
        }
        self.whitespace = false;
        self.indention = false;
    }

    fn single_quoted(&mut self, text: &str, fold: Option<usize>, indent: usize) {
        self.indicator("'", true, false, false);
        let bytes = text.as_bytes();
        let mut after_space = false;
        let mut after_break = false;
        for (at, character) in text.char_indices() {
            if character == ' ' {
                let inside = at > 0 && at < bytes.len() - 1 && bytes[at + 1] != b' ';
                match fold {
                    Some(indent) if !after_space && self.column > self.width && inside => self.indent(indent),
                    _ => self.put(' '),
                }
                after_space = true;
            } else if is_break(character) {
                // Only breaks other than LF come here: text with LF is a literal or in double quotes.
                self.out.push(character);
                self.column = 0;
                self.indention = true;
                after_break = true;
            } else {
                if after_break {
                    self.indent(indent);
                }
                if character == '\'' {
                    self.put('\'');
                }
                self.put(character);
                self.indention = false;
                after_space = false;
                after_break = false;
            }
        }
        self.indicator("'", false, false, false);
    }

    fn double_quoted(&mut self, text: &str, fold: Option<usize>) {
        self.indicator("\"", true, false, false);
        let bytes = text.as_bytes();
        // go-yaml looks for a byte-order mark at the text's start, whatever the character: then all are escaped.
        let all = text.starts_with('\u{feff}');
        let mut after_space = false;
        for (at, character) in text.char_indices() {
            if all || !is_printable(character) || is_break(character) || matches!(character, '"' | '\\') {
                self.escape(character);
                after_space = false;
            } else if character == ' ' {
                let inside = at > 0 && at < bytes.len() - 1;
                match fold {
                    Some(indent) if !after_space && self.column > self.width && inside => {
                        self.indent(indent);
                        if bytes[at + 1] == b' ' {
                            self.put('\\');
                        }
                    }
                    _ => self.put(' '),
                }
                after_space = true;
            } else {
                self.put(character);
                after_space = false;
            }
        }
        self.indicator("\"", false, false, false);
    }

    fn escape(&mut self, character: char) {
        self.put('\\');
        let short = match character {
            '\0' => '0',
            '\u{7}' => 'a',
            '\u{8}' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\u{b}' => 'v',
            '\u{c}' => 'f',
            '\r' => 'r',
            '\u{1b}' => 'e',
            '"' => '"',
            '\\' => '\\',
            '\u{85}' => 'N',
            '\u{a0}' => '_',
            '\u{2028}' => 'L',
            '\u{2029}' => 'P',
            _ => {
                let code = u32::from(character);
                let long = match code {
                    0..=0xff => format!("x{code:02X}"),
                    0x100..=0xffff => format!("u{code:04X}"),
                    _ => format!("U{code:08X}"),
                };
                return self.put_text(&long);
            }
        };
        self.put(short);
    }

    fn literal(&mut self, text: &str, indent: usize) {
        self.indicator("|", true, false, false);
        if text.starts_with([' ', '\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
            self.indicator("2", false, false, false);
        }
        let mut from_end = text.chars().rev();
        let chomp = match (from_end.next(), from_end.next()) {
            (Some(last), _) if !is_break(last) => "-",
            (Some(_), None) => "+",
            (Some(_), Some(before)) if is_break(before) => "+",
            _ => "",
        };
        if !chomp.is_empty() {
            self.indicator(chomp, false, false, false);
        }
        self.put_break();
        self.whitespace = true;
        for line in text.split_inclusive('\n') {
            let (body, has_break) = line.strip_suffix('\n').map_or((line, false), |body| (body, true));
            if !body.is_empty() {
                self.literal_line(body, indent);
            }
            if has_break {
                self.put_break();
            }
        }
    }

    /// One line of a literal, which may hold breaks other than LF.
    fn literal_line(&mut self, line: &str, indent: usize) {
        let mut rest = line;
        while let Some(at) = rest.find(['\u{2028}', '\u{2029}']) {
            let (body, tail) = rest.split_at(at);
            let width = '\u{2028}'.len_utf8();
            if !body.is_empty() {
                self.indent(indent);
                self.put_text(body);
            }
            self.out.push_str(&tail[..width]);
            self.column = 0;
            self.indention = true;
            rest = &tail[width..];
        }
        if !rest.is_empty() {
            self.indent(indent);
            self.put_text(rest);
            self.indention = false;
        }
    }
}
