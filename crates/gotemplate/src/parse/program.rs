//! Steps and jumps: what a definition becomes while it is parsed.

use diagnostic::Span;

use super::node::{Parts, Pipe, TemplateCall};

/// One step. The targets of jumps are indices into the program.
#[derive(Debug)]
pub(crate) enum Op {
    /// Copies these bytes of the source.
    Text(Span),
    /// Prints what a pipeline gives.
    Print(Pipe),
    /// Evaluates a pipeline for its variables.
    Evaluate(Pipe),
    /// Jumps if a pipeline gives something false.
    If(Pipe, usize),
    /// Makes dot what a pipeline gives, or jumps if that is false.
    With(Pipe, usize),
    /// Makes dot what it was before.
    EndWith,
    /// Begins a loop.
    Range(Box<Loop>),
    /// Begins the next round at the target, or ends the loop and goes on.
    Next(usize),
    /// Jumps.
    Jump(usize),
    /// Ends the innermost loop and jumps behind it.
    Break(usize),
    /// Jumps to the end of the innermost loop's body.
    Continue(usize),
    /// Executes another template.
    Template(Box<TemplateCall>),
}

/// A `range`.
#[derive(Debug)]
pub(crate) struct Loop {
    pub(crate) pipe: Pipe,
    /// Where to go if there is nothing to loop over.
    pub(crate) otherwise: usize,
}

/// Collects the steps of a definition.
#[derive(Default)]
pub(super) struct Program {
    pub(super) ops: Vec<Op>,
    pub(super) parts: Parts,
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
    /// An empty one with room for what a text of that many bytes mostly holds: an action on 80 of them. What stays free
    /// is given back.
    pub(super) fn for_text(bytes: usize) -> Self {
        let actions = (bytes / 80).clamp(4, 256);
        Self { ops: Vec::with_capacity(2 * actions), parts: Parts::for_actions(actions), ..Self::default() }
    }

    /// Adds a step and returns its place.
    pub(super) fn push(&mut self, op: Op) -> usize {
        self.solid = true;
        self.ops.push(op);
        self.ops.len() - 1
    }

    /// Adds text that is copied.
    pub(super) fn text(&mut self, span: Span, text: &str) {
        let solid = self.solid || !text.trim().is_empty();
        self.push(Op::Text(span));
        self.solid = solid;
    }

    /// Makes a jump go to where the next step will be.
    pub(super) fn land(&mut self, jump: usize) {
        let here = self.ops.len();
        match &mut self.ops[jump] {
            Op::If(_, target)
            | Op::With(_, target)
            | Op::Jump(target)
            | Op::Break(target)
            | Op::Continue(target) => *target = here,
            Op::Range(range) => range.otherwise = here,
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
        self.push(Op::Next(start + 1));
        jumps
    }

    /// Makes the jumps out of a loop go to where the next step will be.
    pub(super) fn land_outside(&mut self, jumps: &Jumps) {
        for &jump in &jumps.breaks {
            self.land(jump);
        }
    }
}
