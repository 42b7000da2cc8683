//! Function calls and the checks of their arguments (`evalCall`, `evalArg`, `validateType` of text/template/exec.go).

use super::eval::{Operand, stop};
use super::field::describe;
use super::run::{At, Run, Stop};
use crate::call::Call;
use crate::error::{CallError, Cause};
use crate::function::{Body, Function, Special, Writer};
use crate::parse::{self, Node};
use crate::value::{Kind, Type, Value};

impl<'s> Run<'_, 's> {
    /// Calls a function or method; `site` is what an error of its own is about.
    pub(super) fn call(
        &mut self,
        function: &'s Function,
        receiver: Option<Value>,
        args: &'s [Node],
        last: Option<Operand>,
        site: At<'s>,
    ) -> Result<Operand, Stop> {
        let value = match function.body {
            Body::Special(Special::Call) => {
                let name = args.first().map(|node| self.shown(node));
                self.with_arguments(function, receiver, args, last, site, |call, values| {
                    Err(call_value(call.heap(), values, name))
                })?
            }
            Body::Special(special) => {
                check_count(function, args.len(), last.is_some())?;
                return self.short_circuit(special == Special::Or, args, last);
            }
            _ => self.with_arguments(function, receiver, args, last, site, |call, values| {
                let value = call.value_of(function, values)?;
                call.charge(&value)?;
                Ok(value)
            })?,
        };
        Ok(Operand { boxed: value.is_nil(), value })
    }

    /// Calls a function for what it writes.
    pub(super) fn call_to_write(
        &mut self,
        function: &'s Function,
        writer: Writer,
        args: &'s [Node],
        last: Option<Operand>,
        site: At<'s>,
    ) -> Result<(), Stop> {
        self.with_arguments(function, None, args, last, site, |call, values| {
            let before = call.machine.out.len();
            writer(call, values)?;
            let written = call.machine.out.len() - before;
            Ok(call.heap_mut().charge(written)?)
        })
    }

    /// Does something with the arguments of a call.
    fn with_arguments<T>(
        &mut self,
        function: &'s Function,
        receiver: Option<Value>,
        args: &'s [Node],
        last: Option<Operand>,
        site: At<'s>,
        act: impl FnOnce(&mut Call<'_>, &[Value]) -> Result<T, CallError>,
    ) -> Result<T, Stop> {
        check_count(function, args.len(), last.is_some())?;
        let mut values = self.machine.spare.pop().unwrap_or_default();
        let filled = self.arguments(function, receiver, args, last, &mut values);
        let result = filled.and_then(|boxed| {
            let mut call = Call { machine: self.machine, set: self.set, boxed };
            act(&mut call, &values).map_err(|error| {
                self.frame.at = site;
                let function = function.name.to_owned();
                Box::new(match error {
                    CallError::Limit(limit) => Cause::Limit(limit),
                    error => Cause::Call { function, error },
                })
            })
        });
        values.clear();
        self.machine.spare.push(values);
        result
    }

    /// Evaluates and checks the arguments. Returns which of them lie in an interface, a bit for each.
    fn arguments(
        &mut self,
        function: &'s Function,
        receiver: Option<Value>,
        args: &'s [Node],
        last: Option<Operand>,
        values: &mut Vec<Value>,
    ) -> Result<u64, Stop> {
        let mut boxed = 0;
        let mut push = |operand: Operand, values: &mut Vec<Value>| {
            boxed |= u64::from(operand.boxed).checked_shl(values.len() as u32).unwrap_or(0);
            values.push(operand.value);
        };
        values.extend(receiver);
        for (index, arg) in args.iter().enumerate() {
            push(self.argument(parameter(function, index), arg)?, values);
        }
        if let Some(last) = last {
            push(self.validate(last, parameter(function, args.len()))?, values);
        }
        Ok(boxed)
    }

    /// `and`, `or`: the first argument whose truth decides, or the last.
    fn short_circuit(
        &mut self,
        decides: bool,
        args: &'s [Node],
        last: Option<Operand>,
    ) -> Result<Operand, Stop> {
        let mut result = Operand::default();
        for arg in args {
            result = self.argument(Type::Reflect, arg)?;
            if self.machine.heap.truth(&result.value) == decides {
                return Ok(result);
            }
        }
        Ok(last.unwrap_or(result))
    }

    /// An argument for a parameter of that type.
    fn argument(&mut self, wanted: Type, node: &'s Node) -> Result<Operand, Stop> {
        match &node.kind {
            parse::Operand::Nil => {
                self.frame.at = At::Node(node);
                if wanted.can_be_nil() {
                    return Ok(Operand { value: Value::Nil, boxed: wanted == Type::Any });
                }
                stop(format!("cannot assign nil to {wanted}"))
            }
            parse::Operand::Bool(_) | parse::Operand::Number(_) | parse::Operand::String(..) => {
                self.literal(wanted, node)
            }
            _ => {
                let operand = self.operand(node)?;
                self.validate(operand, wanted)
            }
        }
    }

    /// A literal for a parameter of that type.
    #[allow(clippy::cast_possible_truncation, reason = "a float32 parameter takes the nearest float32")]
    fn literal(&mut self, wanted: Type, node: &'s Node) -> Result<Operand, Stop> {
        self.frame.at = At::Node(node);
        let number =
            if let parse::Operand::Number(at) = node.kind { Some(&self.parts()[at].number) } else { None };
        let (value, expected) = match wanted.kind() {
            _ if wanted == Type::Reflect => return self.constant(node),
            Kind::Interface => return self.constant(node),
            Kind::Bool => {
                let value =
                    if let parse::Operand::Bool(value) = node.kind { Some(Value::Bool(value)) } else { None };
                (value, "bool")
            }
            Kind::String => {
                let value = if let parse::Operand::String(at) = node.kind {
                    Some(self.parts()[at].clone())
                } else {
                    None
                };
                (value, "string")
            }
            Kind::Int(kind) => (number.and_then(|n| n.int).map(|n| Value::Int(kind, n)), "integer"),
            Kind::Uint(kind) => {
                (number.and_then(|n| n.uint).map(|n| Value::Uint(kind, n)), "unsigned integer")
            }
            Kind::Float(kind) => {
                let round =
                    |n: f64| if kind == crate::value::FloatKind::Float32 { f64::from(n as f32) } else { n };
                (number.and_then(|n| n.float).map(|n| Value::Float(kind, round(n))), "float")
            }
            Kind::Complex => (number.and_then(|n| n.complex).map(|(r, i)| Value::Complex(r, i)), "complex"),
            Kind::Slice | Kind::Map | Kind::Struct | Kind::Pointer => {
                return stop(format!("can't handle {} for arg of type {wanted}", self.shown(node)));
            }
        };
        match value {
            Some(value) => Ok(Operand::plain(value)),
            None => stop(format!("expected {expected}; found {}", self.shown(node))),
        }
    }

    /// The operand, if it may be assigned to that type.
    fn validate(&self, operand: Operand, wanted: Type) -> Result<Operand, Stop> {
        match wanted {
            Type::Reflect => return Ok(operand),
            Type::Any => return Ok(Operand { boxed: operand.value.is_nil(), ..operand }),
            _ => {}
        }
        let got = self.machine.heap.type_of(&operand.value);
        if operand.is_invalid() {
            if wanted.can_be_nil() {
                return Ok(operand);
            }
            return stop(format!("invalid value; expected {wanted}"));
        }
        if got.assignable_to(wanted) {
            return Ok(operand);
        }
        let found = describe(&self.machine.heap, &operand.value);
        Err(Box::new(Cause::ArgType { want: wanted.to_string(), got: got.to_string(), found }))
    }
}

/// The type of the parameter at that place.
fn parameter(function: &Function, index: usize) -> Type {
    function.params.get(index).copied().or(function.rest).unwrap_or(Type::Any)
}

fn check_count(function: &Function, args: usize, last: bool) -> Result<(), Stop> {
    let given = args + usize::from(last);
    let wanted = function.params.len();
    if given == wanted || given > wanted && function.rest.is_some() {
        return Ok(());
    }
    let (want, got) = match function.rest {
        // Go forgets to count what the pipeline gave here.
        Some(_) => (format!("at least {wanted}"), args),
        None => (wanted.to_string(), given),
    };
    Err(Box::new(Cause::ArgCount { function: function.name.to_owned(), want, got }))
}

/// The builtin `call`: no value is a function here, so that it can only fail.
fn call_value(heap: &crate::value::Heap, values: &[Value], name: Option<String>) -> CallError {
    match values.first() {
        None | Some(Value::Nil) => "call of nil".into(),
        Some(value) => {
            let name = match (name, value) {
                (Some(name), _) => name,
                // What came from the pipeline is named as `reflect.Value.String` names it.
                (None, Value::Str(text)) => text.to_string(),
                (None, _) => format!("<{} Value>", heap.type_of(value)),
            };
            format!("non-function {name} of type {}", heap.type_of(value)).into()
        }
    }
}
