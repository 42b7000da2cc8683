//! Parse trees into programs.

use std::sync::Arc;

use diagnostic::Source;

use super::program::{Loop, Op, Template};
use crate::parse::{Branch, Definition, Keyword, List, Statement};

/// Compiles a definition.
pub(super) fn lower(definition: Definition, source: &Arc<Source>) -> Template {
    let empty = definition.list.is_empty();
    let mut lowering = Lowering::default();
    lowering.list(definition.list);
    Template {
        name: definition.name,
        source: Arc::clone(source),
        ops: lowering.ops.into(),
        slots: definition.slots,
        empty,
    }
}

#[derive(Default)]
struct Lowering {
    ops: Vec<Op>,
    /// For each open loop the jumps out of it and to its end, whose targets are not known yet.
    loops: Vec<Jumps>,
}

#[derive(Default)]
struct Jumps {
    breaks: Vec<usize>,
    continues: Vec<usize>,
}

impl Lowering {
    fn list(&mut self, list: List) {
        for statement in list.0 {
            self.statement(statement);
        }
    }

    /// Adds a step and returns its place.
    fn push(&mut self, op: Op) -> usize {
        self.ops.push(op);
        self.ops.len() - 1
    }

    /// Makes a jump go to where the next step will be.
    fn land(&mut self, jump: usize) {
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

    fn statement(&mut self, statement: Statement) {
        match statement {
            Statement::Text(span, _) => {
                self.push(Op::Text(span.start, span.end));
            }
            Statement::Action(pipe) if pipe.variables.is_empty() => {
                self.push(Op::Print(pipe));
            }
            Statement::Action(pipe) => {
                self.push(Op::Evaluate(pipe));
            }
            Statement::Template(call) => {
                self.push(Op::Template(call));
            }
            Statement::Break => {
                let jump = self.push(Op::Break(0));
                self.loops.last_mut().into_iter().for_each(|jumps| jumps.breaks.push(jump));
            }
            Statement::Continue => {
                let jump = self.push(Op::Continue(0));
                self.loops.last_mut().into_iter().for_each(|jumps| jumps.continues.push(jump));
            }
            Statement::Branch(branch) => self.branch(*branch),
        }
    }

    fn branch(&mut self, branch: Branch) {
        let Branch { keyword, pipe, list, otherwise } = branch;
        let mut jumps = Jumps::default();
        let start = match keyword {
            Keyword::If => {
                let start = self.push(Op::If(pipe, 0));
                self.list(list);
                start
            }
            Keyword::With => {
                let start = self.push(Op::With(pipe, 0));
                self.list(list);
                self.push(Op::EndWith);
                start
            }
            Keyword::Range => {
                let start = self.push(Op::Range(Box::new(Loop { pipe, otherwise: 0 })));
                self.loops.push(Jumps::default());
                self.list(list);
                jumps = self.loops.pop().unwrap_or_default();
                for &jump in &jumps.continues {
                    self.land(jump);
                }
                self.push(Op::Next(start + 1));
                start
            }
        };
        match otherwise {
            Some(otherwise) => {
                let end = self.push(Op::Jump(0));
                self.land(start);
                self.list(otherwise);
                self.land(end);
            }
            None => self.land(start),
        }
        for &jump in &jumps.breaks {
            self.land(jump);
        }
    }
}
