//! What a function gets besides its arguments.

use std::any::Any;
use std::sync::Arc;

use crate::error::{CallError, ExecError};
use crate::function::{Body, Function};
use crate::limits::Limit;
use crate::machine::Machine;
use crate::template::{Template, TemplateSet};
use crate::value::{Heap, Str, Value};

/// What a function gets besides its arguments: the heap, the host's own state, and the template set, which it may
/// execute templates of (`include`) or add templates to (`tpl`).
#[derive(Debug)]
pub struct Call<'m> {
    pub(crate) machine: &'m mut Machine,
    pub(crate) set: &'m Arc<TemplateSet>,
    /// A bit for each argument, see [`Call::in_interface`].
    pub(crate) boxed: u64,
}

impl Call<'_> {
    /// Whether the argument at that place lies in an `interface {}`, which Go's builtins can tell: an item of a list
    /// does, a literal does not, a nil that does not is `nil` itself.
    pub const fn in_interface(&self, index: usize) -> bool {
        index < 64 && self.boxed & (1 << index) != 0
    }

    /// The heap.
    pub fn heap(&self) -> &Heap {
        self.machine.heap()
    }

    /// The heap, to make lists and maps in.
    pub fn heap_mut(&mut self) -> &mut Heap {
        self.machine.heap_mut()
    }

    /// Lets a function that writes its result append to what is written.
    pub fn write<T>(&mut self, write: impl FnOnce(&mut Vec<u8>, &Heap) -> T) -> T {
        write(&mut self.machine.out, &self.machine.heap)
    }

    /// The host's state, if it is of that type.
    pub fn host<T: Any>(&mut self) -> Option<&mut T> {
        self.machine.host()
    }

    /// The host's state and the heap at once.
    pub fn host_and_heap<T: Any>(&mut self) -> Option<(&mut T, &mut Heap)> {
        self.machine.host_and_heap()
    }

    /// The templates that are visible where the function was called.
    pub fn set(&self) -> &Arc<TemplateSet> {
        self.set
    }

    /// Executes a template of the current set by its name and returns what it wrote.
    pub fn execute(&mut self, name: &str, data: Value) -> Result<Str, ExecError> {
        self.machine.execute(self.set, name, data)
    }

    /// Lets a function that writes its result append what a template of the current set writes.
    pub fn write_executed(&mut self, name: &str, data: Value) -> Result<(), ExecError> {
        self.machine.write(self.set, name, data)
    }

    /// Executes a template with another set, which all that it calls then sees, too.
    pub fn execute_in(
        &mut self,
        set: &Arc<TemplateSet>,
        template: &Template,
        data: Value,
    ) -> Result<Str, ExecError> {
        self.machine.execute_in(set, template, data)
    }

    /// Calls another function of the table with arguments that already have the right types.
    pub fn call(&mut self, name: &str, args: &[Value]) -> Result<Value, CallError> {
        let functions = Arc::clone(self.machine.functions());
        let function = functions.get(name).ok_or_else(|| format!("function {name:?} not defined"))?;
        self.value_of(function, args)
    }

    /// What a function gives for arguments that were checked.
    pub(crate) fn value_of(&mut self, function: &Function, args: &[Value]) -> Result<Value, CallError> {
        match function.body {
            Body::Gives(native) => native(self, args),
            Body::Writes(writer) => {
                let Call { set, boxed, .. } = *self;
                let text =
                    self.machine.take_written(|machine| writer(&mut Call { machine, set, boxed }, args));
                text.map(Value::Str)
            }
            Body::Special(_) => Err("only the machine can call it".into()),
        }
    }

    /// Charges what a function made.
    pub(crate) fn charge(&mut self, value: &Value) -> Result<(), Limit> {
        if let Value::Str(text) = value {
            self.machine.heap.charge(text.len())?;
        }
        self.machine.heap.exhausted().map_or(Ok(()), Err)
    }
}
