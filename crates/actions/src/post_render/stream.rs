//! Rendered files as one stream of documents, and back. An annotation says which file a document belongs to; it is
//! Helm's, so that what works with Helm's stream works with ours.

use std::collections::BTreeMap;

use engine::RenderedFile;
use manifest::{annotated, without_annotation};

use crate::{Failure, Result};

const FILE: &str = "postrenderer.helm.sh/postrender-filename";

/// All documents of all files, each with the name of its file.
pub(super) fn merge(files: &[RenderedFile]) -> Result<String> {
    let mut stream = String::new();
    for file in files {
        for part in manifest::split(&file.text) {
            let document = annotated(&file.path, part.text, FILE, &file.path).map_err(malformed)?;
            if let Some(document) = document {
                add(&mut stream, &document);
            }
        }
    }
    Ok(stream)
}

/// The documents of a stream by their files; those that the program made itself get files of their own, named as Helm
/// names them.
pub(super) fn split(stream: &str, program: &str) -> Result<Vec<RenderedFile>> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut position = 0;
    for part in manifest::split(stream) {
        let place = format!("what {program} printed");
        let Some((text, file)) = without_annotation(&place, part.text, FILE).map_err(malformed)? else {
            continue;
        };
        let file = file.unwrap_or_else(|| format!("generated-by-postrender-{position}.yaml"));
        add(files.entry(file).or_default(), &text);
        position += 1;
    }
    Ok(files.into_iter().map(|(path, text)| RenderedFile { path: path.into(), text: text.into() }).collect())
}

fn add(stream: &mut String, document: &str) {
    if !stream.is_empty() {
        stream.push_str("---\n");
    }
    stream.push_str(document);
    if !document.ends_with('\n') {
        stream.push('\n');
    }
}

fn malformed(error: manifest::Error) -> Failure {
    Failure::from(error.diagnostic()).in_helms_words(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> RenderedFile {
        RenderedFile { path: path.into(), text: text.into() }
    }

    #[test]
    fn files_come_back_as_they_were() {
        let files = [
            file(
                "c/templates/a.yaml",
                "# said\nkind: A\nmetadata:\n  name: a\n---\nkind: B\nmetadata:\n  name: b\n",
            ),
            file("c/templates/b.yaml", "kind: C\nmetadata:\n  name: c\n"),
        ];
        let empty = file("c/templates/c.yaml", "\n# nothing\n");
        let stream = merge(&[&files[..], &[empty]].concat()).unwrap();
        assert_eq!(stream.matches("\n---\n").count(), 2);
        assert_eq!(split(&stream, "p").unwrap(), files);
    }

    #[test]
    fn new_documents_get_files_of_their_own() {
        let stream = merge(&[file("c/templates/a.yaml", "kind: A\n")]).unwrap() + "---\nkind: New\n";
        let paths: Vec<_> =
            split(&stream, "p").unwrap().into_iter().map(|file| file.path.to_string()).collect();
        assert_eq!(paths, ["c/templates/a.yaml", "generated-by-postrender-1.yaml"]);
    }
}
