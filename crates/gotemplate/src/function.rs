//! The functions that templates may call.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::builtin;
use crate::call::Call;
use crate::error::CallError;
use crate::value::{Type, Value};

/// What a function is in Rust. The arguments were checked against the parameters before; a method's receiver
/// is its first argument.
pub type Native = fn(&mut Call<'_>, &[Value]) -> Result<Value, CallError>;

/// What a function is in Rust whose result is a text: it appends it by [`Call::write`], so that what is printed at once need
/// not be copied. What it has appended when it fails is taken back.
pub type Writer = fn(&mut Call<'_>, &[Value]) -> Result<(), CallError>;

/// A function or method with the types of its parameters, as Go's reflection would see them.
///
/// The machine checks number and types of the arguments and gives Go's errors (`wrong number of args for upper: want
/// 1 got 0`), so that the Rust function finds what it asked for: a parameter [`Type::String`] is surely a
/// [`Value::Str`], a [`Type::INT`] surely a [`Value::Int`]. What Go could pass as a nil slice, map or pointer is
/// [`Value::Nil`], and a literal for a parameter of a named number, such as a `time.Duration`, is the plain number.
#[derive(Clone, Copy)]
pub struct Function {
    /// The name that templates call it by.
    pub name: &'static str,
    /// The types of the parameters, without the variadic one.
    pub params: &'static [Type],
    /// The type of any number of further arguments.
    pub rest: Option<Type>,
    pub(crate) body: Body,
}

/// What a function does.
#[derive(Clone, Copy)]
pub(crate) enum Body {
    Gives(Native),
    Writes(Writer),
    Special(Special),
}

/// Builtins that the machine evaluates itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Special {
    And,
    Or,
    Call,
}

impl Function {
    /// A function with these parameters.
    pub const fn new(name: &'static str, params: &'static [Type], native: Native) -> Self {
        Self { name, params, rest: None, body: Body::Gives(native) }
    }

    /// A function that after these parameters takes any number of arguments of the type `rest`.
    pub const fn variadic(name: &'static str, params: &'static [Type], rest: Type, native: Native) -> Self {
        Self { rest: Some(rest), ..Self::new(name, params, native) }
    }

    /// A function with these parameters that writes a text.
    pub const fn writing(name: &'static str, params: &'static [Type], writer: Writer) -> Self {
        Self { name, params, rest: None, body: Body::Writes(writer) }
    }

    /// The same with any number of further arguments of the type `rest`.
    pub const fn and_any(self, rest: Type) -> Self {
        Self { rest: Some(rest), ..self }
    }

    /// One that the machine evaluates itself.
    pub(crate) const fn special(name: &'static str, params: &'static [Type], special: Special) -> Self {
        Self { name, params, rest: Some(Type::Reflect), body: Body::Special(special) }
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({:?}", self.name, self.params)?;
        if let Some(rest) = self.rest {
            write!(f, ", ...{rest}")?;
        }
        f.write_str(")")
    }
}

/// The functions that a template set knows: Go's builtins, and the host's.
#[derive(Clone, Debug)]
pub struct Functions {
    list: Vec<&'static Function>,
    index: HashMap<&'static str, u32, RandomState>,
}

impl Functions {
    /// Go's builtins alone.
    pub fn builtins() -> Self {
        let mut functions = Self { list: Vec::new(), index: HashMap::default() };
        functions.add(builtin::FUNCTIONS);
        functions
    }

    /// Adds functions, which replace those of the same names, builtins included.
    pub fn add(&mut self, functions: &'static [Function]) {
        for function in functions {
            // The index of a function is kept when it is replaced.
            match self.index.get(function.name) {
                Some(&at) => self.list[at as usize] = function,
                None => {
                    let at = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
                    self.index.insert(function.name, at);
                    self.list.push(function);
                }
            }
        }
    }

    /// The function of that name.
    pub fn get(&self, name: &str) -> Option<&'static Function> {
        self.index.get(name).map(|&at| self.list[at as usize])
    }

    /// All names, in no order.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.list.iter().map(|function| function.name)
    }

    /// The table, ready to be shared between programs and machines.
    pub fn share(self) -> Arc<Self> {
        Arc::new(self)
    }
}
