//! The order in which Helm parses and executes templates.

use std::cmp::Ordering;

/// Deepest paths first, and within a depth from the last name to the first (sortTemplates): of two templates that
/// define the same name, the one nearer to the root and earlier in the alphabet is parsed last and wins.
pub(super) fn helm_order(a: &str, b: &str) -> Ordering {
    let depth = |path: &str| path.bytes().filter(|byte| *byte == b'/').count();
    depth(b).cmp(&depth(a)).then_with(|| b.cmp(a))
}

#[cfg(test)]
mod tests {
    use super::helm_order;

    #[test]
    fn deep_and_late_names_come_first() {
        let mut paths = [
            "c/templates/a.yaml",
            "c/charts/s/templates/x.yaml",
            "c/templates/b.yaml",
            "c/templates/d/e.yaml",
        ];
        paths.sort_by(|a, b| helm_order(a, b));
        let expected = [
            "c/charts/s/templates/x.yaml",
            "c/templates/d/e.yaml",
            "c/templates/b.yaml",
            "c/templates/a.yaml",
        ];
        assert_eq!(paths, expected);
    }
}
