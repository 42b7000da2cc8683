//! Numbers and strings with flags, width and precision (`fmt/format.go`).

use super::float::{FloatForm, format_float};
use super::quote::{Charset, can_backquote, quote_into};
use super::unicode::is_print;
use crate::value::FloatKind;

/// The flags of a verb, its width and its precision.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Flags {
    pub(super) width: Option<usize>,
    pub(super) precision: Option<usize>,
    pub(super) minus: bool,
    pub(super) plus: bool,
    pub(super) sharp: bool,
    pub(super) space: bool,
    pub(super) zero: bool,
    /// `%+v`.
    pub(super) plus_v: bool,
    /// `%#v`.
    pub(super) sharp_v: bool,
}

/// How an integer is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Radix {
    pub(super) base: u64,
    pub(super) upper: bool,
    /// Whether `0o` stands before an octal number.
    pub(super) letter_o: bool,
}

impl Radix {
    pub(super) const DECIMAL: Self = Self { base: 10, upper: false, letter_o: false };
    pub(super) const HEX: Self = Self { base: 16, upper: false, letter_o: false };
}

impl Flags {
    /// Whether a number is written as it is.
    pub(super) const fn is_plain(&self) -> bool {
        self.width.is_none() && self.precision.is_none() && !(self.plus || self.space || self.sharp)
    }

    fn padding(&self, out: &mut Vec<u8>, count: usize) {
        let fill = if self.zero && !self.minus { b'0' } else { b' ' };
        out.extend(std::iter::repeat_n(fill, count));
    }

    /// The bytes, filled up to the width, which counts characters.
    pub(super) fn pad(&self, out: &mut Vec<u8>, bytes: &[u8]) {
        let Some(width) = self.width.filter(|&width| width > 0) else {
            out.extend_from_slice(bytes);
            return;
        };
        let missing = width.saturating_sub(rune_count(bytes));
        if self.minus {
            out.extend_from_slice(bytes);
            self.padding(out, missing);
        } else {
            self.padding(out, missing);
            out.extend_from_slice(bytes);
        }
    }

    /// The same with spaces, whatever the flags say.
    fn pad_with_spaces(&self, out: &mut Vec<u8>, bytes: &[u8]) {
        Self { zero: false, ..*self }.pad(out, bytes);
    }

    pub(super) fn boolean(&self, out: &mut Vec<u8>, value: bool) {
        self.pad(out, if value { b"true" } else { b"false" });
    }

    pub(super) fn integer(&self, out: &mut Vec<u8>, negative: bool, magnitude: u64, radix: Radix) {
        let mut digits = [0_u8; 64];
        let alphabet: &[u8; 16] = if radix.upper { b"0123456789ABCDEF" } else { b"0123456789abcdef" };
        let start = match radix.base {
            2 => write_digits::<2>(&mut digits, magnitude, alphabet),
            8 => write_digits::<8>(&mut digits, magnitude, alphabet),
            16 => write_digits::<16>(&mut digits, magnitude, alphabet),
            _ => write_digits::<10>(&mut digits, magnitude, alphabet),
        };
        let digits = &digits[start..];
        if self.is_plain() && !radix.letter_o {
            if negative {
                out.push(b'-');
            }
            out.extend_from_slice(digits);
            return;
        }
        let wanted = match (self.precision, self.width) {
            (Some(0), _) if magnitude == 0 => {
                out.extend(std::iter::repeat_n(b' ', self.width.unwrap_or(0)));
                return;
            }
            (Some(precision), _) => precision,
            // Zeros up to the width leave room for a sign.
            (None, Some(width)) if self.zero && !self.minus => {
                width - usize::from(width > 0 && (negative || self.plus || self.space))
            }
            _ => 0,
        };
        let mut number = Vec::with_capacity(wanted.max(digits.len()) + 4);
        if negative {
            number.push(b'-');
        } else if self.plus {
            number.push(b'+');
        } else if self.space {
            number.push(b' ');
        }
        let zeros = wanted.saturating_sub(digits.len());
        if radix.letter_o {
            number.extend_from_slice(b"0o");
        }
        if self.sharp {
            match radix.base {
                2 => number.extend_from_slice(b"0b"),
                8 if zeros == 0 && digits[0] != b'0' => number.push(b'0'),
                16 => number.extend_from_slice(if radix.upper { b"0X" } else { b"0x" }),
                _ => {}
            }
        }
        number.extend(std::iter::repeat_n(b'0', zeros));
        number.extend_from_slice(digits);
        self.pad_with_spaces(out, &number);
    }

    /// `U+0078`, with the sharp flag `U+0078 'x'`.
    pub(super) fn unicode(&self, out: &mut Vec<u8>, code: u64) {
        let digits = self.precision.unwrap_or(0).max(4);
        let mut text = format!("U+{code:0digits$X}");
        let character = u32::try_from(code).ok().and_then(char::from_u32);
        if let Some(c) = character.filter(|&c| self.sharp && is_print(c)) {
            text.push_str(&format!(" '{c}'"));
        }
        self.pad_with_spaces(out, text.as_bytes());
    }

    pub(super) fn character(&self, out: &mut Vec<u8>, code: u64) {
        self.pad(out, to_char(code).encode_utf8(&mut [0; 4]).as_bytes());
    }

    pub(super) fn quoted_character(&self, out: &mut Vec<u8>, code: u64) {
        let mut quoted = Vec::new();
        let bytes = to_char(code).to_string();
        quote_into(&mut quoted, bytes.as_bytes(), b'\'', self.charset());
        self.pad(out, &quoted);
    }

    const fn charset(&self) -> Charset {
        if self.plus { Charset::Ascii } else { Charset::Printable }
    }

    /// What the precision leaves of a string, which counts characters.
    fn truncate<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        match self.precision {
            Some(precision) if precision < bytes.len() => &bytes[..rune_offset(bytes, precision)],
            _ => bytes,
        }
    }

    pub(super) fn string(&self, out: &mut Vec<u8>, bytes: &[u8]) {
        self.pad(out, self.truncate(bytes));
    }

    pub(super) fn quoted(&self, out: &mut Vec<u8>, bytes: &[u8]) {
        let bytes = self.truncate(bytes);
        if self.width.is_none() && !self.sharp {
            return quote_into(out, bytes, b'"', self.charset());
        }
        let mut quoted = Vec::with_capacity(bytes.len() + 2);
        if self.sharp && can_backquote(bytes) {
            quoted.push(b'`');
            quoted.extend_from_slice(bytes);
            quoted.push(b'`');
        } else {
            quote_into(&mut quoted, bytes, b'"', self.charset());
        }
        self.pad(out, &quoted);
    }

    /// Bytes as hexadecimal digits.
    pub(super) fn hex_string(&self, out: &mut Vec<u8>, bytes: &[u8], upper: bool) {
        let bytes = &bytes[..self.precision.unwrap_or(bytes.len()).min(bytes.len())];
        let prefix = if upper { "0X" } else { "0x" };
        let mut text = String::with_capacity(2 * bytes.len());
        for (index, byte) in bytes.iter().enumerate() {
            if index > 0 && self.space {
                text.push(' ');
            }
            if self.sharp && (index == 0 || self.space) {
                text.push_str(prefix);
            }
            text.push_str(&if upper { format!("{byte:02X}") } else { format!("{byte:02x}") });
        }
        // Nothing is filled up whatever the side.
        if bytes.is_empty() {
            self.padding(out, self.width.unwrap_or(0));
        } else {
            self.pad(out, text.as_bytes());
        }
    }

    /// A float; the precision is that of the verb unless the flags have one.
    pub(super) fn float(
        &self,
        out: &mut Vec<u8>,
        value: f64,
        kind: FloatKind,
        verb: char,
        precision: Option<usize>,
    ) {
        let precision = self.precision.or(precision);
        let form = match verb.to_ascii_lowercase() {
            'e' => FloatForm::Exponent,
            'f' => FloatForm::Fixed,
            'x' => FloatForm::Hex,
            'b' => FloatForm::Binary,
            _ => FloatForm::General,
        };
        let mut text = format_float(value, kind, form, precision);
        if verb.is_ascii_uppercase() && value.is_finite() {
            text.make_ascii_uppercase();
        }
        let (sign, digits) = match text.as_bytes() {
            [sign @ (b'-' | b'+'), digits @ ..] => (*sign, digits),
            digits => (b'+', digits),
        };
        let sign = if self.space && sign == b'+' && !self.plus { b' ' } else { sign };
        let shown = self.plus || sign != b'+';
        if !value.is_finite() {
            // Infinity always has its sign, which no flag asks for.
            let with_sign = !value.is_nan() || self.space || self.plus;
            let mut number = vec![sign; usize::from(with_sign)];
            number.extend_from_slice(digits);
            return self.pad_with_spaces(out, &number);
        }
        let mut digits = digits.to_vec();
        if self.sharp && form != FloatForm::Binary {
            digits = with_point(&digits, verb, precision);
        }
        if !shown {
            return self.pad(out, &digits);
        }
        let number = [&[sign][..], &digits].concat();
        match self.width {
            Some(width) if self.zero && !self.minus && width > number.len() => {
                out.push(sign);
                self.padding(out, width - number.len());
                out.extend_from_slice(&digits);
            }
            _ => self.pad(out, &number),
        }
    }
}

/// What the sharp flag makes of a float: it has a decimal point, and with `%g` keeps its zeros.
fn with_point(number: &[u8], verb: char, precision: Option<usize>) -> Vec<u8> {
    let hex = matches!(verb, 'x' | 'X');
    let is_tail = |b: &u8| matches!(b, b'p' | b'P') || !hex && matches!(b, b'e' | b'E');
    let split = number.iter().position(is_tail).unwrap_or(number.len());
    let (digits, tail) = number.split_at(split);
    let mut wanted = match verb {
        'v' | 'g' | 'G' | 'x' => precision.unwrap_or(6),
        _ => 0,
    };
    let significant = digits.iter().filter(|&&b| b != b'.').skip_while(|&&b| b == b'0').count();
    // For a hexadecimal number the x of its prefix counts, too.
    wanted = wanted.saturating_sub(significant);
    let mut out = digits.to_vec();
    if !digits.contains(&b'.') {
        if digits == b"0" {
            wanted = wanted.saturating_sub(1);
        }
        out.push(b'.');
    }
    out.extend(std::iter::repeat_n(b'0', wanted));
    out.extend_from_slice(tail);
    out
}

/// Writes a number to the end of a buffer and returns where it starts. To divide by a constant takes a fraction of the time.
fn write_digits<const BASE: u64>(buffer: &mut [u8; 64], mut rest: u64, alphabet: &[u8; 16]) -> usize {
    let mut at = buffer.len();
    loop {
        at -= 1;
        buffer[at] = alphabet[(rest % BASE) as usize];
        rest /= BASE;
        if rest == 0 {
            return at;
        }
    }
}

fn to_char(code: u64) -> char {
    u32::try_from(code).ok().and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// `utf8.RuneCount`: each byte that is not UTF-8 counts as one.
pub(super) fn rune_count(bytes: &[u8]) -> usize {
    if bytes.is_ascii() {
        return bytes.len();
    }
    bytes.utf8_chunks().map(|chunk| chunk.valid().chars().count() + chunk.invalid().len()).sum()
}

/// Where the rune of that number starts.
fn rune_offset(bytes: &[u8], mut runes: usize) -> usize {
    let mut offset = 0;
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if runes == 0 {
                return offset;
            }
            runes -= 1;
            offset += c.len_utf8();
        }
        let invalid = chunk.invalid().len();
        if runes < invalid {
            return offset + runes;
        }
        runes -= invalid;
        offset += invalid;
    }
    offset
}
