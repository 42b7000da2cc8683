//! What a field may be chosen from.

use serde_json::Value;

use crate::check::{Fit, check_without_options};
use crate::context::Context;
use crate::error::{Error, Problem};
use crate::expression::resolve;
use crate::schema::{Render, Schema};

/// The options of a node: from the context, where misfits are mended or dropped, else from `listEnum`, else from
/// `enum`, where one misfit discards the list.
pub(crate) fn options(
    schema: &Schema,
    context: &Context<'_>,
    path: &str,
) -> Result<Option<Vec<Value>>, Error> {
    if let Some(expression) = &schema.onyxia.overwrite_list_enum_with
        && let Some(Value::Array(found)) = resolve(expression, context)
    {
        let mut options = Vec::with_capacity(found.len());
        for option in &found {
            options.extend(check_without_options(schema, option, context, path)?.usable(option));
        }
        if !options.is_empty() {
            return Ok(Some(options));
        }
    }
    for found in [&schema.list_enum, &schema.enumeration].into_iter().flatten() {
        let mut all_fit = !found.is_empty();
        for option in found {
            all_fit = all_fit && check_without_options(schema, option, context, path)? == Fit::Valid;
        }
        if all_fit {
            return Ok(Some(found.clone()));
        }
    }
    if schema.render == Some(Render::List) {
        return Err(Error::at(path, Problem::NoOptions));
    }
    Ok(None)
}
