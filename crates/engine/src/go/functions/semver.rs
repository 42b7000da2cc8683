//! Versions and ranges.

use gotemplate::{CallError, Function, Value};
use version::{Constraint, Version};

use super::args::{STRING, text};
use crate::go::objects::SemanticVersion;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("semver", &[STRING], |_, a| {
        Ok(Value::object(SemanticVersion::new(Version::parse(&text(a, 0)).map_err(refused)?)))
    }),
    Function::new("semverCompare", &[STRING, STRING], |_, a| {
        let constraint = Constraint::parse(&text(a, 0)).map_err(refused)?;
        let version = Version::parse(&text(a, 1)).map_err(refused)?;
        Ok(constraint.check(&version).into())
    }),
];

fn refused(error: version::Error) -> CallError {
    CallError::new(error.to_string())
}
