//! Certificates as Sprig's `genCA`, `genSelfSignedCert` and `genSignedCert` make them.

use std::net::IpAddr;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, DnValue, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, SanType, SerialNumber,
};

use crate::Error;
use crate::key::{PrivateKey, pem_text};
use crate::random::Random;

/// A certificate and its private key, both PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The certificate.
    pub cert: String,
    /// The private key.
    pub key: String,
}

/// What a certificate is to say.
#[derive(Clone, Debug, Default)]
pub struct Request<'r> {
    /// The common name.
    pub name: &'r str,
    /// Addresses that it is for.
    pub addresses: Vec<String>,
    /// DNS names that it is for.
    pub names: Vec<String>,
    /// Days until it expires.
    pub days: i64,
    /// The time it is made at, in seconds since 1970.
    pub now: i64,
    /// The private key; a new RSA key of 2048 bits if there is none.
    pub key: Option<&'r str>,
}

/// Who signs.
#[derive(Clone, Copy, Debug)]
pub enum Signer<'s> {
    /// The certificate's own key, as an authority.
    Authority,
    /// The certificate's own key.
    Itself,
    /// Another certificate.
    Other(&'s Certificate),
}

/// Makes a certificate.
///
/// # Errors
/// [`Error::Crypto`] in Sprig's words.
pub fn issue(random: &mut Random, request: &Request<'_>, signer: Signer<'_>) -> Result<Certificate, Error> {
    let key = match request.key {
        Some(pem) => PrivateKey::from_pem(pem.as_bytes())
            .map_err(|error| Error::Crypto(format!("parsing private key: {error}")))?,
        None => PrivateKey::generate_rsa(random, 2048)?,
    };
    let params = params(random, request, matches!(signer, Signer::Authority))?;
    let pair = pair(&key)?;
    let fail = |error: rcgen::Error| Error::Crypto(format!("error creating certificate: {error}"));
    let cert = match signer {
        Signer::Authority | Signer::Itself => params.self_signed(&pair).map_err(fail)?,
        Signer::Other(parent) => {
            if !parent.cert.contains("-----BEGIN") {
                return Err(Error::Crypto("unable to decode certificate".to_owned()));
            }
            let parent_key = PrivateKey::from_pem(parent.key.as_bytes())
                .map_err(|error| Error::Crypto(format!("error parsing private key: {error}")))?;
            let issuer =
                Issuer::from_ca_cert_pem(&parent.cert, self::pair(&parent_key)?).map_err(|error| {
                    Error::Crypto(format!("error parsing certificate: decodedSignerCert.Bytes: {error}"))
                })?;
            params.signed_by(&pair, &issuer).map_err(fail)?
        }
    };
    Ok(Certificate { cert: pem_text("CERTIFICATE", cert.der().to_vec()), key: key.to_pem()? })
}

/// A certificate and key that are already there, base64 of PEM, checked (Sprig's `buildCustomCert`).
///
/// # Errors
/// [`Error::Crypto`] in Sprig's words.
pub fn custom(cert: &[u8], key: &[u8]) -> Result<Certificate, Error> {
    let fail = |what: &str| Error::Crypto(what.to_owned());
    let decode = |text, what: &str| crate::encoding::base64_decode(text).map_err(|_| fail(what));
    let cert = decode(cert, "unable to decode base64 certificate")?;
    let key = decode(key, "unable to decode base64 private key")?;
    let block = pem::parse(&cert).map_err(|_| fail("unable to decode certificate"))?;
    x509_parser::parse_x509_certificate(block.contents())
        .map_err(|error| Error::Crypto(format!("error parsing certificate: decodedCert.Bytes: {error}")))?;
    PrivateKey::from_pem(&key)
        .map_err(|error| Error::Crypto(format!("error parsing private key: {error}")))?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok(Certificate { cert: text(cert), key: text(key) })
}

fn pair(key: &PrivateKey) -> Result<KeyPair, Error> {
    let der = rcgen_der(key.to_pkcs8()?);
    KeyPair::try_from(&der).map_err(|error| Error::Crypto(format!("error creating certificate: {error}")))
}

fn rcgen_der(der: Vec<u8>) -> rustls_pki_types::PrivateKeyDer<'static> {
    rustls_pki_types::PrivatePkcs8KeyDer::from(der).into()
}

fn params(random: &mut Random, request: &Request<'_>, authority: bool) -> Result<CertificateParams, Error> {
    let mut params = CertificateParams::default();
    let mut serial = [0; 16];
    random.fill(&mut serial);
    // A serial number is positive: its first bit is clear.
    serial[0] &= 0x7f;
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    params.distinguished_name = DistinguishedName::new();
    let name = match request.name.to_owned().try_into() {
        Ok(printable) => DnValue::PrintableString(printable),
        Err(_) => DnValue::Utf8String(request.name.to_owned()),
    };
    if !request.name.is_empty() {
        params.distinguished_name.push(DnType::CommonName, name);
    }
    params.subject_alt_names = alternative_names(request)?;
    let date = |seconds: i64| {
        time::OffsetDateTime::from_unix_timestamp(seconds)
            .map_err(|_| Error::Crypto("error creating certificate: the date is out of range".to_owned()))
    };
    params.not_before = date(request.now)?;
    params.not_after = date(request.now.saturating_add(request.days.saturating_mul(86400)))?;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
    params.extended_key_usages =
        vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
    params.is_ca = IsCa::ExplicitNoCa;
    params.use_authority_key_identifier_extension = !authority;
    if authority {
        params.key_usages.push(KeyUsagePurpose::KeyCertSign);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    }
    Ok(params)
}

fn alternative_names(request: &Request<'_>) -> Result<Vec<SanType>, Error> {
    let names = request.names.iter().map(|name| {
        let name = name.clone().try_into();
        name.map(SanType::DnsName).map_err(|_| {
            Error::Crypto("error creating certificate: x509: a DNS name is not ASCII".to_owned())
        })
    });
    let addresses = request.addresses.iter().map(|text| {
        let address: Result<IpAddr, _> = text.parse();
        address.map(SanType::IpAddress).map_err(|_| Error::Crypto(format!("error parsing ip: {text}")))
    });
    names.chain(addresses).collect()
}
