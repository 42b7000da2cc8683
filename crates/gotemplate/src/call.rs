//! What a function gets besides its arguments.

use std::any::Any;
use std::sync::Arc;

use crate::error::CallError;
use crate::machine::Machine;
use crate::value::{Heap, Value};

/// What a function gets besides its arguments: the heap, the host's own state, and the template set, which it may
/// execute templates of (`include`) or add templates to (`tpl`).
#[derive(Debug)]
pub struct Call<'m> {
    pub(crate) machine: &'m mut Machine,
}

impl Call<'_> {
    /// The heap.
    pub fn heap(&self) -> &Heap {
        self.machine.heap()
    }

    /// The heap, to make lists and maps in.
    pub fn heap_mut(&mut self) -> &mut Heap {
        self.machine.heap_mut()
    }

    /// The host's state, if it is of that type.
    pub fn host<T: Any>(&mut self) -> Option<&mut T> {
        self.machine.host()
    }

    /// The host's state and the heap at once.
    pub fn host_and_heap<T: Any>(&mut self) -> Option<(&mut T, &mut Heap)> {
        self.machine.host_and_heap()
    }

    /// Calls another function of the table with arguments that already have the right types.
    pub fn call(&mut self, name: &str, args: &[Value]) -> Result<Value, CallError> {
        let functions = Arc::clone(self.machine.functions());
        let function = functions.get(name).ok_or_else(|| format!("function {name:?} not defined"))?;
        (function.native)(self, args)
    }
}
