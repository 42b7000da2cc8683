//! Dotted paths as Helm reads them.

use super::table::{Held, Table};

/// The table at a dotted path (Helm's `Values.Table`).
pub(super) fn table_at(values: &Table, path: &str) -> Option<Table> {
    path.split('.').try_fold(values.clone(), |table, key| match table.get(key)? {
        Held::Table(table) => Some(table),
        Held::Leaf(_) => None,
    })
}

/// The value at a dotted path, unless it is a table (Helm's `Values.PathValue`).
pub(super) fn leaf_at(values: &Table, path: &str) -> Option<yaml::Node> {
    let (table, key) = match path.rsplit_once('.') {
        Some((above, key)) => (table_at(values, above)?, key),
        None => (values.clone(), path),
    };
    match table.get(key)? {
        Held::Leaf(node) => Some(node),
        Held::Table(_) => None,
    }
}
