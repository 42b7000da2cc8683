use chart::Chart;
use diagnostic::Source;

use crate::{folder, held};

#[test]
fn a_chart_survives_its_record() {
    let folder = folder(&[
        ("Chart.yaml", "apiVersion: v2\nname: x\nversion: 1.0.0\nappVersion: '1'\nannotations: {b: c}\n"),
        (
            "Chart.lock",
            "generated: \"2020-01-01T00:00:00Z\"\ndigest: sha256:x\ndependencies:\n- name: a\n  repository: r\n",
        ),
        ("values.yaml", "a: 1\nb: [x, 2.5, null, true]\n"),
        ("values.schema.json", "{}"),
        ("templates/a.yaml", "kind: A\n"),
        ("bin", "\u{0}\u{1}"),
    ]);
    let chart = Chart::load(folder.path()).unwrap();
    let json = yaml::to_json(&chart.to_record().unwrap(), yaml::JsonStyle::COMPACT).unwrap();
    for part in [
        r#""metadata":{"annotations":{"b":"c"},"apiVersion":"v2","appVersion":"1","name":"x","version":"1.0.0"}"#,
        r#""schema":"e30=""#,
        r#""data":"a2luZDogQQo=","modtime":"20"#,
        r#""values":{"a":1,"b":["x",2.5,null,true]}"#,
    ] {
        assert!(json.contains(part), "{part} in {json}");
    }
    let again =
        Chart::from_record(&yaml::parse_json(&Source::file("record", json.clone())).unwrap()).unwrap();
    assert_eq!(again.metadata, chart.metadata);
    assert_eq!(again.lock, chart.lock);
    assert_eq!(held(&again.templates), held(&chart.templates));
    assert_eq!(held(&again.files), held(&chart.files));
    assert_eq!(again.schema, chart.schema);
}

/// As Helm 3 wrote it: no times, absent parts null.
#[test]
fn old_records_are_read() {
    let json = r#"{"metadata":{"name":"x","version":"0.1.0","apiVersion":"v2"},"lock":null,
        "templates":[{"name":"templates/a.yaml","data":"eA=="}],"values":null,"schema":null,"files":null}"#;
    let chart = Chart::from_record(&yaml::parse_json(&Source::file("record", json)).unwrap()).unwrap();
    assert_eq!((chart.name(), chart.templates[0].bytes().unwrap()), ("x", &b"x"[..]));
    let broken = json.replace("eA==", "?");
    let error = Chart::from_record(&yaml::parse_json(&Source::file("record", broken)).unwrap()).unwrap_err();
    assert!(error.to_string().contains("chart.templates[0].data must be base64"), "{error}");
}
