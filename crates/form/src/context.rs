//! What expressions refer to.

use std::cell::Cell;

use serde_json::Value;

use crate::javascript::member;

/// The launch context: who launches, where, with which accounts (Onyxia's `XOnyxiaContext`). It is open-ended JSON:
/// new keys appear with every version of Onyxia.
pub(crate) struct Context<'c> {
    base: &'c Value,
    items: Vec<&'c Value>,
    uses_s3: &'c Cell<bool>,
}

impl<'c> Context<'c> {
    pub(crate) fn new(base: &'c Value, uses_s3: &'c Cell<bool>) -> Self {
        Self { base, items: vec![], uses_s3 }
    }

    /// The same context with the keys of an item of a list in front.
    pub(crate) fn with_item<'i>(&self, item: &'i Value) -> Context<'i>
    where
        'c: 'i,
    {
        let mut items: Vec<&'i Value> = self.items.clone();
        items.push(item);
        Context { base: self.base, items, uses_s3: self.uses_s3 }
    }

    /// The value at a path of keys.
    pub(crate) fn get(&self, path: &[String]) -> Option<&'c Value> {
        let (first, rest) = path.split_first()?;
        let root = match self.items.iter().rev().find_map(|item| item.as_object()?.get(first)) {
            Some(root) => root,
            None => {
                if first == "s3" {
                    self.uses_s3.set(true);
                }
                member(self.base, first)?
            }
        };
        rest.iter().try_fold(root, |value, key| member(value, key))
    }
}
