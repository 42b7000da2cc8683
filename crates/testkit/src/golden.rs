//! Comparing text with a file.

use std::fmt::Write;
use std::path::Path;

use similar::{ChangeTag, TextDiff};

/// Whether goldens are to be rewritten: `BLESS=1`, which `cargo xtask bless` sets.
#[expect(clippy::disallowed_methods, reason = "tests have nobody who could pass the wish in")]
pub(crate) fn blessing() -> bool {
    std::env::var_os("BLESS").is_some_and(|value| value == "1")
}

/// Compares text with a file; `BLESS=1` writes the file instead.
///
/// # Panics
/// If they differ, or the file is missing.
pub fn golden(path: impl AsRef<Path>, actual: &str) {
    let path = path.as_ref();
    if blessing() {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        }
        std::fs::write(path, actual).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        return;
    }
    match std::fs::read_to_string(path) {
        Ok(expected) => assert_same(&path.display().to_string(), &expected, actual),
        Err(error) => panic!("{}: {error} (BLESS=1 writes it)\n{actual}", path.display()),
    }
}

/// Compares two texts and shows the lines that differ.
///
/// # Panics
/// If they differ.
pub fn assert_same(what: &str, expected: &str, actual: &str) {
    if expected == actual {
        return;
    }
    let diff = TextDiff::from_lines(expected, actual);
    let mut shown = String::new();
    for group in diff.grouped_ops(3) {
        let _ = writeln!(shown, "@@ line {}", group.first().map_or(0, |op| op.old_range().start + 1));
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let mark = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            let line = change.value().trim_end_matches('\n').replace('\r', "\\r");
            let end = if change.value().ends_with('\n') { "" } else { "  (no line break)" };
            let _ = writeln!(shown, "{mark}{line}{end}");
        }
    }
    panic!("{what}: - expected, + actual\n{shown}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_panics_with_the_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.out");
        std::fs::write(&path, "a\nb\n").unwrap();
        golden(&path, "a\nb\n");
        let message =
            *std::panic::catch_unwind(|| golden(&path, "a\nc\n")).unwrap_err().downcast::<String>().unwrap();
        assert!(message.contains("-b\n+c\n"), "{message}");
    }

    #[test]
    fn a_missing_file_fails() {
        assert!(std::panic::catch_unwind(|| golden("no/such/file", "")).is_err());
    }
}
