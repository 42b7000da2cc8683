//! Defaults and choices.

use gotemplate::Function;

use super::args::{ANY, BOOL, any, is_empty};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::variadic("default", &[ANY], ANY, |call, a| {
        let given = any(a, 1);
        Ok(if is_empty(call.heap(), given) { any(a, 0).clone() } else { given.clone() })
    }),
    Function::new("empty", &[ANY], |call, a| Ok(is_empty(call.heap(), any(a, 0)).into())),
    Function::variadic("coalesce", &[], ANY, |call, a| {
        Ok(a.iter().find(|value| !is_empty(call.heap(), value)).cloned().unwrap_or_default())
    }),
    Function::variadic("all", &[], ANY, |call, a| {
        Ok(a.iter().all(|value| !is_empty(call.heap(), value)).into())
    }),
    Function::variadic("any", &[], ANY, |call, a| {
        Ok(a.iter().any(|value| !is_empty(call.heap(), value)).into())
    }),
    Function::new("ternary", &[ANY, ANY, BOOL], |_, a| {
        let first = any(a, 2).as_bool().unwrap_or_default();
        Ok(any(a, usize::from(!first)).clone())
    }),
];
