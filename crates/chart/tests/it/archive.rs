use std::io::Write;

use chart::{Chart, Error};
use flate2::{Compression, write::GzEncoder};
use tar::{Builder, EntryType, Header};

const CHART_YAML: &[u8] = b"apiVersion: v2\nname: x\nversion: 1.0.0\n";

/// A .tgz of entries; names are written as they are, however bad.
fn tgz(entries: &[(EntryType, &str, &[u8])]) -> Vec<u8> {
    let mut tar = Builder::new(GzEncoder::new(vec![], Compression::fast()));
    for (kind, name, data) in entries {
        let mut header = Header::new_gnu();
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(*kind);
        header.set_mode(0o644);
        header.set_size(data.len() as u64);
        if matches!(kind, EntryType::Symlink | EntryType::Link) {
            header.set_link_name("/etc/passwd").unwrap();
        }
        header.set_cksum();
        tar.append(&header, *data).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}

#[test]
fn an_archive_is_a_chart() {
    let inner = tgz(&[(EntryType::Regular, "sub/Chart.yaml", b"name: sub\nversion: 0.1.0\n")]);
    let bytes = tgz(&[
        (EntryType::XGlobalHeader, "pax_global_header", b"16 comment=abcd\n"),
        (EntryType::Directory, "x/", b""),
        (EntryType::Regular, "x/templates/a.yaml", b"\xef\xbb\xbfa: 1"),
        (EntryType::Regular, "x/Chart.yaml", CHART_YAML),
        (EntryType::Regular, "x\\templates\\w.yaml", b""),
        (EntryType::Regular, "x/charts/sub-0.1.0.tgz", &inner),
    ]);
    let chart = Chart::from_archive("x-1.0.0.tgz", &bytes).unwrap();
    let templates: Vec<_> = chart.templates.iter().map(|it| (&*it.name, it.bytes().unwrap())).collect();
    assert_eq!(templates, [("templates/a.yaml", &b"a: 1"[..]), ("templates/w.yaml", &b""[..])]);
    assert_eq!(chart.dependencies[0].name(), "sub");
}

#[test]
fn bad_entries_are_refused() {
    for (kind, name, expected) in [
        (EntryType::Regular, "x/../../etc/passwd", "references parent directory"),
        (EntryType::Regular, "../x/y", "outside the base directory"),
        (EntryType::Regular, "x//etc/passwd", "absolute paths"),
        (EntryType::Regular, "/etc/passwd", "outside the base directory"),
        (EntryType::Regular, "x/c:/boot.ini", "illegally named"),
        (EntryType::Regular, "file", "outside the base directory"),
        (EntryType::Symlink, "x/link", "a link"),
        (EntryType::Link, "x/link", "a link"),
        (EntryType::Char, "x/null", "a device"),
        (EntryType::Block, "x/disk", "a device"),
        (EntryType::Fifo, "x/pipe", "a device"),
    ] {
        let bytes = tgz(&[(EntryType::Regular, "x/Chart.yaml", CHART_YAML), (kind, name, b"")]);
        let error = Chart::from_archive("bad.tgz", &bytes).unwrap_err();
        assert!(matches!(error, Error::Refused { .. }), "{name}: {error:?}");
        assert!(error.to_string().contains(expected), "{name}: {error}");
        assert!(error.to_string().contains("bad.tgz"), "{error}");
    }
}

#[test]
fn bombs_are_refused() {
    let too_large = |bytes: &[u8]| {
        let error = Chart::from_archive("bomb.tgz", bytes).unwrap_err();
        assert!(matches!(error, Error::TooLarge { .. }), "{error:?}");
    };

    // One file whose header says too much.
    let mut header = Header::new_gnu();
    header.set_path("x/zeros").unwrap();
    header.set_size(chart::MAX_SIZE + 1);
    header.set_cksum();
    let mut gzip = GzEncoder::new(vec![], Compression::best());
    gzip.write_all(header.as_bytes()).unwrap();
    too_large(&gzip.finish().unwrap());

    // Files that are too much together.
    let half = vec![0; usize::try_from(chart::MAX_SIZE / 2).unwrap()];
    too_large(&tgz(&[(EntryType::Regular, "x/a", &half), (EntryType::Regular, "x/b", &half)]));

    // Folders with content, which count as no file.
    let (folder, mut folders) = (EntryType::Directory, vec![]);
    for _ in 0..3 {
        folders.push((folder, "x/d/", &half[..]));
    }
    too_large(&tgz(&folders));
}

#[test]
fn what_is_no_archive_is_said() {
    for (name, bytes, expected) in [
        ("a.yaml", &b"a: 1"[..], "does not appear to be a gzipped archive"),
        ("a.tgz", b"", "does not appear to be a gzipped archive"),
        ("a.tgz", b"\x1f\x8b\x08\x00garbage", "cannot read the archive a.tgz"),
        ("a.tgz", &tgz(&[]), "no files in chart archive"),
        ("a.tgz", &tgz(&[(EntryType::Regular, "x/a", b"")]), "Chart.yaml file is missing"),
    ] {
        let error = Chart::from_archive(name, bytes).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
    let whole = tgz(&[(EntryType::Regular, "x/Chart.yaml", &[b'#'; 5000])]);
    let error = Chart::from_archive("a.tgz", &whole[..whole.len() / 2]).unwrap_err();
    assert!(error.to_string().starts_with("cannot read the archive a.tgz"), "{error}");
}
