//! The documents of a stream, as Kubernetes cuts them.

use std::sync::Arc;

use diagnostic::{Origin, Source, Span};

/// A line that begins with `---` and goes on with something else than a comment.
#[derive(Clone, Debug)]
pub struct BadSeparator {
    /// What follows the dashes.
    pub followed_by: String,
    /// The line.
    pub origin: Origin,
}

/// Cuts a text at every line that begins with `---`, as Kubernetes' YAML reader does (apimachinery,
/// pkg/util/yaml/decoder.go): a separator before which there is nothing belongs to the document behind it. A text of one
/// document, which nearly every one is, stays as it is. Ends with the first separator that is none.
pub fn documents(source: &Arc<Source>) -> impl Iterator<Item = Result<Arc<Source>, BadSeparator>> {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let start = next?;
        let (end, after) = match cut(source, start) {
            Ok(found) => found,
            Err(bad) => {
                next = None;
                return Some(Err(bad));
            }
        };
        next = after;
        if start == 0 && after.is_none() {
            return Some(Ok(Arc::clone(source)));
        }
        Some(Ok(Arc::new(Source {
            name: source.name.clone(),
            text: source.text[start..end].to_owned(),
            kind: source.kind,
            first_line: source.first_line
                + source.text[..start].bytes().filter(|&byte| byte == b'\n').count(),
        })))
    })
}

/// Where the document ends that starts there, and where the next one starts, if there is one.
fn cut(source: &Arc<Source>, start: usize) -> Result<(usize, Option<usize>), BadSeparator> {
    let text = &source.text[start..];
    if !text.starts_with("---") && !text.contains("\n---") {
        return Ok((source.text.len(), None));
    }
    let mut at = start;
    for line in text.split_inclusive('\n') {
        let line_start = at;
        at += line.len();
        let Some(rest) = line.strip_prefix("---") else { continue };
        let rest = rest.trim();
        if !rest.is_empty() && !rest.starts_with('#') {
            let origin = Origin::new(source, Span::new(line_start, line_start + line.trim_end().len()));
            return Err(BadSeparator { followed_by: rest.to_owned(), origin });
        }
        if start < line_start {
            return Ok((line_start, Some(at)));
        }
    }
    Ok((at, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<(usize, String)> {
        let source = Source::file("values.yaml", text);
        let documents = documents(&source).map(|document| match document {
            Ok(document) => (document.first_line, document.text.clone()),
            Err(bad) => (bad.origin.span.range().start, format!("bad: {}", bad.followed_by)),
        });
        documents.collect()
    }

    #[test]
    fn texts_are_cut_at_separators() {
        assert_eq!(texts("a: 1\n"), [(1, "a: 1\n".into())]);
        assert_eq!(texts("---\na: 1\n"), [(1, "---\na: 1\n".into())], "nothing before it");
        assert_eq!(texts("a: 1\n--- # two\nb: 2"), [(1, "a: 1\n".into()), (3, "b: 2".into())]);
        assert_eq!(texts("a: |\n  ---\n"), [(1, "a: |\n  ---\n".into())], "indented");
        assert_eq!(texts("a: 1\n---\n---\nb: 2"), [(1, "a: 1\n".into()), (3, "---\nb: 2".into())]);
        assert_eq!(texts("a: 1\n---\nb: 2\n--- c\n"), [(1, "a: 1\n".into()), (14, "bad: c".into())]);
    }
}
