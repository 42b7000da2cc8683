//! One page of a list, read object by object.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// What a page says of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct PageEnd {
    /// What the next page is asked for by; empty where there is none.
    #[serde(rename = "continue")]
    pub(super) next: String,
    /// The version of the list.
    pub(super) resource_version: String,
}

/// Hands on the items of a page one by one, so that never all of them are held.
///
/// # Errors
/// Where the text is no list of such items.
pub(super) fn read_page<T: for<'de> Deserialize<'de>>(
    text: &[u8],
    each: impl FnMut(T),
) -> serde_json::Result<PageEnd> {
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let end = deserializer.deserialize_map(Page { each, item: PhantomData })?;
    deserializer.end()?;
    Ok(end)
}

struct Page<T, F> {
    each: F,
    item: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>, F: FnMut(T)> Visitor<'de> for Page<T, F> {
    type Value = PageEnd;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<PageEnd, A::Error> {
        let mut end = PageEnd::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "metadata" => end = map.next_value()?,
                "items" => map.next_value_seed(Items { each: &mut self.each, item: PhantomData })?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(end)
    }
}

struct Items<'f, T, F> {
    each: &'f mut F,
    item: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>, F: FnMut(T)> DeserializeSeed<'de> for Items<'_, T, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        // A list without items may say `null`.
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(T)> Visitor<'de> for Items<'_, T, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("objects")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element()? {
            (self.each)(item);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn hands_on_items_and_says_how_it_goes_on() {
        for (text, items, next, version) in [
            (
                r#"{"kind":"L","metadata":{"resourceVersion":"7","continue":"x"},"items":[{"a":1},{"b":2}]}"#,
                2,
                "x",
                "7",
            ),
            (r#"{"items":null,"metadata":{"resourceVersion":"7"}}"#, 0, "", "7"),
            (r#"{"metadata":{}}"#, 0, "", ""),
        ] {
            let mut seen = vec![];
            let end = read_page(text.as_bytes(), |item: Value| seen.push(item)).unwrap();
            assert_eq!(
                (seen.len(), end.next.as_str(), end.resource_version.as_str()),
                (items, next, version)
            );
        }
        for text in ["[]", r#"{"items":3}"#, r#"{"items":[{}"#] {
            assert!(read_page(text.as_bytes(), |_: Value| ()).is_err(), "{text}");
        }
    }
}
