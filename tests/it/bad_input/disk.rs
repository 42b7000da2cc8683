//! Disks that are full or cannot be written.

use std::path::Path;

use end_to_end::{Desk, Registry, Run, rhumb};

use crate::registry::published;

/// Runs rhumb where the folder `disk` is a disk of its own, mounted with `options`, that only it can see.
fn rhumb_on_a_disk(desk: &Desk, options: &str, arguments: &[&str]) -> Run {
    desk.folder("disk");
    let script = r#"mount -t tmpfs -o "$1" tmpfs disk && shift && exec "$@""#;
    let rhumb = rhumb().display().to_string();
    let words = ["--user", "--map-root-user", "--mount", "sh", "-c", script, "sh", options, &rhumb];
    desk.run(Path::new("unshare"), &[&words[..], arguments].concat(), "")
}

fn pull_to(options: &str) -> Run {
    let desk = Desk::new();
    let registry = Registry::start(&desk, &desk.path().join("data"), &[]).unwrap();
    let chart = published(&desk, &registry, "demo");
    rhumb_on_a_disk(&desk, options, &["pull", &chart, "--plain-http", "--destination", "disk"])
}

#[test]
fn a_full_disk() {
    pull_to("size=4k").fails(7).complains("No space left on device").complains("hint: free some space");
}

#[test]
fn a_read_only_disk() {
    pull_to("ro")
        .fails(7)
        .complains("Read-only file system")
        .complains("hint: the disk is mounted read-only");
}

#[test]
fn a_full_stdout() {
    let desk = Desk::new();
    let script = r#"exec "$1" env >/dev/full"#;
    let rhumb = rhumb().display().to_string();
    let run = desk.run(Path::new("sh"), &["-c", script, "sh", &rhumb], "");
    run.fails(7).complains("cannot write to stdout").complains("hint: free some space");
}
