//! `Sprint`, `Sprintln`, `Sprintf` (`fmt/print.go`).

use super::format::Flags;
use super::print::Printer;
use crate::value::{Heap, Value};

/// Appends what `fmt.Sprint` makes of the values: a space between two of which neither is a string.
pub fn print_into(out: &mut Vec<u8>, heap: &Heap, values: &[Value]) {
    let mut printer = Printer::new(out, heap);
    let mut after_string = false;
    for (index, value) in values.iter().enumerate() {
        let is_string = value.kind() == crate::value::Kind::String;
        if index > 0 && !is_string && !after_string {
            printer.out.push(b' ');
        }
        printer.arg(value, 'v');
        after_string = is_string;
    }
}

/// Appends what `fmt.Sprintln` makes of the values.
pub fn println_into(out: &mut Vec<u8>, heap: &Heap, values: &[Value]) {
    let mut printer = Printer::new(out, heap);
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            printer.out.push(b' ');
        }
        printer.arg(value, 'v');
    }
    out.push(b'\n');
}

/// Appends what a template prints of a value: `<no value>` for nothing, and a struct without the `&` of a pointer to it.
pub fn emit_into(out: &mut Vec<u8>, heap: &Heap, value: &Value) {
    match value {
        Value::Nil => out.extend_from_slice(b"<no value>"),
        Value::Str(text) => out.extend_from_slice(text.as_bytes()),
        other => {
            if let Value::Object(object) = other
                && let Some(text) = object.text_by_address()
            {
                return out.extend_from_slice(text.as_bytes());
            }
            emit_copy(out, heap, other);
        }
    }
}

/// A value, and the struct that a pointer leads to.
fn emit_copy(out: &mut Vec<u8>, heap: &Heap, value: &Value) {
    let start = out.len();
    Printer::new(out, heap).arg(value, 'v');
    if value.kind() == crate::value::Kind::Pointer && out[start..].starts_with(b"&{") {
        out.remove(start);
    }
}

/// What `fmt.Sprint` makes of the values if each is written as a template prints it (`evalArgs` of text/template).
pub(crate) fn sprint_emitted(heap: &Heap, values: &[Value]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut after_string = false;
    for (index, value) in values.iter().enumerate() {
        // What stands for nothing is a string.
        let is_string = value.is_nil() || value.kind() == crate::value::Kind::String;
        if index > 0 && !is_string && !after_string {
            out.push(b' ');
        }
        // What was handed to a function is a copy, so that methods of its address are out of reach.
        match value {
            Value::Nil => out.extend_from_slice(b"<no value>"),
            value => emit_copy(&mut out, heap, value),
        }
        after_string = is_string;
    }
    out
}

/// What `fmt.Sprint` makes of the values, `%v` of a single one.
pub fn sprint(heap: &Heap, values: &[Value]) -> Vec<u8> {
    let mut out = Vec::new();
    print_into(&mut out, heap, values);
    out
}

/// What `fmt.Sprintf` makes of a format and values.
pub fn sprintf(heap: &Heap, format: &[u8], values: &[Value]) -> Vec<u8> {
    let mut out = Vec::with_capacity(format.len() + 16 * values.len());
    printf_into(&mut out, heap, format, values);
    out
}

/// Appends what `fmt.Sprintf` makes of a format and values.
pub fn printf_into(out: &mut Vec<u8>, heap: &Heap, format: &[u8], values: &[Value]) {
    let printer = Printer::new(out, heap);
    Formatter { printer, format, values, at: 0, arg: 0, reordered: false, good_index: true }.run();
}

struct Formatter<'a> {
    printer: Printer<'a>,
    format: &'a [u8],
    values: &'a [Value],
    /// Where in the format.
    at: usize,
    /// The next value.
    arg: usize,
    /// An index such as `[2]` was met, so that values left over are no mistake.
    reordered: bool,
    good_index: bool,
}

/// No width, precision or index is larger (`tooLarge`).
const MAX_NUMBER: usize = 1_000_000;

impl Formatter<'_> {
    fn run(mut self) {
        while self.at < self.format.len() {
            self.good_index = true;
            let text = &self.format[self.at..];
            let length = text.iter().position(|&b| b == b'%').unwrap_or(text.len());
            self.write(&text[..length]);
            self.at += length;
            if self.at >= self.format.len() {
                break;
            }
            self.at += 1;
            self.printer.flags = Flags::default();
            if self.simple() {
                continue;
            }
            let after_index = self.index();
            let after_index = self.width(after_index);
            if !self.precision(after_index) {
                self.index();
            }
            let Some((verb, length)) = first_rune(&self.format[self.at..]) else {
                self.write(b"%!(NOVERB)");
                break;
            };
            self.at += length;
            match verb {
                '%' => self.write(b"%"),
                _ if !self.good_index => self.write(format!("%!{verb}(BADINDEX)").as_bytes()),
                _ => match self.values.get(self.arg) {
                    None => self.write(format!("%!{verb}(MISSING)").as_bytes()),
                    Some(value) => self.print(value, verb),
                },
            }
        }
        if !self.reordered && self.arg < self.values.len() {
            self.extra();
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        self.printer.out.extend_from_slice(bytes);
    }

    fn print(&mut self, value: &Value, verb: char) {
        let flags = &mut self.printer.flags;
        if matches!(verb, 'v' | 'w') {
            flags.sharp_v = std::mem::take(&mut flags.sharp);
            flags.plus_v = std::mem::take(&mut flags.plus);
        }
        self.printer.arg(value, verb);
        self.arg += 1;
    }

    /// Reads flags, and prints if a verb follows them at once.
    fn simple(&mut self) -> bool {
        while let Some(&byte) = self.format.get(self.at) {
            let flags = &mut self.printer.flags;
            match byte {
                b'#' => flags.sharp = true,
                b'0' => flags.zero = true,
                b'+' => flags.plus = true,
                b'-' => flags.minus = true,
                b' ' => flags.space = true,
                b'a'..=b'z' => {
                    let Some(value) = self.values.get(self.arg) else { return false };
                    self.at += 1;
                    self.print(value, char::from(byte));
                    return true;
                }
                _ => return false,
            }
            self.at += 1;
        }
        false
    }

    /// An index such as `[2]`; whether there was one.
    fn index(&mut self) -> bool {
        let rest = &self.format[self.at..];
        if rest.first() != Some(&b'[') {
            return false;
        }
        self.reordered = true;
        let Some(close) = (rest.len() >= 3).then(|| rest.iter().position(|&b| b == b']')).flatten() else {
            self.at += 1;
            self.good_index = false;
            return false;
        };
        self.at += close + 1;
        let number = &rest[1..close];
        let index = match parse_number(number) {
            (Some(number), length) if length == close - 1 => number,
            _ => {
                self.good_index = false;
                return false;
            }
        };
        match index.checked_sub(1).filter(|&index| index < self.values.len()) {
            Some(index) => self.arg = index,
            None => self.good_index = false,
        }
        true
    }

    fn width(&mut self, after_index: bool) -> bool {
        if self.format.get(self.at) == Some(&b'*') {
            self.at += 1;
            match self.int_arg() {
                Some(width) => {
                    let flags = &mut self.printer.flags;
                    flags.width = usize::try_from(width.unsigned_abs()).ok();
                    if width < 0 {
                        flags.minus = true;
                        // Zeros are not put to the right.
                        flags.zero = false;
                    }
                }
                None => self.write(b"%!(BADWIDTH)"),
            }
            return false;
        }
        self.printer.flags.width = self.number();
        if after_index && self.printer.flags.width.is_some() {
            self.good_index = false;
        }
        after_index
    }

    fn precision(&mut self, mut after_index: bool) -> bool {
        if self.format.get(self.at) != Some(&b'.') || self.at + 1 >= self.format.len() {
            return after_index;
        }
        self.at += 1;
        if after_index {
            self.good_index = false;
        }
        after_index = self.index();
        if self.format.get(self.at) == Some(&b'*') {
            self.at += 1;
            let precision = self.int_arg().and_then(|number| usize::try_from(number).ok());
            self.printer.flags.precision = precision;
            if precision.is_none() {
                self.write(b"%!(BADPREC)");
            }
            return false;
        }
        self.printer.flags.precision = Some(self.number().unwrap_or(0));
        after_index
    }

    /// The number that stands here; one that is too large takes the rest of the format with it.
    fn number(&mut self) -> Option<usize> {
        let (number, length) = parse_number(&self.format[self.at..]);
        self.at += length;
        number
    }

    /// The next value as a width or precision.
    fn int_arg(&mut self) -> Option<i64> {
        let value = self.values.get(self.arg)?;
        self.arg += 1;
        let plain = if let Value::Object(object) = value { object.plain() } else { None };
        let number = match plain.as_ref().unwrap_or(value) {
            Value::Int(_, number) => *number,
            Value::Uint(_, number) => i64::try_from(*number).ok()?,
            _ => return None,
        };
        (number.unsigned_abs() <= MAX_NUMBER as u64).then_some(number)
    }

    /// Values that no verb asked for.
    fn extra(&mut self) {
        self.printer.flags = Flags::default();
        self.write(b"%!(EXTRA ");
        for (index, value) in self.values[self.arg..].iter().enumerate() {
            if index > 0 {
                self.write(b", ");
            }
            if !value.is_nil() {
                let go_type = self.printer.heap.type_of(value);
                self.write(format!("{go_type}=").as_bytes());
            }
            self.printer.arg(value, 'v');
        }
        self.write(b")");
    }
}

/// A decimal number and its length; nothing, and all that is left, for one that is too large (`parsenum`).
fn parse_number(text: &[u8]) -> (Option<usize>, usize) {
    let mut number = None;
    for (length, byte) in text.iter().enumerate() {
        if !byte.is_ascii_digit() {
            return (number, length);
        }
        if number.is_some_and(|number| number > MAX_NUMBER) {
            return (None, text.len());
        }
        number = Some(number.unwrap_or(0) * 10 + usize::from(byte - b'0'));
    }
    (number, text.len())
}

/// The first character, U+FFFD for a byte that is not UTF-8, and its length.
fn first_rune(bytes: &[u8]) -> Option<(char, usize)> {
    let chunk = bytes.utf8_chunks().next()?;
    Some(chunk.valid().chars().next().map_or((char::REPLACEMENT_CHARACTER, 1), |c| (c, c.len_utf8())))
}
