use chart::{Index, IndexEntry};
use diagnostic::{Source, Style, render};
use testkit::golden;

/// `.in` is an index; `.out` what is left of it, with the warnings, `.err` the error.
#[test]
fn indexes_are_read_as_helm_reads_them() {
    testkit::cases(crate::cases("index"), |case| {
        let mut warnings = vec![];
        let result = Index::parse(&Source::file("index.yaml", case.input()), &mut warnings);
        let warnings: String = warnings.iter().map(|it| render(it, Style::Plain) + "\n").collect();
        case.expect_result(
            result
                .map(|index| index.to_yaml().unwrap() + &warnings)
                .map_err(|error| render(&error.diagnostic(), Style::Plain) + "\n"),
        );
    });
}

#[test]
fn the_newest_in_range_is_picked() {
    let mut index = Index::new("2026-01-01T00:00:00Z");
    for version in ["1.0.0", "2.0.0-rc.1", "1.10.0", "nonsense", "1.9.0", "0.1.0+a"] {
        index.add(entry("redis", version));
    }
    index.add(entry("only-pre", "1.0.0-rc.1"));
    index.sort();
    for (version, expected, fallback) in [
        ("", Some("1.10.0"), false),
        ("*", Some("1.10.0"), false),
        (">0-0", Some("2.0.0-rc.1"), false),
        ("1.9", Some("1.9.0"), true),
        ("1.9.0", Some("1.9.0"), false),
        ("~1.0", Some("1.0.0"), false),
        ("1.x", Some("1.10.0"), false),
        ("0.1.0", Some("0.1.0+a"), true),
        ("3", None, false),
    ] {
        let picked = index.pick("redis", version).ok();
        assert_eq!(picked.map(|it| it.entry.metadata.version.as_str()), expected, "{version}");
        assert_eq!(picked.is_some_and(|it| it.is_fallback), fallback, "{version}");
    }
    let told = |name: &str, version: &str| {
        let diagnostic = index.pick(name, version).unwrap_err().diagnostic();
        format!("{} | {:?} | {:?}", diagnostic.message, diagnostic.notes, diagnostic.hints)
    };
    golden(
        "tests/cases/told/the_newest_in_range_is_picked",
        &[told("reds", ""), told("redis", "9"), told("redis", "a b"), told("only-pre", "")].join("\n"),
    );
}

#[test]
fn merging_keeps_ones_own() {
    let (mut one, mut two) = (Index::new("1"), Index::new("2"));
    one.add(IndexEntry { digest: "mine".into(), ..entry("a", "1.0.0") });
    two.add(entry("a", "1.0.0"));
    two.add(entry("a", "2.0.0"));
    two.add(entry("b", "1.0.0"));
    one.merge(two);
    one.sort();
    let all: Vec<_> =
        one.entries.values().flatten().map(|it| (it.metadata.full_name(), it.digest.as_str())).collect();
    assert_eq!(all, [("a-2.0.0".into(), ""), ("a-1.0.0".into(), "mine"), ("b-1.0.0".into(), "")]);
}

fn entry(name: &str, version: &str) -> IndexEntry {
    let mut entry = IndexEntry { urls: vec![format!("{name}-{version}.tgz")], ..IndexEntry::default() };
    entry.metadata.name = name.into();
    entry.metadata.version = version.into();
    entry
}
