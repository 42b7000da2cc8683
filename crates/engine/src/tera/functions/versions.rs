//! Version ranges, and what the cluster serves.

use tera::{Kwargs, State, Tera, TeraResult};
use version::{Constraint, Version};

use super::{Surroundings, failed};

pub(super) fn register(tera: &mut Tera, surroundings: &Surroundings) {
    tera.register_filter("semver_matches", |version: &str, arguments: Kwargs, _: &State| {
        matches(version, arguments.must_get::<&str>("range")?)
    });
    tera.register_function("semver_matches", |arguments: Kwargs, _: &State| {
        matches(arguments.must_get::<&str>("version")?, arguments.must_get::<&str>("range")?)
    });
    let capabilities = surroundings.capabilities.clone();
    tera.register_function("has_api", move |arguments: Kwargs, _: &State| {
        Ok(capabilities.has(arguments.must_get::<&str>("name")?)) as TeraResult<bool>
    });
}

fn matches(version: &str, range: &str) -> TeraResult<bool> {
    Ok(Constraint::parse(range).map_err(failed)?.check(&Version::parse(version).map_err(failed)?))
}
