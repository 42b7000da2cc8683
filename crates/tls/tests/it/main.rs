//! Who is taken for the server.

#![allow(clippy::unwrap_used, reason = "in tests a failure is what unwrap is for")]

use std::sync::Arc;
use std::time::Duration;

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
};
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use time::OffsetDateTime;
use tls::Verifier;

/// A certificate of a server at 127.0.0.1, made from now on for a day.
fn params() -> CertificateParams {
    let mut params = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    let now = OffsetDateTime::now_utc();
    (params.not_before, params.not_after) = (now - time::Duration::DAY, now + time::Duration::DAY);
    params
}

fn authority() -> CertificateParams {
    let mut params = params();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

fn signed_by_itself(params: &CertificateParams) -> Certificate {
    params.self_signed(&KeyPair::generate().unwrap()).unwrap()
}

/// What is said of a server at `name` that shows `shown`, `days` from now; nothing if it is taken.
fn judged(named: &Certificate, shown: &Certificate, name: &str, days: i64) -> String {
    let provider = Arc::new(ring::default_provider());
    let named: Vec<CertificateDer<'static>> = vec![named.der().clone()];
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let seconds = u64::try_from(OffsetDateTime::now_utc().unix_timestamp() + days * 86400).unwrap();
    let now = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    let verifiers = [
        Verifier::only(named.clone(), Arc::clone(&provider)).unwrap(),
        Verifier::system_and(named, provider).unwrap(),
    ];
    let [only, system] = verifiers.map(|verifier| {
        let verdict = verifier.verify_server_cert(shown.der(), &[], &name, &[], now);
        verdict.err().map(|error| error.to_string()).unwrap_or_default()
    });
    assert_eq!(only, system);
    only
}

#[test]
fn an_authority_that_is_named_may_serve() {
    let own = signed_by_itself(&authority());
    assert_eq!(judged(&own, &own, "127.0.0.1", 0), "");
    // Name and time are checked as for every other.
    assert!(judged(&own, &own, "127.0.0.2", 0).contains("not valid for name"));
    assert!(judged(&own, &own, "elsewhere.example", 0).contains("not valid for name"));
    assert!(judged(&own, &own, "127.0.0.1", 2).contains("Expired"));
    assert!(judged(&own, &own, "127.0.0.1", -2).contains("NotValidYet"));
}

#[test]
fn an_authority_serves_only_where_its_purposes_allow() {
    let of = |purpose| {
        let mut params = authority();
        params.extended_key_usages = vec![purpose];
        params
    };
    let server = signed_by_itself(&of(ExtendedKeyUsagePurpose::ServerAuth));
    assert_eq!(judged(&server, &server, "127.0.0.1", 0), "");
    let client = signed_by_itself(&of(ExtendedKeyUsagePurpose::ClientAuth));
    assert!(judged(&client, &client, "127.0.0.1", 0).contains("InvalidPurpose"));
}

#[test]
fn an_authority_that_is_not_named_is_no_server() {
    let (own, other) = (signed_by_itself(&authority()), signed_by_itself(&authority()));
    assert!(!judged(&other, &own, "127.0.0.1", 0).is_empty());
    // Nor is one that a named one vouches for.
    let (params, key) = (authority(), KeyPair::generate().unwrap());
    let root = params.self_signed(&key).unwrap();
    let below = authority();
    let below = below.signed_by(&KeyPair::generate().unwrap(), &Issuer::new(params, key)).unwrap();
    assert!(judged(&root, &below, "127.0.0.1", 0).contains("CaUsedAsEndEntity"));
}

#[test]
fn servers_are_judged_as_ever() {
    let (params, key) = (authority(), KeyPair::generate().unwrap());
    let root = params.self_signed(&key).unwrap();
    let server = self::params().signed_by(&KeyPair::generate().unwrap(), &Issuer::new(params, key)).unwrap();
    assert_eq!(judged(&root, &server, "127.0.0.1", 0), "");
    assert!(judged(&root, &server, "127.0.0.1", 2).contains("xpired"));
    let stranger = signed_by_itself(&authority());
    assert!(!judged(&stranger, &server, "127.0.0.1", 0).is_empty());
}

#[test]
fn texts_without_what_is_needed_are_refused() {
    let pem = signed_by_itself(&params()).pem();
    let key = KeyPair::generate().unwrap().serialize_pem();
    assert_eq!(tls::certificates(pem.as_bytes()).unwrap().len(), 1);
    assert!(matches!(tls::certificates(key.as_bytes()), Err(tls::Error::NoCertificate)));
    let broken = "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n";
    assert!(matches!(tls::certificates(broken.as_bytes()), Err(tls::Error::Certificate(_))));
    let identity = |certificate: &str, key: &str| {
        let identity = tls::Identity { certificate: certificate.as_bytes(), key: key.as_bytes() };
        tls::client_config(tls::Trust::Anybody, Some(identity)).map(drop)
    };
    assert!(matches!(identity(&pem, &pem), Err(tls::Error::Key(_))));
    // A key of somebody else's.
    assert!(matches!(identity(&pem, &key), Err(tls::Error::Settings(_))));
}
