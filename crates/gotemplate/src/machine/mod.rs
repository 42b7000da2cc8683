//! The machine that executes templates.
//!
//! | file | holds |
//! |---|---|
//! | `run` | one execution: frames, jumps, output |
//! | `eval` | pipelines, commands and operands |
//! | `field` | fields, keys and methods |
//! | `invoke` | function calls and the checks of their arguments |
//! | `iterate` | what `range` goes over |

mod eval;
mod field;
mod invoke;
mod iterate;
mod run;

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use crate::error::{Cause, ExecError};
use crate::function::Functions;
use crate::limits::{Limit, Limits};
use crate::template::{Template, TemplateSet};
use crate::value::{Heap, Str, Value};
use eval::Operand;
pub(crate) use field::zero;
use run::OpenLoop;

/// What executes templates: one per render. It holds the heap that all templates of the render share, and the host's
/// own state for the functions.
pub struct Machine {
    pub(crate) heap: Heap,
    functions: Arc<Functions>,
    limits: Limits,
    host: Box<dyn Any + Send>,
    /// What all executions have written and not yet returned, one behind the other.
    pub(crate) out: Vec<u8>,
    /// The variables of all frames, one behind the other.
    variables: Vec<Operand>,
    /// What dot was outside of each open `with`, and the open loops, of all frames as well.
    dots: Vec<Operand>,
    loops: Vec<OpenLoop>,
    /// Argument lists to be used again.
    spare: Vec<Vec<Value>>,
    steps: u64,
    written: usize,
    /// How many executions there are within each other.
    nesting: usize,
}

impl Machine {
    /// A machine with an empty heap.
    pub fn new(functions: Arc<Functions>, limits: Limits, host: impl Any + Send) -> Self {
        Self {
            heap: Heap::new(&limits),
            functions,
            limits,
            host: Box::new(host),
            out: Vec::new(),
            variables: Vec::new(),
            dots: Vec::new(),
            loops: Vec::new(),
            spare: Vec::new(),
            steps: 0,
            written: 0,
            nesting: 0,
        }
    }

    /// The heap.
    pub const fn heap(&self) -> &Heap {
        &self.heap
    }

    /// The heap, to make values in.
    pub const fn heap_mut(&mut self) -> &mut Heap {
        &mut self.heap
    }

    /// The functions.
    pub const fn functions(&self) -> &Arc<Functions> {
        &self.functions
    }

    /// The limits.
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The steps taken so far.
    pub const fn steps(&self) -> u64 {
        self.steps
    }

    /// The host's state, if it is of that type.
    pub fn host<T: Any>(&mut self) -> Option<&mut T> {
        self.host.downcast_mut()
    }

    /// The host's state and the heap at once.
    pub fn host_and_heap<T: Any>(&mut self) -> Option<(&mut T, &mut Heap)> {
        Some((self.host.downcast_mut()?, &mut self.heap))
    }

    /// Executes a template of a set by its name and returns what it wrote (`ExecuteTemplate`).
    pub fn execute(&mut self, set: &Arc<TemplateSet>, name: &str, data: Value) -> Result<Str, ExecError> {
        self.take_written(|machine| machine.write(set, name, data))
    }

    /// Executes a template, which need not belong to the set, and returns what it wrote. The templates that it calls are
    /// those of the set.
    pub fn execute_in(
        &mut self,
        set: &Arc<TemplateSet>,
        template: &Template,
        data: Value,
    ) -> Result<Str, ExecError> {
        self.take_written(|machine| machine.write_in(set, template, data))
    }

    /// What is written meanwhile, as a text of its own.
    pub(crate) fn take_written<E>(
        &mut self,
        write: impl FnOnce(&mut Self) -> Result<(), E>,
    ) -> Result<Str, E> {
        let start = self.out.len();
        let text = write(self).map(|()| Str::from(&self.out[start..]));
        self.out.truncate(start);
        text
    }

    /// Executes a template of a set by its name; what it writes is appended to the output.
    pub(crate) fn write(&mut self, set: &Arc<TemplateSet>, name: &str, data: Value) -> Result<(), ExecError> {
        match set.get(name) {
            Ok(Some(template)) => self.write_in(set, template, data),
            Err(cause) => Err(ExecError { sites: Vec::new(), cause }),
            Ok(None) => Err(ExecError {
                sites: Vec::new(),
                cause: Cause::NotAssociated {
                    name: name.to_owned(),
                    set: set.name().to_string(),
                    nearest: set.nearest(name),
                },
            }),
        }
    }

    fn write_in(
        &mut self,
        set: &Arc<TemplateSet>,
        template: &Template,
        data: Value,
    ) -> Result<(), ExecError> {
        if self.nesting >= self.limits.nesting {
            let cause = Cause::Limit(Limit::Nesting(self.limits.nesting));
            return Err(ExecError { sites: Vec::new(), cause });
        }
        let (variables, dots, loops) = (self.variables.len(), self.dots.len(), self.loops.len());
        self.nesting += 1;
        let result = run::run(self, set, template, data);
        self.nesting -= 1;
        self.variables.truncate(variables);
        self.dots.truncate(dots);
        self.loops.truncate(loops);
        result
    }
}

impl fmt::Debug for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Machine").field("limits", &self.limits).finish_non_exhaustive()
    }
}
