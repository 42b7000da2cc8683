//! Documents in block style.

use std::sync::Arc;

use diagnostic::{Diagnostic, Kind, Source, SourceKind};
use manifest::split;

/// Prints the documents of a rendered file again: block style, keys in their order, comments gone. Documents of
/// nothing but comments go too.
pub(super) fn reprint(path: &str, text: &str) -> Result<String, Box<Diagnostic>> {
    let mut out = String::with_capacity(text.len());
    for part in split(text) {
        let source = Arc::new(Source {
            name: format!("{path} (rendered)"),
            text: part.text.to_owned(),
            kind: SourceKind::Generated,
            first_line: part.line,
        });
        let documents = yaml::parse(&source).map_err(|error| {
            let mut diagnostic = error.diagnostic();
            diagnostic.kind = Kind::Manifest;
            diagnostic.message = format!("{path} does not render to YAML: {}", error.message);
            Box::new(
                diagnostic
                    .hint("write values as JSON, which is YAML whatever they hold: {{ values.name | json }}"),
            )
        })?;
        for document in documents.iter().filter(|document| !document.is_null()) {
            if !out.is_empty() {
                out.push_str("---\n");
            }
            yaml::write_block(&mut out, document).map_err(|error| {
                Box::new(Diagnostic::error(Kind::Manifest, format!("{path} cannot be printed: {error}")))
            })?;
        }
    }
    Ok(out)
}
