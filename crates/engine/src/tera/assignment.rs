//! Where a template's variables come from, found in its text.
//!
//! Tera lets `{% set tag = values.image.tagg %}` pass and complains where `tag` is used. Its syntax tree is private,
//! so the assignments are looked for in the text before that place.

/// `{% set name = path %}`, the path alone: whatever is computed further is not followed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Assignment<'t> {
    /// Where the path starts, in bytes.
    pub(super) start: usize,
    /// Such as `values.image.tag`.
    pub(super) path: &'t str,
}

impl<'t> Assignment<'t> {
    /// The last assignment of a name before a place; nothing where that gives it more than a path.
    pub(super) fn last(text: &'t str, name: &str, before: usize) -> Option<Self> {
        let tags = text.get(..before)?.rmatch_indices("{%");
        let (offset, rest) = tags.map(|(at, _)| (at + 2, &text[at + 2..])).find_map(|(at, rest)| {
            let start = rest.strip_prefix('-').unwrap_or(rest).trim_start();
            let start = start.strip_prefix("set_global ").or_else(|| start.strip_prefix("set "))?;
            let start = start.trim_start().strip_prefix(name)?.trim_start().strip_prefix('=')?;
            let start = start.trim_start();
            let offset = at + rest.len() - start.len();
            // What stands in an assignment is no use of what it assigns.
            (offset < before).then_some((offset, start))
        })?;
        let path = &rest[..path_length(rest)];
        let end = rest[path.len()..].trim_start();
        let alone = end.starts_with("%}") || end.starts_with("-%}");
        (alone && !path.is_empty()).then_some(Self { start: offset, path })
    }

    /// The first of the assignments that hand one value on: of `b` in `set a = values.x`, `set b = a`, that of `a`.
    pub(super) fn first(text: &'t str, name: &str, before: usize) -> Option<Self> {
        let mut found = Self::last(text, name, before)?;
        while let Some(earlier) = Self::last(text, found.path, found.start) {
            found = earlier;
        }
        Some(found)
    }
}

/// A path whose first name is a variable of the template, with what that stands for in its place.
pub(super) fn expand(text: &str, path: &str, mut before: usize) -> String {
    let mut path = path.to_owned();
    loop {
        let (first, rest) = path.split_at(path.find(['.', '?']).unwrap_or(path.len()));
        let Some(found) = Assignment::last(text, first, before) else { return path };
        before = found.start;
        path = format!("{}{rest}", found.path);
    }
}

/// How many bytes a path such as `values.image.tag` has at the start of a text.
pub(super) fn path_length(text: &str) -> usize {
    text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '?'))).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_followed_to_where_it_came_from() {
        let text = "{% set a = values.x %}{%- set b = a -%}{% set c = b | upper %}{% set ab = 1 %}{{ b }}{% set b = 2 %}";
        let end = text.find("{{").unwrap();
        let path = |name: &str| Assignment::first(text, name, end).map(|found| found.path);
        assert_eq!(path("b"), Some("values.x"));
        assert_eq!(path("a"), Some("values.x"));
        assert_eq!(path("c"), None, "a filter makes it another value");
        assert_eq!(path("d"), None);
        assert_eq!(expand(text, "b.y.z", end), "values.x.y.z");
        assert_eq!(expand(text, "values.b", end), "values.b");
        let found = Assignment::first(text, "b", end).unwrap();
        assert_eq!(&text[found.start..][..8], "values.x");
    }

    #[test]
    fn a_variable_that_is_set_to_itself_ends() {
        let text = "{% set a = a %}{{ a }}";
        assert_eq!(expand(text, "a.b", text.len()), "a.b");
        assert_eq!(Assignment::first(text, "a", text.len()).unwrap().path, "a");
    }
}
