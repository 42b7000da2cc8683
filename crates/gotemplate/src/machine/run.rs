//! One execution: frames, jumps, output.

use std::sync::Arc;

use diagnostic::Span;

use super::Machine;
use super::eval::Operand;
use super::iterate::Iteration;
use crate::error::{Cause, ExecError, Site};
use crate::fmt;
use crate::limits::Limit;
use crate::parse::{Command, Node, Op, Parts, Pipe, Shifted, Shown, Stretch, Target, TemplateCall};
use crate::template::{Template, TemplateSet};
use crate::value::Value;

/// An execution of a template, and of those that it calls by `template`.
pub(super) struct Run<'r, 's> {
    pub(super) machine: &'r mut Machine,
    pub(super) set: &'s Arc<TemplateSet>,
    /// The template that is being executed.
    pub(super) frame: Frame<'s>,
    /// Those that wait for it, the innermost last.
    callers: Vec<Frame<'s>>,
}

/// A template that is being executed.
pub(super) struct Frame<'s> {
    template: &'s Template,
    /// The next step.
    next: usize,
    pub(super) dot: Operand,
    /// Where its variables begin.
    pub(super) variables: usize,
    /// What an error is about: the node that was looked at last (`state.at` in text/template/exec.go).
    pub(super) at: At<'s>,
    /// How much further on than its span says that node stands.
    shift: u32,
}

/// A `range` that is being executed.
pub(super) struct OpenLoop {
    items: Iteration,
    variables: Stretch<Target>,
    /// What dot was outside.
    dot: Operand,
    /// How many `with` were open outside, those of callers included.
    dots: usize,
}

/// A node that an error can be about.
#[derive(Clone, Copy)]
pub(super) enum At<'s> {
    Start,
    Pipe(&'s Pipe),
    Command(&'s Command),
    Node(&'s Node),
    Template(&'s TemplateCall),
}

/// Why an execution stops. Where it was is found when it has stopped.
pub(super) type Stop = Box<Cause>;

/// Executes a template; what it writes is appended to the machine's output.
pub(super) fn run(
    machine: &mut Machine,
    set: &Arc<TemplateSet>,
    template: &Template,
    data: Value,
) -> Result<(), ExecError> {
    let frame = Frame::new(machine, template, Operand::plain(data));
    let mut run = Run { machine, set, frame, callers: Vec::new() };
    match run.steps() {
        Ok(()) => Ok(()),
        Err(stop) => {
            let frames = std::iter::once(&run.frame).chain(run.callers.iter().rev());
            Err(ExecError { sites: frames.map(Frame::site).collect(), cause: *stop })
        }
    }
}

impl<'s> Frame<'s> {
    fn new(machine: &mut Machine, template: &'s Template, dot: Operand) -> Self {
        let variables = machine.variables.len();
        machine.variables.resize(variables + template.slots, Operand::default());
        machine.variables[variables] = dot.clone();
        Self { template, next: 0, dot, variables, at: At::Start, shift: 0 }
    }

    /// What its pipelines consist of.
    pub(super) fn parts(&self) -> &'s Parts {
        &self.template.parts
    }

    fn site(&self) -> Site {
        let Template { name, source, parts, .. } = self.template;
        let (span, node) = match self.at {
            At::Start => (Span::default(), String::new()),
            At::Pipe(pipe) => (pipe.span, Shown(pipe, parts, &source.text).to_string()),
            At::Command(command) => (command.span, Shown(command, parts, &source.text).to_string()),
            At::Node(node) => (node.span, Shown(node, parts, &source.text).to_string()),
            At::Template(call) => (call.span, Shown(call, parts, &source.text).to_string()),
        };
        let span = Span { start: span.start + self.shift, end: span.end + self.shift };
        Site { template: Arc::clone(name), source: Arc::clone(source), span, node }
    }
}

impl<'s> Run<'_, 's> {
    /// A node as Go prints it.
    pub(super) fn shown(&self, node: &Node) -> String {
        Shown(node, self.parts(), &self.frame.template.source.text).to_string()
    }

    /// What the pipelines of the template that is being executed consist of.
    pub(super) fn parts(&self) -> &'s Parts {
        self.frame.parts()
    }

    /// Executes until the outermost template ends.
    fn steps(&mut self) -> Result<(), Stop> {
        loop {
            let Some(&op) = self.frame.template.ops.get(self.frame.next) else {
                match self.callers.pop() {
                    Some(caller) => {
                        self.machine.variables.truncate(self.frame.variables);
                        self.frame = caller;
                        continue;
                    }
                    None => return Ok(()),
                }
            };
            self.frame.next += 1;
            self.step()?;
            match op {
                Op::Text(span) => {
                    let text = &self.frame.template.source.text.as_bytes()[span.range()];
                    self.machine.out.extend_from_slice(text);
                    self.wrote(text.len())?;
                }
                Op::Print(pipe) => {
                    let before = self.machine.out.len();
                    let machine = &mut *self.machine;
                    match self.frame.sole(pipe, &machine.heap, &machine.variables) {
                        Some(value) => fmt::emit_into(&mut machine.out, &machine.heap, value),
                        None => {
                            let pipe = self.begin(pipe);
                            self.print(pipe)?;
                        }
                    }
                    self.wrote(self.machine.out.len() - before)?;
                }
                Op::Evaluate(pipe) => {
                    let pipe = self.begin(pipe);
                    self.pipe(pipe)?;
                }
                Op::If(pipe, otherwise) => {
                    let machine = &*self.machine;
                    let truth = match self.frame.sole(pipe, &machine.heap, &machine.variables) {
                        Some(value) => machine.heap.truth(value),
                        None => {
                            let pipe = self.begin(pipe);
                            let value = self.pipe(pipe)?.value;
                            self.machine.heap.truth(&value)
                        }
                    };
                    if !truth {
                        self.frame.next = otherwise as usize;
                    }
                }
                Op::With(pipe, otherwise) => {
                    let pipe = self.begin(pipe);
                    let operand = self.pipe(pipe)?;
                    if self.machine.heap.truth(&operand.value) {
                        let outside = std::mem::replace(&mut self.frame.dot, operand);
                        self.machine.dots.push(outside);
                    } else {
                        self.frame.next = otherwise as usize;
                    }
                }
                Op::EndWith => {
                    if let Some(dot) = self.machine.dots.pop() {
                        self.frame.dot = dot;
                    }
                }
                Op::Range(pipe, otherwise) => {
                    let pipe = self.begin(pipe);
                    let value = self.pipe(pipe)?.value;
                    let items = self.iteration(&value, pipe)?;
                    let (dot, dots) = (self.frame.dot.clone(), self.machine.dots.len());
                    self.machine.loops.push(OpenLoop { items, variables: pipe.variables, dot, dots });
                    if !self.round()? {
                        self.frame.next = otherwise as usize;
                    }
                }
                Op::Next(body) => {
                    if self.round()? {
                        self.frame.next = body as usize;
                    }
                }
                Op::Jump(target) => self.frame.next = target as usize,
                Op::Continue(target) => {
                    if let Some(open) = self.machine.loops.last() {
                        self.machine.dots.truncate(open.dots);
                    }
                    self.frame.next = target as usize;
                }
                Op::Break(target) => {
                    self.end_loop();
                    self.frame.next = target as usize;
                }
                Op::Template(call) => self.template(call)?,
            }
        }
    }

    /// The pipeline that an action evaluates, which errors are about from now on.
    fn begin(&mut self, pipe: Shifted<Pipe>) -> &'s Pipe {
        self.frame.shift = pipe.by;
        &self.parts()[pipe.part]
    }

    /// Counts a step.
    #[inline]
    pub(super) fn step(&mut self) -> Result<(), Stop> {
        self.machine.steps += 1;
        if self.machine.steps > self.machine.limits.steps {
            return Err(Box::new(Limit::Steps(self.machine.limits.steps).into()));
        }
        Ok(())
    }

    #[inline]
    fn wrote(&mut self, bytes: usize) -> Result<(), Stop> {
        self.machine.written += bytes;
        if self.machine.written > self.machine.limits.output {
            return Err(Box::new(Limit::Output(self.machine.limits.output).into()));
        }
        Ok(())
    }

    /// Begins the next round of the innermost loop; if there is none, ends the loop.
    fn round(&mut self) -> Result<bool, Stop> {
        let Machine { loops, heap, .. } = &mut *self.machine;
        let Some(open) = loops.last_mut() else { return Ok(false) };
        let Some((index, element)) = open.items.next(heap) else {
            self.end_loop();
            return Ok(false);
        };
        let variables = open.variables;
        match &self.parts()[variables] {
            [] => {}
            [variable] => self.set_variable(variable, element.clone())?,
            [first, second, ..] => {
                self.set_variable(first, index)?;
                self.set_variable(second, element.clone())?;
            }
        }
        self.frame.dot = element;
        Ok(true)
    }

    fn end_loop(&mut self) {
        if let Some(open) = self.machine.loops.pop() {
            self.machine.dots.truncate(open.dots);
            self.frame.dot = open.dot;
        }
    }

    fn template(&mut self, it: Shifted<TemplateCall>) -> Result<(), Stop> {
        let call = &self.parts()[it.part];
        self.frame.shift = it.by;
        self.frame.at = At::Template(call);
        let name = call.name.to_text();
        let set: &'s TemplateSet = self.set;
        let Some(template) = set.get(&name)? else {
            let (nearest, name) = (set.nearest(&name), name.into_owned());
            return Err(Box::new(Cause::NoTemplate { name, nearest }));
        };
        if self.callers.len() >= self.machine.limits.depth {
            return Err(Box::new(Limit::Depth(self.machine.limits.depth).into()));
        }
        let dot = match call.pipe {
            Some(pipe) => self.pipe(&self.parts()[pipe])?,
            None => Operand::default(),
        };
        self.frame.at = At::Template(call);
        let frame = Frame::new(self.machine, template, dot);
        self.callers.push(std::mem::replace(&mut self.frame, frame));
        Ok(())
    }
}
