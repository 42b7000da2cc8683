//! Pipelines, commands and operands (the `eval…` functions of text/template/exec.go).

use super::run::{At, Frame, Run, Stop};
use crate::error::Cause;
use crate::fmt;
use crate::function::Body;
use crate::parse::{self, Command, Node, Pipe, Shifted, Stretch, Target};
use crate::value::{Heap, Str, Value};

/// A value as Go's reflection holds it.
#[derive(Clone, Debug, Default)]
pub(super) struct Operand {
    pub(super) value: Value,
    /// Whether it lies in an `interface {}`, as the items of a `[]interface {}` do: error texts name that type, and a nil
    /// that does not lie in one is no value at all.
    pub(super) boxed: bool,
}

impl Operand {
    /// A value that lies in no interface.
    pub(super) const fn plain(value: Value) -> Self {
        Self { value, boxed: false }
    }

    /// Whether it is no value at all (`!reflect.Value.IsValid`).
    pub(super) const fn is_invalid(&self) -> bool {
        self.value.is_nil() && !self.boxed
    }
}

/// An error without a type of its own.
pub(super) fn stop<T>(text: impl Into<String>) -> Result<T, Stop> {
    Err(Box::new(Cause::Other(text.into())))
}

impl Frame<'_> {
    /// What an operand is, looked at where it lies: dot, a variable, or keys of maps in them. Nothing if it takes
    /// more than looking, such as calling a method, or if it is an error.
    fn peek<'v>(
        &'v self,
        node: &Node,
        heap: &'v Heap,
        variables: &'v [Operand],
    ) -> Option<(&'v Value, bool)> {
        let (start, names) = match node.kind {
            parse::Operand::Dot => return Some((&self.dot.value, self.dot.boxed)),
            parse::Operand::Field(names) => (&self.dot, names),
            parse::Operand::Variable(variable) => {
                let variable = &self.parts()[variable];
                (&variables[self.variables + variable.slot? as usize], variable.fields)
            }
            _ => return None,
        };
        let mut found = (&start.value, start.boxed);
        for name in &self.parts()[names] {
            let Value::Map(map) = found.0 else { return None };
            found = (heap.plain_key(*map, name)?, true);
        }
        Some(found)
    }

    /// What a pipeline gives if it is a lone operand that can be looked at, see [`Self::peek`].
    #[inline]
    pub(super) fn sole<'v>(
        &'v self,
        pipe: Shifted<Pipe>,
        heap: &'v Heap,
        variables: &'v [Operand],
    ) -> Option<&'v Value> {
        let parts = self.parts();
        let node = parts[pipe.part].sole?;
        self.peek(&parts[node], heap, variables).map(|(value, _)| value)
    }
}

impl<'s> Run<'_, 's> {
    /// What a pipeline gives, with its variables set. It never lies in an interface.
    pub(super) fn pipe(&mut self, pipe: &'s Pipe) -> Result<Operand, Stop> {
        self.frame.at = At::Pipe(pipe);
        let result = self.commands(&self.parts()[pipe.commands])?.unwrap_or_default();
        for variable in &self.parts()[pipe.variables] {
            self.set_variable(variable, result.clone())?;
        }
        Ok(result)
    }

    /// Writes what a pipeline without variables gives.
    pub(super) fn print(&mut self, pipe: &'s Pipe) -> Result<(), Stop> {
        self.frame.at = At::Pipe(pipe);
        let Some((command, before)) = self.parts()[pipe.commands].split_last() else { return Ok(()) };
        let last = self.commands(before)?;
        let [node, args @ ..] = &self.parts()[command.args] else { return Ok(()) };
        if let parse::Operand::Function(function) = node.kind
            && let Body::Writes(writer) = function.body
        {
            self.step()?;
            self.frame.at = At::Node(node);
            return self.call_to_write(function, writer, args, last, At::Command(command));
        }
        let value = self.command(command, last)?.value;
        fmt::emit_into(&mut self.machine.out, &self.machine.heap, &value);
        Ok(())
    }

    /// What the last of these commands gives.
    fn commands(&mut self, commands: &'s [Command]) -> Result<Option<Operand>, Stop> {
        let mut result = None;
        for command in commands {
            let operand = self.command(command, result)?;
            result = Some(Operand { boxed: false, ..operand });
        }
        Ok(result)
    }

    fn peek(&self, node: &Node) -> Option<(&Value, bool)> {
        self.frame.peek(node, &self.machine.heap, &self.machine.variables)
    }

    pub(super) fn set_variable(&mut self, target: &Target, operand: Operand) -> Result<(), Stop> {
        let Some(slot) = target.slot else { return stop(format!("undefined variable: {}", target.name)) };
        self.machine.variables[self.frame.variables + slot as usize] = operand;
        Ok(())
    }

    /// A command; `last` is what the one before it in the pipeline gave.
    fn command(&mut self, command: &'s Command, last: Option<Operand>) -> Result<Operand, Stop> {
        self.step()?;
        let [node, args @ ..] = &self.parts()[command.args] else { return Ok(Operand::default()) };
        if args.is_empty()
            && last.is_none()
            && let Some((value, boxed)) = self.peek(node)
        {
            let value = value.clone();
            self.frame.at = At::Node(node);
            return Ok(Operand { value, boxed });
        }
        match node.kind {
            parse::Operand::Field(names) => {
                self.frame.at = At::Node(node);
                let dot = self.frame.dot.clone();
                return self.fields(dot, names, node, args, last);
            }
            parse::Operand::Function(function) => {
                self.frame.at = At::Node(node);
                return self.call(function, None, args, last, At::Command(command));
            }
            parse::Operand::Chain(_) => return self.chain(node, args, last),
            parse::Operand::Variable(_) => return self.variable(node, args, last),
            parse::Operand::Pipe(pipe) => {
                self.not_a_function(node, args, last.as_ref())?;
                return self.pipe(&self.parts()[pipe]);
            }
            _ => {}
        }
        self.frame.at = At::Node(node);
        self.not_a_function(node, args, last.as_ref())?;
        match node.kind {
            parse::Operand::Dot => Ok(self.frame.dot.clone()),
            parse::Operand::Nil => stop("nil is not a command"),
            _ => self.constant(node),
        }
    }

    /// A literal where no type is asked for.
    pub(super) fn constant(&mut self, node: &'s Node) -> Result<Operand, Stop> {
        self.frame.at = At::Node(node);
        Ok(Operand::plain(match node.kind {
            parse::Operand::Bool(value) => Value::Bool(value),
            parse::Operand::String(text) => self.parts()[text].clone(),
            parse::Operand::Number(literal) => match &self.parts()[literal].constant {
                Some(value) => value.clone(),
                None => return stop(format!("{} overflows int", self.shown(node))),
            },
            _ => return stop(format!("can't evaluate command {}", crate::fmt::quote(self.shown(node)))),
        }))
    }

    /// A variable with its fields.
    pub(super) fn variable(
        &mut self,
        node: &'s Node,
        args: &'s [Node],
        last: Option<Operand>,
    ) -> Result<Operand, Stop> {
        let parse::Operand::Variable(variable) = node.kind else { return Ok(Operand::default()) };
        let variable = &self.parts()[variable];
        self.frame.at = At::Node(node);
        let Some(slot) = variable.slot else { return stop(format!("undefined variable: {}", variable.name)) };
        let value = self.machine.variables[self.frame.variables + slot as usize].clone();
        if variable.fields.is_empty() {
            self.not_a_function(node, args, last.as_ref())?;
            return Ok(value);
        }
        self.fields(value, variable.fields, node, args, last)
    }

    /// Fields of what an operand gives, `(…).a.b`.
    pub(super) fn chain(
        &mut self,
        node: &'s Node,
        args: &'s [Node],
        last: Option<Operand>,
    ) -> Result<Operand, Stop> {
        let parse::Operand::Chain(chain) = node.kind else { return Ok(Operand::default()) };
        self.frame.at = At::Node(node);
        let parse::Chain { inner, fields } = &self.parts()[chain];
        if matches!(inner.kind, parse::Operand::Nil) {
            return stop(format!("indirection through explicit nil in {}", self.shown(node)));
        }
        let receiver = self.operand(inner)?;
        self.fields(receiver, *fields, node, args, last)
    }

    /// An operand that stands as an argument or before a chain, unless it is a literal.
    pub(super) fn operand(&mut self, node: &'s Node) -> Result<Operand, Stop> {
        self.frame.at = At::Node(node);
        if let Some((value, boxed)) = self.peek(node) {
            return Ok(Operand { value: value.clone(), boxed });
        }
        match node.kind {
            parse::Operand::Dot => Ok(self.frame.dot.clone()),
            parse::Operand::Field(names) => {
                let dot = self.frame.dot.clone();
                self.fields(dot, names, node, &[], None)
            }
            parse::Operand::Variable(_) => self.variable(node, &[], None),
            parse::Operand::Pipe(pipe) => self.pipe(&self.parts()[pipe]),
            parse::Operand::Function(function) => self.call(function, None, &[], None, At::Node(node)),
            parse::Operand::Chain(_) => self.chain(node, &[], None),
            _ => self.constant(node),
        }
    }

    /// `.a.b.c`: the last one gets the arguments, if it is a method.
    fn fields(
        &mut self,
        mut receiver: Operand,
        names: Stretch<Str>,
        node: &'s Node,
        args: &'s [Node],
        last: Option<Operand>,
    ) -> Result<Operand, Stop> {
        let Some((name, before)) = self.parts()[names].split_last() else { return Ok(receiver) };
        for name in before {
            receiver = self.field(receiver, name, node, &[], None)?;
        }
        self.field(receiver, name, node, args, last)
    }

    /// The error if something that is no function has arguments.
    fn not_a_function(&self, node: &Node, args: &[Node], last: Option<&Operand>) -> Result<(), Stop> {
        if args.is_empty() && last.is_none() {
            return Ok(());
        }
        stop(format!("can't give argument to non-function {}", self.shown(node)))
    }
}
