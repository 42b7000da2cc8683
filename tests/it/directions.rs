//! The directions of dependencies between rhumb's parts, and what must never be linked.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

/// What each part may use, beside what those parts may use: ARCHITECTURE.md has the same table with reasons.
const MAY_USE: &[(&str, &[&str])] = &[
    ("diagnostic", &[]),
    ("version", &["diagnostic"]),
    ("yaml", &["diagnostic"]),
    ("manifest", &["yaml"]),
    ("chart", &["yaml", "version"]),
    ("values", &["chart"]),
    ("form", &["values"]),
    ("functions", &["yaml", "version"]),
    ("gotemplate", &["yaml"]),
    ("engine", &["values", "manifest", "functions", "gotemplate"]),
    ("tls", &[]),
    ("oci", &["chart", "tls"]),
    ("trust", &["chart"]),
    ("release", &["manifest", "chart", "tls"]),
    ("registry", &["chart", "values", "form"]),
    ("actions", &["engine", "form", "oci", "trust", "release"]),
    ("portal", &["registry", "actions"]),
    ("cli", &["actions", "registry", "portal"]),
    ("testkit", &[]),
    ("testbed", &[]),
    ("end-to-end", &["testbed"]),
    ("xtask", &["testbed", "end-to-end"]),
];

/// Only tests may use these.
const FOR_TESTS: [&str; 2] = ["testkit", "testbed"];

/// Who may name a library that is slow to build or starts what others should not have to start.
const RESERVED: &[(&str, &[&str])] = &[
    ("kube", &["release", "actions"]),
    ("k8s-openapi", &["release", "actions"]),
    ("tokio", &["oci", "release", "registry", "portal", "actions", "cli"]),
    ("reqwest", &["oci", "release", "actions"]),
    ("axum", &["registry", "portal"]),
    ("clap", &["cli", "xtask"]),
    ("redb", &["registry"]),
];

fn metadata() -> Metadata {
    MetadataCommand::new().exec().unwrap()
}

fn members(metadata: &Metadata) -> BTreeMap<&str, &Package> {
    metadata.workspace_packages().into_iter().map(|package| (package.name.as_str(), package)).collect()
}

/// Everything that `part` may use, directly or through others.
fn allowed(part: &str) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    let mut open = uses(part).to_vec();
    while let Some(part) = open.pop() {
        if found.insert(part) {
            open.extend(uses(part));
        }
    }
    found
}

fn uses(part: &str) -> &'static [&'static str] {
    let row = MAY_USE.iter().find(|(name, _)| *name == part);
    row.unwrap_or_else(|| panic!("{part} is not in the table of directions")).1
}

#[test]
fn every_part_uses_only_what_lies_before_it_in_the_flow() {
    let metadata = metadata();
    let members = members(&metadata);
    let mut wrong = Vec::new();
    for (name, package) in &members {
        let allowed = allowed(name);
        for used in &package.dependencies {
            let for_tests =
                used.kind == DependencyKind::Development && FOR_TESTS.contains(&used.name.as_str());
            if members.contains_key(used.name.as_str()) && !allowed.contains(used.name.as_str()) && !for_tests
            {
                wrong.push(format!("{name} uses {}", used.name));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn what_is_slow_to_build_stays_where_it_is_needed() {
    let metadata = metadata();
    let mut wrong = Vec::new();
    for (name, package) in members(&metadata) {
        for used in &package.dependencies {
            let reserved = RESERVED.iter().find(|(library, _)| *library == used.name);
            if used.kind == DependencyKind::Normal
                && reserved.is_some_and(|(_, users)| !users.contains(&name))
            {
                wrong.push(format!("{name} uses {}", used.name));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_test_bed_has_no_dependencies() {
    let metadata = metadata();
    assert!(members(&metadata)["testbed"].dependencies.is_empty());
}

#[test]
fn there_is_one_tls_provider() {
    let metadata = metadata();
    let banned = ["aws-lc-rs", "aws-lc-sys", "openssl", "openssl-sys", "native-tls"];
    let nodes = &metadata.resolve.as_ref().unwrap().nodes;
    let built: BTreeSet<_> = nodes.iter().map(|node| metadata[&node.id].name.as_str()).collect();
    assert!(built.contains("ring"), "the table of built packages is not what it was taken for");
    assert_eq!(banned.iter().filter(|name| built.contains(*name)).collect::<Vec<_>>(), Vec::<&&str>::new());
}

#[test]
fn no_part_turns_the_workspace_lints_off() {
    for (name, package) in members(&metadata()) {
        let manifest = std::fs::read_to_string(&package.manifest_path).unwrap();
        assert!(manifest.contains("[lints]\nworkspace = true"), "{name} does not heed the workspace's lints");
    }
}
