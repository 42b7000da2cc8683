//! Merging of values files.

use yaml::{Mapping, Value};

/// Lays `over` upon `base`: tables are merged, everything else is replaced, nulls are kept
/// (Helm's loader `MergeMaps`).
pub fn merge_maps(base: &mut Mapping, over: Mapping) {
    for (key, mut entry) in over {
        if let (Some(Value::Mapping(below)), Value::Mapping(above)) =
            (base.get_mut(&key).map(|node| &mut node.value), &mut entry.node.value)
        {
            merge_maps(below, std::mem::take(above));
        } else {
            base.insert_entry(key, entry);
        }
    }
}
