//! A text that is compiled when its template is called.

use std::fmt;
use std::sync::{Arc, OnceLock};

use diagnostic::Source;

use super::compiled::Template;
use super::set::Compiled;
use crate::error::Cause;
use crate::function::Functions;

/// A text that defines no template but its own, and is compiled when that is called.
pub(super) struct Later {
    source: Box<dyn Fn() -> Arc<Source> + Send + Sync>,
    functions: Arc<Functions>,
    compiled: OnceLock<Result<Arc<Template>, String>>,
}

impl Later {
    pub(super) fn new(
        source: impl Fn() -> Arc<Source> + Send + Sync + 'static,
        functions: &Arc<Functions>,
    ) -> Self {
        let source = Box::new(source);
        Self { source, functions: Arc::clone(functions), compiled: OnceLock::new() }
    }

    /// Whether nobody has called it yet.
    pub(super) fn waits(&self) -> bool {
        self.compiled.get().is_none()
    }

    /// The template, compiled at the first call.
    pub(super) fn template(&self) -> Result<&Arc<Template>, Cause> {
        let compile = || match Compiled::new(&(self.source)(), &self.functions) {
            Ok(compiled) => Ok(Arc::clone(compiled.main())),
            Err(error) => Err(error.to_string()),
        };
        self.compiled.get_or_init(compile).as_ref().map_err(|error| Cause::Other(error.clone()))
    }
}

impl fmt::Debug for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Later").field("compiled", &self.compiled).finish_non_exhaustive()
    }
}
