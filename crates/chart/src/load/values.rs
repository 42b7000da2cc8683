//! values.yaml.

use std::sync::Arc;

use diagnostic::{Origin, Source, Span};
use yaml::{Mapping, Node, Value};

use crate::Error;

/// Reads a values file: the tables of its documents, merged in order (`LoadValues` of pkg/chart/v2/loader).
/// Nothing at all is an empty table.
pub fn read_values(source: &Arc<Source>) -> Result<Node, Error> {
    let mut parts = documents(source)?.into_iter();
    let mut values = match parts.next() {
        Some(part) => table(yaml::parse_one(&part)?)?,
        None => Node::with_origin(Mapping::new(), Origin::new(source, Span::default())),
    };
    for part in parts {
        merge_tables(&mut values, table(yaml::parse_one(&part)?)?);
    }
    Ok(values)
}

/// Puts one table over another: tables are merged, everything else is replaced, null stays null (`MergeMaps`).
pub fn merge_tables(below: &mut Node, above: Node) {
    match (&mut below.value, above.value) {
        (Value::Mapping(below), Value::Mapping(above)) => {
            for (key, entry) in above {
                match below.get_mut(&key) {
                    Some(node) if node.as_mapping().is_some() && entry.node.as_mapping().is_some() => {
                        merge_tables(node, entry.node);
                    }
                    _ => drop(below.insert_entry(key, entry)),
                }
            }
        }
        (_, value) => *below = Node { value, origin: above.origin },
    }
}

fn table(node: Node) -> Result<Node, Error> {
    match node.value {
        Value::Mapping(_) => Ok(node),
        Value::Null => Ok(Node::with_origin(Mapping::new(), node.origin)),
        _ => Err(Error::ValuesNotATable { found: node.type_name(), origin: node.origin }),
    }
}

/// Cuts a text where a line starts with `---`, as Kubernetes' YAML reader does. A text of one document, which
/// nearly every one is, stays as it is.
fn documents(source: &Arc<Source>) -> Result<Vec<Arc<Source>>, Error> {
    let text = source.text.as_str();
    if !text.starts_with("---") && !text.contains("\n---") {
        return Ok(vec![Arc::clone(source)]);
    }
    let mut cuts: Vec<(usize, usize)> = vec![];
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        let line_start = at;
        at += line.len();
        let Some(rest) = line.strip_prefix("---") else { continue };
        let rest = rest.trim();
        if !rest.is_empty() && !rest.starts_with('#') {
            let origin = Origin::new(source, Span::new(line_start, line_start + line.trim_end().len()));
            return Err(Error::Separator { text: rest.to_owned(), origin });
        }
        if start < line_start {
            cuts.push((start, line_start));
            start = at;
        }
    }
    if cuts.is_empty() {
        return Ok(vec![Arc::clone(source)]);
    }
    cuts.push((start, text.len()));
    let cut = |(start, end): (usize, usize)| {
        Arc::new(Source {
            name: source.name.clone(),
            text: text[start..end].to_owned(),
            kind: source.kind,
            first_line: source.first_line + text[..start].bytes().filter(|&byte| byte == b'\n').count(),
        })
    };
    Ok(cuts.into_iter().map(cut).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<(usize, String)> {
        let parts = documents(&Source::file("values.yaml", text)).unwrap();
        parts.iter().map(|part| (part.first_line, part.text.clone())).collect()
    }

    #[test]
    fn texts_are_cut_at_separators() {
        assert_eq!(cut("a: 1\n"), [(1, "a: 1\n".into())]);
        assert_eq!(cut("---\na: 1\n"), [(1, "---\na: 1\n".into())], "nothing before it");
        assert_eq!(cut("a: 1\n--- # two\nb: 2"), [(1, "a: 1\n".into()), (3, "b: 2".into())]);
        assert_eq!(cut("a: |\n  ---\n"), [(1, "a: |\n  ---\n".into())], "indented");
        let error = documents(&Source::file("values.yaml", "a: 1\n--- b: 2\n")).unwrap_err();
        assert_eq!(error.to_string(), "invalid document separator in values: b: 2");
    }
}
