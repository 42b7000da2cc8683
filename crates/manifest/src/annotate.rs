//! An annotation put into the text of a document, and taken out again, the rest of the text left as it is.
//!
//! The text is changed line by line as most documents allow; what came out is read, and where that is not what was meant
//! the document is printed anew.

use diagnostic::Source;
use yaml::{JsonStyle, Mapping, Node};

use crate::Error;
use crate::error::Cause;

/// A document with an annotation more; nothing where it is empty.
///
/// # Errors
/// Text that is no YAML. What is no object stays as it is.
pub fn annotated(path: &str, text: &str, key: &str, value: &str) -> Result<Option<String>, Error> {
    let Some(mut wanted) = read(path, text)? else { return Ok(None) };
    let Some(table) = wanted.as_mapping_mut() else { return Ok(Some(text.to_owned())) };
    let metadata = below(table, "metadata");
    below(metadata, "annotations").insert(key, Node::new(value));
    let line = format!("{key}: '{}'", value.replace('\'', "''"));
    Ok(Some(settled(path, insert(text, &line), &wanted)))
}

/// A document without an annotation, and what the annotation said; nothing where the document is empty.
///
/// # Errors
/// Text that is no YAML.
pub fn without_annotation(
    path: &str,
    text: &str,
    key: &str,
) -> Result<Option<(String, Option<String>)>, Error> {
    let Some(mut wanted) = read(path, text)? else { return Ok(None) };
    let mut said = None;
    if let Some(metadata) = wanted.as_mapping_mut().and_then(|table| table.get_mut("metadata"))
        && let Some(metadata) = metadata.as_mapping_mut()
        && let Some(annotations) = metadata.get_mut("annotations").and_then(Node::as_mapping_mut)
    {
        said = annotations.remove(key).and_then(|node| node.as_str().map(str::to_owned));
        if annotations.is_empty() {
            metadata.remove("annotations");
        }
    }
    let Some(said) = said else { return Ok(Some((text.to_owned(), None))) };
    Ok(Some((settled(path, remove(text, key), &wanted), Some(said))))
}

/// The changed text where it says what is wanted, else what is wanted, printed.
fn settled(path: &str, candidate: Option<String>, wanted: &Node) -> String {
    let same =
        |text: &String| read(path, text).ok().flatten().is_some_and(|node| json(&node) == json(wanted));
    candidate.filter(same).unwrap_or_else(|| yaml::to_yaml(wanted).unwrap_or_default())
}

fn read(path: &str, text: &str) -> Result<Option<Node>, Error> {
    let source = Source::file(path, text);
    let nodes = yaml::parse(&source).map_err(|error| Error::new(&source, Cause::Yaml(error)))?;
    Ok(nodes.into_iter().next().filter(|node| !node.is_null()))
}

fn json(node: &Node) -> Option<String> {
    yaml::to_json(node, JsonStyle { sorted: true, ..JsonStyle::RAW }).ok()
}

/// The table under a key, made where there is none.
fn below<'t>(table: &'t mut Mapping, key: &str) -> &'t mut Mapping {
    if table.get(key).and_then(Node::as_mapping).is_none() {
        table.insert(key, Node::new(Mapping::new()));
    }
    match table.get_mut(key).and_then(Node::as_mapping_mut) {
        Some(below) => below,
        None => unreachable!("it was just made a table"),
    }
}

/// Puts a line below `annotations:` of `metadata:`, where both are written in block style.
fn insert(text: &str, line: &str) -> Option<String> {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let metadata = lines.iter().position(|line| opens(line, "metadata:", 0))?;
    let indent = next_indent(&lines[metadata + 1..]).filter(|&indent| indent > 0)?;
    let inside =
        lines[metadata + 1..].iter().take_while(|line| indent_of(line).is_none_or(|found| found >= indent));
    let annotations = inside.clone().position(|line| opens(line, "annotations:", indent));
    let new = match annotations {
        Some(at) => {
            let deeper = next_indent(&lines[metadata + at + 2..]).filter(|&deeper| deeper > indent)?;
            (metadata + at + 2, format!("{}{line}\n", " ".repeat(deeper)))
        }
        None => {
            let blank = " ".repeat(indent);
            (metadata + 1, format!("{blank}annotations:\n{blank}  {line}\n"))
        }
    };
    lines.insert(new.0, &new.1);
    Some(lines.concat())
}

/// Takes the line of a key away, and `annotations:` above it where nothing else is below.
fn remove(text: &str, key: &str) -> Option<String> {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let is_key = |line: &&str| line.trim_start().trim_start_matches(['"', '\'']).starts_with(key);
    let at = lines.iter().position(is_key)?;
    let indent = indent_of(lines[at])?;
    lines.remove(at);
    let is_alone = next_indent(&lines[at..]).is_none_or(|next| next < indent);
    if at > 0 && is_alone && lines[at - 1].trim() == "annotations:" {
        lines.remove(at - 1);
    }
    Some(lines.concat())
}

/// Whether a line holds nothing but a key, so deep.
fn opens(line: &str, key: &str, indent: usize) -> bool {
    let rest = line.trim_start_matches(' ');
    line.len() - rest.len() == indent
        && rest
            .strip_prefix(key)
            .is_some_and(|rest| rest.trim().is_empty() || rest.trim_start().starts_with('#'))
}

/// How deep the next line stands that says anything.
fn next_indent(lines: &[&str]) -> Option<usize> {
    lines.iter().find_map(|line| indent_of(line))
}

/// How deep a line stands; nothing for blank lines and comments.
fn indent_of(line: &str) -> Option<usize> {
    let rest = line.trim_start_matches(' ');
    (!rest.trim().is_empty() && !rest.starts_with('#')).then(|| line.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "example.org/file";

    #[test]
    fn what_is_put_in_comes_out_and_the_text_stays() {
        for text in [
            "kind: A\nmetadata:\n  name: a # why\nspec: {}\n",
            "kind: A\nmetadata:\n    # first\n    name: a\n    annotations:\n        b: c\n",
            "kind: A\nmetadata: # m\n  annotations: # n\n  - wrong\n"
                .replace("  - wrong", "    b: \"c\"")
                .as_str(),
        ] {
            let with = annotated("p", text, KEY, "it's.yaml").unwrap().unwrap();
            assert!(with.contains("example.org/file: 'it''s.yaml'"), "{with}");
            let (without, said) = without_annotation("p", &with, KEY).unwrap().unwrap();
            assert_eq!((without.as_str(), said.as_deref()), (text, Some("it's.yaml")));
        }
    }

    #[test]
    fn other_styles_are_printed_anew() {
        for text in [
            "{kind: A, metadata: {name: a}}",
            "kind: A\nmetadata: {name: a, annotations: {b: c}}\n",
            "kind: A\n",
        ] {
            let with = annotated("p", text, KEY, "f").unwrap().unwrap();
            assert!(with.contains("    example.org/file: f\n"), "{with}");
            let (_, said) = without_annotation("p", &with, KEY).unwrap().unwrap();
            assert_eq!(said.as_deref(), Some("f"));
        }
    }

    #[test]
    fn a_key_inside_a_text_is_no_annotation() {
        let text = "kind: A\nmetadata:\n  name: a\ndata:\n  x: |\n    example.org/file: 'f'\n";
        let with = annotated("p", text, KEY, "f").unwrap().unwrap();
        let (without, _) = without_annotation("p", &with, KEY).unwrap().unwrap();
        assert_eq!(without, text);
        assert_eq!(without_annotation("p", text, KEY).unwrap().unwrap(), (text.to_owned(), None));
        assert_eq!(without_annotation("p", "# nothing\n", KEY).unwrap(), None);
    }
}
