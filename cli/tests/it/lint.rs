use crate::Desk;

/// A chart with much that is wrong; the text on stdout is what Helm 4.3.1 says of it.
#[test]
fn everything_is_told_in_helms_words() {
    let desk = Desk::new();
    for (name, text) in [
        (
            "bad/Chart.yaml",
            "apiVersion: v1\nname: bad\nversion: 1.2\nappVersion: 1.0\ntype: application\nhoem: x\nicon: nope\nmaintainers:\n- name: A\n  email: not-an-email\nsources: [nope]\n",
        ),
        ("bad/values.yaml", "a: 1\n"),
        ("bad/values.schema.json", r#"{"properties":{"b":{"type":"string"}}}"#),
        (
            "bad/templates/b.yaml",
            "apiVersion: v1\nkind: Service\nmetadata:\n  name: Bad_Name\n---\napiVersion: apps/v1beta1\nkind: Deployment\nmetadata:\n  name: ok\n",
        ),
        ("bad/templates/indent.yaml", "  kind: X\n"),
        ("bad/templates/x.json", "x"),
        ("bad/crds/a.yaml", "apiVersion: v1\nkind: Foo\n"),
    ] {
        desk.write(name, text);
    }
    let run = desk.run("lint bad");
    assert_eq!(run.code, 4);
    testkit::golden(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/lint-bad.out"),
        &run.out,
    );
    assert!(run.err.contains("is `home` meant?"), "{}", run.err);
}
