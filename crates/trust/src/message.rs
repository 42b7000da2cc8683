//! What is signed: Chart.yaml, a line of three dots, and the archive's digest (pkg/provenance/sign.go).

use diagnostic::Source;
use sha2::{Digest, Sha256};

/// The end of the document with Chart.yaml. The usual `---` between documents would have to be escaped.
const BETWEEN: &str = "\n...\n";

/// The text to sign. `chart_yaml` ends its last line.
pub(crate) fn message(chart_yaml: &str, file_name: &str, archive: &[u8]) -> String {
    let text = format!("{chart_yaml}{BETWEEN}files:\n  {file_name}: {}\n", digest(archive));
    // Blanks at the ends of lines are not signed, and not kept on every way.
    text.split('\n').map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// The digest that a message names for a file.
pub(crate) fn digest_in(text: &str, file_name: &str) -> Option<String> {
    let (_, sums) = text.split_once(BETWEEN)?;
    let node = yaml::parse_one(&Source::file("provenance", sums)).ok()?;
    Some(node.at(["files", file_name])?.as_str()?.to_owned())
}

/// `sha256:` and the digest of an archive in hexadecimal.
pub(crate) fn digest(archive: &[u8]) -> String {
    let hexadecimal = |byte: &u8| format!("{byte:02x}");
    format!("sha256:{}", Sha256::digest(archive).iter().map(hexadecimal).collect::<String>())
}
