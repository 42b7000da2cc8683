use std::io::Read;

use chart::{Chart, Error, Times};

use crate::{folder, held};

fn untar(bytes: &[u8]) -> Vec<u8> {
    let mut tar = vec![];
    flate2::read::GzDecoder::new(bytes).read_to_end(&mut tar).unwrap();
    tar
}

/// `helm.tgz` is what Helm 4.3.1 made of the folder with SOURCE_DATE_EPOCH=1700000000. The archives may be
/// compressed differently, but what is in them is the same to the byte, headers included.
#[test]
fn archives_are_helms() {
    for name in ["packed", "packed-v1"] {
        let folder = crate::cases("package").join(name);
        let chart = Chart::load(&folder.join("chart")).unwrap();
        let expected = std::fs::read(folder.join("helm.tgz")).unwrap();
        let bytes = chart.pack(Times::Fixed(1_700_000_000)).unwrap();
        assert!(untar(&bytes) == untar(&expected), "{name}: {}", difference(&bytes, &expected));
        // The header of gzip too: flags, no time, extra field, comment.
        assert_eq!(bytes[..61], expected[..61]);
        assert_eq!(bytes, chart.pack(Times::Fixed(1_700_000_000)).unwrap(), "it is deterministic");
    }
}

fn difference(ours: &[u8], theirs: &[u8]) -> String {
    let list = |bytes: &[u8]| -> String {
        let tar = untar(bytes);
        let mut archive = tar::Archive::new(&tar[..]);
        archive
            .entries()
            .unwrap()
            .map(|entry| {
                let mut entry = entry.unwrap();
                let (path, header) = (entry.path().unwrap().display().to_string(), entry.header().clone());
                let mut text = String::new();
                entry.read_to_string(&mut text).unwrap();
                format!("{path} {:?}\n{text}\n", header.mtime())
            })
            .collect()
    };
    format!("ours:\n{}\ntheirs:\n{}", list(ours), list(theirs))
}

#[test]
fn an_archive_loads_as_the_chart_it_was() {
    let long = format!("files/{}/{}", "d".repeat(90), "f".repeat(180));
    let folder = folder(&[
        ("Chart.yaml", "apiVersion: rhumb/v1\nname: x\nversion: 1.0.0+b\n"),
        ("values.yaml", "a: 1\n"),
        ("templates/é.tera", "{{ values.a }}"),
        (&long, "long"),
        ("charts/lib/Chart.yaml", "apiVersion: rhumb/v1\nname: lib\nversion: 1.0.0\ntype: library\n"),
    ]);
    let chart = Chart::load(folder.path()).unwrap();
    assert_eq!(chart.archive_name(), "x-1.0.0+b.tgz");
    let again = Chart::from_archive("x.tgz", &chart.pack(Times::Kept { now: 0 }).unwrap()).unwrap();
    assert_eq!(again.metadata, chart.metadata);
    assert_eq!(held(&again.templates), held(&chart.templates));
    assert_eq!(held(&again.files), held(&chart.files));
    assert_eq!(again.dependencies[0].metadata, chart.dependencies[0].metadata);
}

#[test]
fn what_helm_could_not_use_is_not_packed() {
    let native = ("charts/lib/Chart.yaml", "apiVersion: rhumb/v1\nname: lib\nversion: 1.0.0\n");
    let chart_yaml = ("Chart.yaml", "apiVersion: v2\nname: x\nversion: 1.0.0\n");
    let pack = |files: &[(&str, &str)]| {
        Chart::load(folder(files).path()).unwrap().pack(Times::Fixed(0)).unwrap_err()
    };
    let error = pack(&[chart_yaml, native]);
    assert!(matches!(error, Error::NativeDependency { .. }), "{error:?}");
    let error = pack(&[chart_yaml, ("values.schema.json", "{")]);
    assert!(matches!(error, Error::Schema { .. }), "{error:?}");
}
