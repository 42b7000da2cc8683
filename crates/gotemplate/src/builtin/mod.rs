//! Go's builtin functions.

use crate::function::Function;

/// Go's builtin functions.
pub(crate) const FUNCTIONS: &[Function] = &[];
