use crate::{Desk, files};

#[test]
fn files_are_written_below_the_folder() {
    let desk = Desk::new();
    desk.ok("create shop");
    let out = desk.ok("template live shop --output-dir out --skip-tests");
    assert_eq!(
        out,
        "wrote out/shop/templates/serviceaccount.yaml\nwrote out/shop/templates/service.yaml\nwrote out/shop/templates/deployment.yaml\n\n"
    );
    assert_eq!(
        files(&desk.path("out")),
        [
            "shop/templates/deployment.yaml",
            "shop/templates/service.yaml",
            "shop/templates/serviceaccount.yaml"
        ]
    );
    let service = desk.read("out/shop/templates/service.yaml");
    assert!(service.starts_with("---\n# Source: shop/templates/service.yaml\napiVersion: v1\n"), "{service}");
    desk.ok("template live shop --output-dir out --release-name");
    assert!(desk.path("out/live/shop/templates/tests/test-connection.yaml").exists());
}

#[test]
fn failures_have_a_hint_and_a_code() {
    let desk = Desk::new();
    desk.ok("create shop");
    desk.write("lib/Chart.yaml", "apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n");
    let long = "x".repeat(54);
    for (words, code, expected) in [
        ("template live shop -s templates/servce.yaml".to_owned(), 3, "templates/service.yaml"),
        ("template Live shop".to_owned(), 2, "small letters"),
        (format!("template {long} shop"), 2, "choose a shorter one"),
        ("template live shop --kube-version new".to_owned(), 2, "1.33.0"),
        ("template live lib".to_owned(), 4, "is a library"),
        ("template live ./gone".to_owned(), 3, "./gone"),
        ("template live shop -f gone.yaml".to_owned(), 3, "gone.yaml"),
        ("template live shop --dry-run=server".to_owned(), 8, "--kubeconfig"),
    ] {
        let run = desk.run(&words);
        assert_eq!(run.code, code, "{words}: {}", run.err);
        assert!(run.err.contains(expected), "{words}: {}", run.err);
        assert_eq!(run.out, "", "{words}");
    }
}
