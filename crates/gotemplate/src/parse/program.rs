//! Steps and jumps: what a definition becomes while it is parsed.

use diagnostic::Span;

use super::node::{Pipe, TemplateCall};
use super::parts::Place;

/// One step. The targets of jumps are indices into the program.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Op {
    /// Copies these bytes of the source.
    Text(Span),
    /// Prints what a pipeline gives.
    Print(Shifted<Pipe>),
    /// Evaluates a pipeline for its variables.
    Evaluate(Shifted<Pipe>),
    /// Jumps if a pipeline gives something false.
    If(Shifted<Pipe>, u32),
    /// Makes dot what a pipeline gives, or jumps if that is false.
    With(Shifted<Pipe>, u32),
    /// Makes dot what it was before.
    EndWith,
    /// Begins a loop, or jumps if there is nothing to loop over.
    Range(Shifted<Pipe>, u32),
    /// Begins the next round at the target, or ends the loop and goes on.
    Next(u32),
    /// Jumps.
    Jump(u32),
    /// Ends the innermost loop and jumps behind it.
    Break(u32),
    /// Jumps to the end of the innermost loop's body.
    Continue(u32),
    /// Executes another template.
    Template(Shifted<TemplateCall>),
}

/// A part that may stand in several places of the text.
#[derive(Debug)]
pub(crate) struct Shifted<T> {
    pub(crate) part: Place<T>,
    /// How much further on than its spans say it stands here.
    pub(crate) by: u32,
}

impl<T> Shifted<T> {
    /// A part that stands where its spans say.
    pub(super) const fn here(part: Place<T>) -> Self {
        Self { part, by: 0 }
    }
}

impl<T> Clone for Shifted<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Shifted<T> {}

/// A place in a program.
fn step(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Collects the steps of a definition.
#[derive(Default)]
pub(super) struct Program {
    pub(super) ops: Vec<Op>,
    /// For each open loop the jumps out of it and to its end, whose targets are not known yet.
    loops: Vec<Jumps>,
    /// Whether there is more than space, so that a definition of it replaces another of its name.
    pub(super) solid: bool,
}

/// Jumps out of a loop and to its end.
#[derive(Default)]
pub(super) struct Jumps {
    breaks: Vec<usize>,
    continues: Vec<usize>,
}

impl Program {
    /// An empty one with room for so many actions and the text between them.
    pub(super) fn for_actions(actions: usize) -> Self {
        Self { ops: Vec::with_capacity(2 * actions), ..Self::default() }
    }

    /// Adds a step and returns its place.
    pub(super) fn push(&mut self, op: Op) -> usize {
        self.solid = true;
        self.ops.push(op);
        self.ops.len() - 1
    }

    /// Adds text that is copied.
    pub(super) fn text(&mut self, span: Span, text: &str) {
        let solid = self.solid || !text.trim_start().is_empty();
        self.push(Op::Text(span));
        self.solid = solid;
    }

    /// Makes a jump go to where the next step will be.
    pub(super) fn land(&mut self, jump: usize) {
        let here = step(self.ops.len());
        match &mut self.ops[jump] {
            Op::If(_, target)
            | Op::With(_, target)
            | Op::Range(_, target)
            | Op::Jump(target)
            | Op::Break(target)
            | Op::Continue(target) => *target = here,
            _ => {}
        }
    }

    /// Whether a loop is open, which can be left.
    pub(super) fn in_loop(&self) -> bool {
        !self.loops.is_empty()
    }

    pub(super) fn begin_loop(&mut self) {
        self.loops.push(Jumps::default());
    }

    /// Leaves the innermost loop.
    pub(super) fn leave(&mut self) {
        let jump = self.push(Op::Break(0));
        self.loops.last_mut().into_iter().for_each(|jumps| jumps.breaks.push(jump));
    }

    /// Goes on with the next round of the innermost loop.
    pub(super) fn next_round(&mut self) {
        let jump = self.push(Op::Continue(0));
        self.loops.last_mut().into_iter().for_each(|jumps| jumps.continues.push(jump));
    }

    /// Ends the body of the loop that began at this step; the jumps out of it land when its `else` is there too.
    pub(super) fn end_loop(&mut self, start: usize) -> Jumps {
        let jumps = self.loops.pop().unwrap_or_default();
        for &jump in &jumps.continues {
            self.land(jump);
        }
        self.push(Op::Next(step(start + 1)));
        jumps
    }

    /// Makes the jumps out of a loop go to where the next step will be.
    pub(super) fn land_outside(&mut self, jumps: &Jumps) {
        for &jump in &jumps.breaks {
            self.land(jump);
        }
    }
}
