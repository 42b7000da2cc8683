//! The machine that executes templates.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use crate::function::Functions;
use crate::limits::Limits;
use crate::value::Heap;

/// What executes templates: one per render. It holds the heap that all templates of the render share, and the host's
/// own state for the functions.
pub struct Machine {
    heap: Heap,
    functions: Arc<Functions>,
    limits: Limits,
    host: Box<dyn Any + Send>,
}

impl Machine {
    /// A machine with an empty heap.
    pub fn new(functions: Arc<Functions>, limits: Limits, host: impl Any + Send) -> Self {
        Self { heap: Heap::new(&limits), functions, limits, host: Box::new(host) }
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

    /// The host's state, if it is of that type.
    pub fn host<T: Any>(&mut self) -> Option<&mut T> {
        self.host.downcast_mut()
    }

    /// The host's state and the heap at once.
    pub fn host_and_heap<T: Any>(&mut self) -> Option<(&mut T, &mut Heap)> {
        Some((self.host.downcast_mut()?, &mut self.heap))
    }
}

impl fmt::Debug for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Machine").field("limits", &self.limits).finish_non_exhaustive()
    }
}
