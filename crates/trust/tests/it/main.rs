//! Provenance that Helm 4.3.1 wrote with a key made by GnuPG.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use trust::{Error, Keyring, verify};

const FILE: &str = "signed-1.0.0.tgz";

fn read(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/cases/signed/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn provenance() -> String {
    String::from_utf8(read("signed-1.0.0.tgz.prov")).unwrap()
}

#[test]
fn a_signed_chart_is_verified() {
    for keyring in ["pubring.gpg", "pubring.asc"] {
        let keyring = Keyring::parse(&read(keyring)).unwrap();
        let verified = verify(&keyring, FILE, &read(FILE), &provenance()).unwrap();
        assert_eq!(verified.signed_by, ["Test Signer (only for tests) <signer@example.org>"]);
        assert_eq!(verified.fingerprint, "D0D1ACB21A9ADDEADBE94B15C8B75B13B126A951");
        assert!(verified.digest.starts_with("sha256:5c74a9a5fced5a3b"), "{}", verified.digest);
    }
}

#[test]
fn line_ends_and_blanks_at_them_do_not_count() {
    let keyring = Keyring::parse(&read("pubring.gpg")).unwrap();
    let provenance = provenance().replace("version: 1.0.0\n", "version: 1.0.0 \t\r\n");
    verify(&keyring, FILE, &read(FILE), &provenance).unwrap();
}

#[test]
fn whatever_was_changed_is_noticed() {
    let known = Keyring::parse(&read("pubring.gpg")).unwrap();
    let other = Keyring::parse(&read("other.gpg")).unwrap();
    let (archive, good) = (read(FILE), provenance());
    let check = |keyring, name, archive: &[u8], text: &str| verify(keyring, name, archive, text).unwrap_err();
    assert_eq!(check(&other, FILE, &archive, &good), Error::UnknownSigner);
    assert_eq!(check(&known, FILE, &archive, &good.replace("1.0.0\n", "1.0.1\n")), Error::BadSignature);
    assert_eq!(check(&known, "other.tgz", &archive, &good), Error::OtherFile("other.tgz".into()));
    assert!(matches!(check(&known, FILE, b"changed", &good), Error::Digest { .. }));
    assert_eq!(check(&known, FILE, &archive, "files: {}"), Error::NoSignature);
    let cut: Vec<&str> =
        good.lines().filter(|line| !line.starts_with("iQTQ0") && !line.starts_with("IQTQ0")).collect();
    check(&known, FILE, &archive, &cut.join("\n"));
    assert!(good.contains("IQTQ0"));
}

#[test]
fn what_is_no_keyring_is_refused() {
    assert_eq!(Keyring::parse(b"").unwrap_err(), Error::NoKeys);
    for bytes in [&b"text"[..], b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n!!!\n", &read("pubring.gpg")[..100]]
    {
        assert!(matches!(Keyring::parse(bytes), Err(Error::Malformed(_))), "{bytes:?}");
    }
}
