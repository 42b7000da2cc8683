use crate::{Desk, rhumb};

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
        ("package c --sign", 2, "--key"),
        ("package c --sign --key me --keyring none.gpg", 3, "gpg --export-secret-keys"),
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

const KEYS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/trust/tests/cases/keys");

/// What one tool signs the other believes, with a locked RSA key and with one on a curve.
#[test]
fn rhumb_and_helm_believe_each_other() {
    let desk = Desk::new();
    desk.ok("create shop");
    desk.write("passphrase", "open sesame\nnot this\n");
    let helm = testbed::helm().unwrap();
    let verify = format!("verify --keyring {KEYS}/pubring.gpg");
    for key in ["Locked Signer", "curved@example.org"] {
        let sign = ["package", "shop", "--sign", "--keyring"];
        let rest = ["--passphrase-file", "passphrase", "--key", key, "-d"];
        let secring = format!("{KEYS}/secring.gpg");
        let words = |folder| [&sign[..], &[&secring], &rest[..], &[folder]].concat();
        desk.spawn(rhumb(), &words("ours")).succeeds();
        desk.spawn(&helm, &words("helms")).succeeds();
        let ours = desk.read("ours/shop-0.1.0.tgz.prov");
        let (text, _) = ours.split_once("\n-----BEGIN PGP SIGNATURE-----\n").unwrap();
        let theirs = desk.read("helms/shop-0.1.0.tgz.prov");
        let digest = |text: &str| text.find("sha256:").map(|start| text[..start].to_owned());
        assert_eq!(digest(text), digest(&theirs), "the same text but for the archive");
        for archive in ["ours/shop-0.1.0.tgz", "helms/shop-0.1.0.tgz"] {
            let words: Vec<&str> = verify.split(' ').chain([archive]).collect();
            let by_helm = desk.spawn(&helm, &words).succeeds();
            assert_eq!(desk.spawn(rhumb(), &words).succeeds().out, by_helm.out);
            assert!(by_helm.out.contains(key), "{}", by_helm.out);
        }
    }
}

#[test]
fn what_cannot_be_signed_is_said_and_nothing_is_written() {
    let desk = Desk::new();
    desk.ok("create shop");
    desk.write("wrong", "wrong\n");
    let sign = format!("package shop --sign --keyring {KEYS}");
    for (words, code, expected) in [
        (format!("{sign}/secring.gpg --key nobody"), 3, "nobody"),
        (format!("{sign}/secring.gpg --key tests"), 2, "more than one key"),
        (format!("{sign}/pubring.gpg --key Locked"), 2, "gpg --export-secret-keys"),
        (format!("{sign}/secring.gpg --key Locked"), 2, "--passphrase-file"),
        (format!("{sign}/secring.gpg --key Locked --passphrase-file wrong"), 9, "does not open"),
        (format!("{sign}/secring.gpg --key Locked --passphrase-file none"), 3, "none"),
    ] {
        let run = desk.run(&words);
        assert_eq!(run.code, code, "{words}: {}", run.err);
        assert!(run.err.contains(expected), "{words}: {}", run.err);
    }
    assert!(!desk.path("shop-0.1.0.tgz").exists());
    desk.ok(&format!("{sign}/both.asc --key curved"));
    desk.ok(&format!("verify shop-0.1.0.tgz --keyring {KEYS}/both.asc"));
}
