use std::path::Path;

use chart::{Chart, Error};
use diagnostic::{Style, render};

use crate::folder;

const CHART_YAML: (&str, &str) = ("Chart.yaml", "apiVersion: v2\nname: x\nversion: 1.0.0\n");

fn names(files: &[chart::File]) -> Vec<&str> {
    files.iter().map(|file| &*file.name).collect()
}

#[test]
fn files_find_their_places() {
    let folder = folder(&[
        CHART_YAML,
        ("Chart.lock", "generated: 2020-01-01T00:00:00Z\ndigest: sha256:x\ndependencies: []\n"),
        ("values.yaml", "\u{feff}a: 1\nb: {c: 2}\n---\nb: {d: 3}\na:\n"),
        ("values.schema.json", "{}"),
        ("README.md", "\u{feff}# x\n"),
        ("templates/b.yaml", ""),
        ("templates/a/c.yaml", ""),
        ("templates/.hidden", ""),
        ("templates.txt", ""),
        ("crds/b.YAML", ""),
        ("crds/readme.md", ""),
        ("charts/sub/Chart.yaml", "name: sub\nversion: 2\n"),
        ("charts/sub/crds/a.json", ""),
        ("charts/_off/Chart.yaml", "nonsense"),
        ("charts/sub-1.tgz.prov", "signed"),
        (".helmignore", "*.bak\nsecret/\n"),
        ("x.bak", ""),
        ("secret/key", ""),
    ]);
    let chart = Chart::load(folder.path()).unwrap();
    assert_eq!(names(&chart.templates), ["templates/a/c.yaml", "templates/b.yaml"]);
    assert_eq!(
        names(&chart.files),
        [
            ".helmignore",
            "README.md",
            "charts/sub-1.tgz.prov",
            "crds/b.YAML",
            "crds/readme.md",
            "templates.txt"
        ]
    );
    assert_eq!(chart.raw_file("README.md").unwrap().bytes().unwrap(), b"# x\n");
    let values = yaml::to_json(&chart.values, yaml::JsonStyle::COMPACT).unwrap();
    assert_eq!(values, r#"{"a":null,"b":{"c":2,"d":3}}"#);
    assert_eq!(chart.schema.as_deref(), Some(&b"{}"[..]));
    assert_eq!(chart.lock.as_ref().unwrap().digest, "sha256:x");
    assert_eq!(chart.dependencies[0].metadata.api_version, "v1");
    let crds: Vec<_> = chart.crds().into_iter().map(|crd| crd.path).collect();
    assert_eq!(crds, ["x/crds/b.YAML", "x/charts/sub/crds/a.json"]);
    let origin = &chart.values.at(["b", "d"]).unwrap().origin;
    assert!(origin.to_string().ends_with("values.yaml:4:8"), "{origin}");
}

#[test]
fn requirements_of_old_charts_are_dependencies() {
    let requirements = "dependencies:\n- name: a\n  version: 1.x\n  repository: https://x\n";
    let files = [("Chart.yaml", "name: x\nversion: 1.0.0\n"), ("requirements.yaml", requirements)];
    let chart = Chart::load(folder(&files).path()).unwrap();
    assert_eq!(chart.metadata.dependencies[0].name, "a");
    assert_eq!(names(&chart.files), ["requirements.yaml"]);
    assert_eq!(chart.missing_dependencies(), ["a"]);

    let mut warnings = vec![];
    let chart = Chart::load_reporting(folder(&[CHART_YAML, files[1]]).path(), &mut warnings).unwrap();
    assert_eq!(chart.metadata.dependencies[0].name, "a");
    assert_eq!(names(&chart.files), [""; 0]);
    assert!(warnings[0].message.contains("belongs to charts of apiVersion v1"), "{warnings:?}");
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_told() {
    use std::os::unix::fs::symlink;
    let outside = folder(&[("LICENSE", "free"), ("parts/p.yaml", "p: 1")]);
    let inside = folder(&[CHART_YAML]);
    symlink(outside.path().join("LICENSE"), inside.path().join("LICENSE")).unwrap();
    symlink(outside.path().join("parts"), inside.path().join("templates")).unwrap();
    let mut warnings = vec![];
    let chart = Chart::load_reporting(inside.path(), &mut warnings).unwrap();
    assert_eq!(names(&chart.files), ["LICENSE"]);
    assert_eq!(names(&chart.templates), ["templates/p.yaml"]);
    assert_eq!(warnings.len(), 2, "{warnings:?}");

    symlink(inside.path(), inside.path().join("again")).unwrap();
    assert!(matches!(Chart::load(inside.path()), Err(Error::LinkCycle(_))));
    std::fs::write(inside.path().join(".helmignore"), "again\n").unwrap();
    Chart::load(inside.path()).unwrap();
}

#[cfg(unix)]
#[test]
fn sockets_are_refused() {
    let folder = folder(&[CHART_YAML]);
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("s")).unwrap();
    assert!(matches!(Chart::load(folder.path()), Err(Error::Irregular(_))));
}

#[test]
fn large_files_are_read_when_they_are_looked_at() {
    let large = format!("\u{feff}{}", "x".repeat(40_000));
    let folder = folder(&[CHART_YAML, ("kept", &large), ("changed", &large), ("gone", &large)]);
    let chart = Chart::load(folder.path()).unwrap();
    std::fs::write(folder.path().join("changed"), "short").unwrap();
    std::fs::remove_file(folder.path().join("gone")).unwrap();
    let file = |name| chart.raw_file(name).unwrap();
    assert_eq!(file("kept").bytes().unwrap(), "x".repeat(40_000).as_bytes());
    assert!(chart.files.iter().all(|file| file.data.failure().is_none()));

    let error = file("changed").text().unwrap_err();
    assert!(error.to_string().ends_with("changed: it has changed since the chart was loaded"), "{error}");
    assert_eq!(file("gone").bytes().unwrap_err().kind(), diagnostic::Kind::NotFound);
    // All that hold the file know it.
    let known = chart.files.iter().filter_map(|file| file.data.failure()).map(|error| error.kind());
    assert_eq!(known.collect::<Vec<_>>(), [diagnostic::Kind::Io, diagnostic::Kind::NotFound]);
    assert!(chart.pack(chart::Times::Fixed(0)).is_err());
}

#[test]
fn more_than_the_limit_is_refused() {
    let folder = folder(&[CHART_YAML]);
    let big = std::fs::File::create(folder.path().join("big")).unwrap();
    big.set_len(chart::MAX_SIZE).unwrap();
    let error = Chart::load(folder.path()).unwrap_err();
    assert!(
        error.to_string().contains("exceeds the maximum decompressed size of 104857600 bytes"),
        "{error}"
    );
    assert_eq!(error.kind(), diagnostic::Kind::Limit);
}

/// Errors as printed, with the folder's own path taken out.
#[test]
fn broken_folders_are_told_with_the_place() {
    let broken: [(&str, &[(&str, &str)]); 9] = [
        ("no chart", &[("values.yaml", "")]),
        ("bad values", &[CHART_YAML, ("values.yaml", "a: 1\nb: [\n")]),
        ("values are a list", &[CHART_YAML, ("values.yaml", "- a\n")]),
        ("bad separator", &[CHART_YAML, ("values.yaml", "a: 1\n--- b\nc: 2\n")]),
        ("bad ignore rule", &[CHART_YAML, (".helmignore", "a/**/b\n")]),
        ("future", &[("Chart.yaml", "apiVersion: v9\nname: x\nversion: 1.0.0\n")]),
        ("bad subchart", &[CHART_YAML, ("charts/s/Chart.yaml", "name: s\n")]),
        ("stray file", &[CHART_YAML, ("charts/README.md", "")]),
        ("no archive", &[CHART_YAML, ("charts/s.tgz", "text")]),
    ];
    let told: String = broken
        .iter()
        .map(|(what, files)| {
            let folder = folder(files);
            let error = Chart::load(folder.path()).unwrap_err();
            let text = render(&error.diagnostic(), Style::Plain)
                .replace(&folder.path().display().to_string(), "DIR");
            format!("# {what}\n{text}\n\n")
        })
        .collect();
    testkit::golden(crate::cases("broken_folders.out"), &told);
}

#[test]
fn what_does_not_exist_is_not_found() {
    let error = Chart::load(Path::new("/no/such/chart")).unwrap_err();
    assert_eq!(error.kind(), diagnostic::Kind::NotFound);
    assert!(error.to_string().starts_with("cannot load /no/such/chart: "), "{error}");
}
