//! The order in which Helm parses and executes templates.

/// Deepest paths first, and within a depth from the last name to the first (sortTemplates): of two templates that
/// define the same name, the one nearer to the root and earlier in the alphabet is parsed last and wins.
pub(super) fn in_helm_order<T>(items: Vec<T>, path: impl Fn(&T) -> &str) -> Vec<T> {
    let depth = |path: &str| path.bytes().filter(|byte| *byte == b'/').count();
    let mut items: Vec<(usize, T)> = items.into_iter().map(|item| (depth(path(&item)), item)).collect();
    items.sort_by(|(depth, item), (other_depth, other)| {
        other_depth.cmp(depth).then_with(|| path(other).cmp(path(item)))
    });
    items.into_iter().map(|(_, item)| item).collect()
}

#[cfg(test)]
mod tests {
    use super::in_helm_order;

    #[test]
    fn deep_and_late_names_come_first() {
        let paths = [
            "c/templates/a.yaml",
            "c/charts/s/templates/x.yaml",
            "c/templates/b.yaml",
            "c/templates/d/e.yaml",
        ];
        let expected = [
            "c/charts/s/templates/x.yaml",
            "c/templates/d/e.yaml",
            "c/templates/b.yaml",
            "c/templates/a.yaml",
        ];
        assert_eq!(in_helm_order(paths.to_vec(), |path| path), expected);
    }
}
