//! The schemas of the folder `schemas/`.

/// Name and text of each.
pub(super) const SCHEMAS: &[(&str, &str)] = &[];
