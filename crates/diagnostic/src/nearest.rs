//! The existing name closest to a misspelt one.

/// The candidate closest to `name`, if one is close enough to be what was meant.
///
/// Closeness is the optimal-string-alignment distance (insertions, deletions, replacements and swaps of
/// neighbours), ignoring case; close enough is a third of the longer name's length, at least 1.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = name.to_lowercase().chars().collect();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .filter_map(|candidate| {
            let other: Vec<char> = candidate.to_lowercase().chars().collect();
            let distance = distance(&wanted, &other);
            let allowed = (wanted.len().max(other.len()) / 3).max(1);
            (distance <= allowed && distance < wanted.len().max(1)).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replace = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replace.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant_and_nothing_else() {
        for (name, candidates, expected) in [
            ("replcias", &["replicas", "resources"][..], Some("replicas")),
            ("servce", &["service", "serviceAccount"], Some("service")),
            ("Image", &["image", "ingress"], Some("image")),
            ("zzz", &["image", "ingress"], None),
            ("a", &["b"], None),
            ("", &["a"], None),
            ("image", &["image"], None),
        ] {
            assert_eq!(nearest(name, candidates.iter().copied()), expected, "{name}");
        }
    }
}
