use crate::Desk;

#[test]
fn the_same_chart_gives_the_same_bytes() {
    let desk = Desk::new();
    desk.ok("create shop");
    let out = desk.ok("package shop --version 2.0.0 --app-version 7 -d one");
    assert!(out.starts_with("Successfully packaged chart and saved it to: "), "{out}");
    assert!(out.ends_with("one/shop-2.0.0.tgz\n"), "{out}");
    desk.ok("package shop --version 2.0.0 --app-version 7 -d two");
    let read = |name: &str| std::fs::read(desk.path(name)).unwrap();
    assert!(read("one/shop-2.0.0.tgz") == read("two/shop-2.0.0.tgz"));
    let shown = desk.ok("show chart one/shop-2.0.0.tgz");
    assert!(shown.contains("appVersion: \"7\"\n") && shown.contains("version: 2.0.0\n"), "{shown}");
    assert_eq!(desk.ok("show values one/shop-2.0.0.tgz"), desk.read("shop/values.yaml") + "\n");
}

#[test]
fn what_cannot_be_packed_is_said() {
    let desk = Desk::new();
    desk.write(
        "a/Chart.yaml",
        "apiVersion: v2\nname: a\nversion: 1.0.0\ndependencies:\n- name: gone\n  version: '1'\n",
    );
    desk.write("b/Chart.yaml", "apiVersion: v2\nname: b\nversion: one\n");
    desk.write("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n");
    desk.write("c/charts/lib/Chart.yaml", "apiVersion: rhumb/v1\nname: lib\nversion: 1.0.0\n");
    for (words, code, expected) in [
        ("package a", 4, "gone"),
        ("package b", 4, "Chart.yaml:3:10"),
        ("package c", 4, "depends on the native chart lib"),
        ("package none", 3, "none"),
        ("package c --sign", 16, "cannot sign"),
    ] {
        let run = desk.run(words);
        assert_eq!(run.code, code, "{words}: {}", run.err);
        assert!(run.err.contains(expected), "{words}: {}", run.err);
    }
}

#[test]
fn a_signed_archive_is_verified() {
    let desk = Desk::new();
    desk.ok("create new");
    desk.ok("package new -d new");
    let signed = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/trust/tests/cases/signed");
    let archive = format!("{signed}/signed-1.0.0.tgz");
    // What Helm prints for it.
    assert_eq!(
        desk.ok(&format!("verify {archive} --keyring {signed}/pubring.gpg")),
        "Signed by: Test Signer (only for tests) <signer@example.org>\n\
         Using Key With Fingerprint: D0D1ACB21A9ADDEADBE94B15C8B75B13B126A951\n\
         Chart Hash Verified: sha256:5c74a9a5fced5a3b0ec594785269cd3028e5d6bed094f07eb4c48b89f4a19c4d\n"
    );
    for (words, code, expected) in [
        (format!("verify {archive} --keyring {signed}/other.gpg"), 10, "unknown entity"),
        (format!("verify {archive} --keyring {signed}/none.gpg"), 3, "gpg --export"),
        (format!("template x {archive} --verify --keyring {signed}/other.gpg"), 10, "unknown entity"),
        ("template x new --verify".to_owned(), 2, "folder"),
        ("verify new/new-0.1.0.tgz".to_owned(), 10, "is not signed"),
        (format!("verify {signed} --keyring {signed}/pubring.gpg"), 2, "folder"),
    ] {
        let run = desk.run(&words);
        assert_eq!(run.code, code, "{words}: {}", run.err);
        assert!(run.err.contains(expected), "{words}: {}", run.err);
    }
}
