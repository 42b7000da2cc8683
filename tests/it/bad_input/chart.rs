//! Charts that are broken: templates, documents, archives.

use std::path::Path;

use end_to_end::Desk;
use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{Builder, EntryType, Header};

/// A native chart with one template.
fn native(desk: &Desk, template: &str) {
    desk.write("app/Chart.yaml", "apiVersion: rhumb/v1\nname: app\nversion: 1.0.0\n");
    desk.write("app/values.yaml", "image: example.org/app\nreplicas: 2\n");
    desk.write("app/templates/app.yaml.tera", template);
}

#[test]
fn a_missing_template_variable() {
    let desk = Desk::new();
    native(&desk, "kind: ConfigMap\ndata:\n  image: {{ values.imagee | json }}\n");
    let run = desk.rhumb(&["template", "web", "app"]);
    run.fails(6)
        .complains("app.yaml.tera")
        .complains(":3:")
        .complains("imagee")
        .complains("hint: did you mean `image`?");
}

#[test]
fn an_unknown_filter() {
    let desk = Desk::new();
    native(&desk, "kind: ConfigMap\ndata:\n  image: {{ values.image | uper }}\n");
    let run = desk.rhumb(&["template", "web", "app"]);
    run.fails(6).complains("app.yaml.tera").complains("uper").complains("hint: did you mean `upper`?");
}

#[test]
fn a_go_template_that_does_not_parse() {
    let desk = Desk::new();
    desk.write("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n");
    desk.write("app/templates/app.yaml", "kind: ConfigMap\n{{ if .Values.x }}\n");
    let run = desk.rhumb(&["template", "web", "app"]);
    run.fails(6).complains("app/templates/app.yaml").complains("`if` is never closed").complains("hint: ");
}

#[test]
fn a_document_that_is_not_yaml() {
    let desk = Desk::new();
    desk.write("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n");
    desk.write("app/templates/app.yaml", "kind: ConfigMap\ndata: [a\n");
    desk.rhumb(&["template", "web", "app"]).fails(4).complains("app/templates/app.yaml").complains("hint: ");
}

#[test]
fn a_chart_without_a_name() {
    let desk = Desk::new();
    desk.write("app/Chart.yaml", "apiVersion: v2\nversion: 1.0.0\n");
    desk.rhumb(&["template", "web", "app"]).fails(4).complains("name").complains("hint: ");
}

/// Packs one more entry beside a proper Chart.yaml.
fn archive(desk: &Desk, entry: impl FnOnce(&mut Builder<GzEncoder<std::fs::File>>)) {
    let file = std::fs::File::create(desk.path().join("app.tgz")).unwrap();
    let mut archive = Builder::new(GzEncoder::new(file, Compression::fast()));
    let text = "apiVersion: v2\nname: app\nversion: 1.0.0\n";
    archive.append_data(&mut header(text.len() as u64), "app/Chart.yaml", text.as_bytes()).unwrap();
    entry(&mut archive);
    archive.into_inner().unwrap().finish().unwrap();
}

fn header(size: u64) -> Header {
    let mut header = Header::new_ustar();
    header.set_size(size);
    header.set_mode(0o644);
    header
}

/// A header with a path that the library itself would refuse to write.
fn hostile(path: &str, kind: EntryType) -> Header {
    let mut header = header(0);
    header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
    header.set_entry_type(kind);
    if kind.is_symlink() || kind.is_hard_link() {
        header.set_link_name("/etc/passwd").unwrap();
    }
    header.set_cksum();
    header
}

#[test]
fn archives_with_hostile_entries() {
    for (path, kind) in [
        ("app/../../escaped", EntryType::Regular),
        ("/etc/absolute", EntryType::Regular),
        ("app/templates/link", EntryType::Symlink),
        ("app/templates/hard", EntryType::Link),
        ("app/device", EntryType::Char),
        ("app/pipe", EntryType::Fifo),
    ] {
        let desk = Desk::new();
        archive(&desk, |archive| archive.append(&hostile(path, kind), std::io::empty()).unwrap());
        desk.rhumb(&["template", "web", "app.tgz"]).fails(4).complains(path).complains("hint: ");
        assert!(!Path::new("/etc/absolute").exists());
    }
}

#[test]
fn an_archive_of_more_than_100_mib() {
    let desk = Desk::new();
    archive(&desk, |archive| {
        // Many files, for one alone may hold 5 MiB at most.
        let zeros = vec![0; 4 << 20];
        for index in 0..27 {
            let path = format!("app/files/{index}");
            archive.append_data(&mut header(zeros.len() as u64), path, &zeros[..]).unwrap();
        }
    });
    desk.rhumb(&["template", "web", "app.tgz"]).fails(15).complains("100 MiB").complains("hint: ");
}

/// Helm finds out of which kind a chart is before it renders, packs or installs it, and says so.
#[test]
fn a_folder_without_a_chart() {
    let desk = Desk::new();
    desk.folder("none");
    for command in [
        &["template", "web", "./none"][..],
        &["install", "web", "none", "--dry-run=client"],
        &["package", "none"],
        &["show", "chart", "none"],
        &["dependency", "list", "none"],
    ] {
        let helm = desk.helm(command).fails(1).stderr();
        desk.rhumb(command).fails(3).complains("none is not a chart");
        assert_eq!(desk.rhumb(&[command, &["--helm-errors"]].concat()).stderr(), helm, "{command:?}");
    }
}
