//! One table laid over another.

use diagnostic::{Diagnostic, Kind};

use super::table::{Held, Table};

/// What becomes of nulls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nulls {
    /// A null above a value deletes it (Helm's "coalesce").
    Delete,
    /// Nulls are kept, because a later pass needs them (Helm's "merge").
    Keep,
}

/// A dotted name for warnings.
pub(super) fn dotted(prefix: &str, key: &str) -> String {
    if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") }
}

/// Fills `over` with what `base` has and `over` has not. `base` is changed too: it learns the nulls of `over`
/// (Helm's `coalesceTablesFullKey`).
pub(super) fn fill(over: &Table, base: &Table, prefix: &str, nulls: Nulls, warnings: &mut Vec<Diagnostic>) {
    if over.is(base) {
        return;
    }
    let mut was_set = Vec::new();
    for (key, slot) in base.entries() {
        if !slot.value.is_null() {
            was_set.push(key);
        }
    }
    for (key, slot) in over.entries() {
        if slot.value.is_null() {
            base.insert(key, slot);
        }
    }
    for (key, slot) in base.entries() {
        let full = dotted(prefix, &key);
        match (over.get(&key), &slot.value) {
            (Some(above), _) if nulls == Nulls::Delete && above.is_null() && was_set.contains(&key) => {
                over.remove(&key);
            }
            (None, _) => over.insert(key, slot),
            (Some(Held::Table(above)), Held::Table(below)) => fill(&above, below, &full, nulls, warnings),
            (Some(above), Held::Table(_)) => {
                warnings.push(conflict(&full, "a table", "something else", &above, &slot.value));
            }
            (Some(above @ Held::Table(_)), below) if !below.is_null() => {
                warnings.push(conflict(&full, "no table", "a table", &above, &slot.value));
            }
            _ => {}
        }
    }
}

/// A warning about a value that cannot be laid over another.
pub(super) fn conflict(path: &str, below: &str, above: &str, over: &Held, base: &Held) -> Diagnostic {
    Diagnostic::warning(Kind::Values, format!("`{path}` is {above} here and {below} in the chart's defaults"))
        .at(&over.origin(), format!("this is {above} and stays"))
        .at(&base.origin(), format!("this is {below} and is ignored"))
}
