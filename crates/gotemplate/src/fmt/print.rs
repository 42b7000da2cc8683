//! Values as `fmt` prints them (`fmt/print.go`).

use super::float::small_integer;
use super::format::{Flags, Radix};
use crate::value::{FloatKind, Heap, Kind, Object, Str, Type, Value};

/// Writes values into a buffer, one verb at a time.
pub(super) struct Printer<'a> {
    pub(super) out: &'a mut Vec<u8>,
    pub(super) heap: &'a Heap,
    pub(super) flags: Flags,
    /// A bad verb is being reported, during which texts of objects are not asked for.
    erroring: bool,
    /// How long the buffer may get, roughly.
    longest: usize,
}

/// Values nested deeper are cut off, cycles among them, on which Go runs out of stack.
const MAX_DEPTH: usize = 200;

impl<'a> Printer<'a> {
    pub(super) fn new(out: &'a mut Vec<u8>, heap: &'a Heap) -> Self {
        let longest = out.len().saturating_add(heap.longest_text());
        Self { out, heap, flags: Flags::default(), erroring: false, longest }
    }

    /// An argument of `printf` or `print`.
    pub(super) fn arg(&mut self, value: &Value, verb: char) {
        match (value, verb) {
            (Value::Nil, 'T' | 'v') => self.flags.pad(self.out, b"<nil>"),
            (Value::Nil, _) => self.bad_nil(verb),
            (_, 'T') => {
                let name = self.heap.type_of(value).to_string();
                self.flags.string(self.out, name.as_bytes());
            }
            (Value::Bytes(_) | Value::List(_) | Value::Map(_), 'p') => self.address(),
            (Value::Object(object), 'p') if object.go_type().kind() == Kind::Pointer => self.address(),
            (Value::Bytes(bytes), _) => self.bytes(bytes, verb, value, "[]byte"),
            _ => self.value(value, verb, 0),
        }
    }

    fn value(&mut self, value: &Value, verb: char, depth: usize) {
        if depth > MAX_DEPTH || self.out.len() > self.longest {
            self.out.extend_from_slice(b"...");
            return;
        }
        // Of bytes each is told.
        if verb == 'w' && !self.erroring && !matches!(value, Value::Bytes(_)) {
            return self.bad_verb(value, verb);
        }
        match value {
            // Inside of something; the whole argument is dealt with above.
            Value::Nil if self.flags.sharp_v => self.out.extend_from_slice(b"interface {}(nil)"),
            Value::Nil => self.out.extend_from_slice(b"<nil>"),
            Value::List(_) | Value::Map(_) if self.flags.sharp_v && self.heap.is_nil(value) => {
                let go_type = self.heap.type_of(value);
                self.out.extend_from_slice(format!("{go_type}(nil)").as_bytes());
            }
            Value::Bool(truth) => self.boolean(value, *truth, verb),
            Value::Int(_, number) => self.signed(value, *number, verb),
            Value::Uint(_, number) => self.unsigned(value, *number, verb),
            Value::Float(kind, number) => self.float(value, *number, *kind, verb),
            Value::Complex(real, imaginary) => self.complex(value, *real, *imaginary, verb),
            Value::Str(text) => self.string(value, text.as_bytes(), verb),
            Value::Bytes(bytes) => match verb {
                's' | 'q' | 'x' | 'X' => self.bytes(bytes, verb, value, "[]uint8"),
                _ => {
                    let items: Vec<_> = self.heap.slice_items(value).unwrap_or_default();
                    self.list(&items, Type::BYTES, verb, depth);
                }
            },
            Value::List(id) => {
                let heap = self.heap;
                self.list(heap.items(*id), heap.type_of(value), verb, depth);
            }
            Value::Map(id) => {
                let heap = self.heap;
                self.map(heap.entries(*id), heap.type_of(value), verb, depth);
            }
            Value::Object(object) => self.object(value, &**object, verb, depth),
        }
    }

    fn bad_nil(&mut self, verb: char) {
        self.out.extend_from_slice(format!("%!{verb}(<nil>)").as_bytes());
    }

    fn bad_verb(&mut self, value: &Value, verb: char) {
        self.erroring = true;
        let go_type = self.heap.type_of(value);
        self.out.extend_from_slice(format!("%!{verb}({go_type}=").as_bytes());
        self.value(value, 'v', 0);
        self.out.push(b')');
        self.erroring = false;
    }

    fn integer(&mut self, value: &Value, negative: bool, magnitude: u64, bits: u64, verb: char) {
        let radix = match verb {
            'v' | 'd' => Radix::DECIMAL,
            'b' => Radix { base: 2, ..Radix::DECIMAL },
            'o' => Radix { base: 8, ..Radix::DECIMAL },
            'O' => Radix { base: 8, letter_o: true, ..Radix::DECIMAL },
            'x' => Radix::HEX,
            'X' => Radix { upper: true, ..Radix::HEX },
            'c' => return self.flags.character(self.out, bits),
            'q' => return self.flags.quoted_character(self.out, bits),
            'U' => return self.flags.unicode(self.out, bits),
            _ => return self.bad_verb(value, verb),
        };
        self.flags.integer(self.out, negative, magnitude, radix);
    }

    fn boolean(&mut self, value: &Value, truth: bool, verb: char) {
        match verb {
            't' | 'v' => self.flags.boolean(self.out, truth),
            _ => self.bad_verb(value, verb),
        }
    }

    #[allow(clippy::cast_sign_loss, reason = "a character that is negative is none")]
    fn signed(&mut self, value: &Value, number: i64, verb: char) {
        self.integer(value, number < 0, number.unsigned_abs(), number as u64, verb);
    }

    fn unsigned(&mut self, value: &Value, number: u64, verb: char) {
        if verb == 'v' && self.flags.sharp_v {
            self.hex(number);
        } else {
            self.integer(value, false, number, number, verb);
        }
    }

    /// A number as `%#v` writes unsigned ones.
    fn hex(&mut self, number: u64) {
        Flags { sharp: true, ..self.flags }.integer(self.out, false, number, Radix::HEX);
    }

    /// Where something lies, which in Go is another place each time.
    fn address(&mut self) {
        let sharp = !self.flags.sharp;
        Flags { sharp, ..self.flags }.integer(self.out, false, 0x1000_0000_0000, Radix::HEX);
    }

    fn float(&mut self, value: &Value, number: f64, kind: FloatKind, verb: char) {
        if verb == 'v'
            && self.flags.is_plain()
            && let Some(whole) = small_integer(number)
        {
            return self.flags.integer(self.out, whole < 0, whole.unsigned_abs(), Radix::DECIMAL);
        }
        let (verb, precision) = match verb {
            'v' => ('g', None),
            'b' | 'g' | 'G' | 'x' | 'X' => (verb, None),
            'f' | 'e' | 'E' => (verb, Some(6)),
            'F' => ('f', Some(6)),
            _ => return self.bad_verb(value, verb),
        };
        self.flags.float(self.out, number, kind, verb, precision);
    }

    fn complex(&mut self, value: &Value, real: f64, imaginary: f64, verb: char) {
        if !matches!(verb, 'v' | 'b' | 'g' | 'G' | 'x' | 'X' | 'f' | 'F' | 'e' | 'E') {
            return self.bad_verb(value, verb);
        }
        let plus = self.flags.plus;
        self.out.push(b'(');
        self.float(value, real, FloatKind::Float64, verb);
        self.flags.plus = true;
        self.float(value, imaginary, FloatKind::Float64, verb);
        self.out.extend_from_slice(b"i)");
        self.flags.plus = plus;
    }

    fn string(&mut self, value: &Value, bytes: &[u8], verb: char) {
        match verb {
            'v' if self.flags.sharp_v => self.flags.quoted(self.out, bytes),
            'v' | 's' => self.flags.string(self.out, bytes),
            'x' | 'X' => self.flags.hex_string(self.out, bytes, verb == 'X'),
            'q' => self.flags.quoted(self.out, bytes),
            _ => self.bad_verb(value, verb),
        }
    }

    fn bytes(&mut self, bytes: &[u8], verb: char, value: &Value, name: &str) {
        match verb {
            'v' if self.flags.sharp_v => {
                self.out.extend_from_slice(name.as_bytes());
                self.out.push(b'{');
                for (index, &byte) in bytes.iter().enumerate() {
                    if index > 0 {
                        self.out.extend_from_slice(b", ");
                    }
                    self.hex(byte.into());
                }
                self.out.push(b'}');
            }
            's' => self.flags.string(self.out, bytes),
            'x' | 'X' => self.flags.hex_string(self.out, bytes, verb == 'X'),
            'q' => self.flags.quoted(self.out, bytes),
            _ => self.value(value, verb, 0),
        }
    }

    fn separate(&mut self, index: usize) {
        if index > 0 {
            self.out.extend_from_slice(if self.flags.sharp_v { b", " } else { b" " });
        }
    }

    fn list(&mut self, items: &[Value], go_type: Type, verb: char, depth: usize) {
        if self.flags.sharp_v {
            self.out.extend_from_slice(go_type.to_string().as_bytes());
        }
        self.out.push(if self.flags.sharp_v { b'{' } else { b'[' });
        for (index, item) in items.iter().enumerate() {
            self.separate(index);
            self.value(item, verb, depth + 1);
        }
        self.out.push(if self.flags.sharp_v { b'}' } else { b']' });
    }

    fn map(&mut self, entries: &[(Str, Value)], go_type: Type, verb: char, depth: usize) {
        if self.flags.sharp_v {
            self.out.extend_from_slice(format!("{go_type}{{").as_bytes());
        } else {
            self.out.extend_from_slice(b"map[");
        }
        for (index, (key, item)) in entries.iter().enumerate() {
            self.separate(index);
            self.value(&Value::Str(key.clone()), verb, depth + 1);
            self.out.push(b':');
            self.value(item, verb, depth + 1);
        }
        self.out.push(if self.flags.sharp_v { b'}' } else { b']' });
    }

    fn object(&mut self, value: &Value, object: &dyn Object, verb: char, depth: usize) {
        let asks = !self.erroring && !self.flags.sharp_v && matches!(verb, 'v' | 's' | 'x' | 'X' | 'q');
        if let Some(text) = object.text().filter(|_| asks) {
            return self.string(&Value::Str(text.clone()), text.as_bytes(), verb);
        }
        match object.plain() {
            Some(Value::Bool(truth)) => return self.boolean(value, truth, verb),
            Some(Value::Int(_, number)) => return self.signed(value, number, verb),
            Some(Value::Uint(_, number)) => return self.unsigned(value, number, verb),
            Some(Value::Float(kind, number)) => return self.float(value, number, kind, verb),
            Some(Value::Str(text)) => return self.string(value, text.as_bytes(), verb),
            _ => {}
        }
        let name = object.go_type().to_string();
        if object.go_type().kind() == Kind::Pointer {
            match verb {
                _ if depth == 0 => self.out.push(b'&'),
                'v' | 'd' | 'x' | 'X' | 'o' | 'b' => return self.address(),
                _ => return self.bad_verb(value, verb),
            }
        }
        if self.flags.sharp_v {
            self.out.extend_from_slice(name.trim_start_matches('*').as_bytes());
        }
        self.out.push(b'{');
        for (index, (field, item)) in object.fields().iter().enumerate() {
            self.separate(index);
            if self.flags.plus_v || self.flags.sharp_v {
                self.out.extend_from_slice(format!("{field}:").as_bytes());
            }
            self.value(item, verb, depth + 1);
        }
        self.out.push(b'}');
    }
}
