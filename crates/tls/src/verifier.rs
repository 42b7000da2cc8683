//! Who is taken for the server.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error as TlsError, RootCertStore, SignatureScheme};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;
use x509_parser::time::ASN1Time;

use crate::Error;

/// Takes for the server whom trusted authorities vouch for, and who shows a trusted certificate itself.
///
/// WebPKI takes the certificate of an authority (`CA:TRUE`) for no server's. `openssl req -x509` makes no others
/// unless told, and whoever trusts one of these by name means its server: so does Go's crypto/x509.
#[derive(Debug)]
pub struct Verifier {
    algorithms: WebPkiSupportedAlgorithms,
    /// Nobody is asked for where anybody is taken.
    trusted: Option<Trusted>,
}

#[derive(Debug)]
struct Trusted {
    chains: Arc<dyn ServerCertVerifier>,
    /// What is trusted by name.
    named: Vec<CertificateDer<'static>>,
    /// Whether the system's are trusted, too.
    system: bool,
}

impl Verifier {
    /// Whom the system trusts, and `named`.
    ///
    /// # Errors
    /// [`Error::Settings`] for a certificate that is none, and where nobody is trusted.
    pub fn system_and(
        named: Vec<CertificateDer<'static>>,
        provider: Arc<CryptoProvider>,
    ) -> Result<Self, Error> {
        let algorithms = provider.signature_verification_algorithms;
        let chains =
            Arc::new(rustls_platform_verifier::Verifier::new_with_extra_roots(named.clone(), provider)?);
        Ok(Self { algorithms, trusted: Some(Trusted { chains, named, system: true }) })
    }

    /// Only `named`.
    ///
    /// # Errors
    /// [`Error::Settings`] for a certificate that is none, or if there is none.
    pub fn only(named: Vec<CertificateDer<'static>>, provider: Arc<CryptoProvider>) -> Result<Self, Error> {
        let algorithms = provider.signature_verification_algorithms;
        let mut roots = RootCertStore::empty();
        for root in &named {
            roots.add(root.clone())?;
        }
        let chains = WebPkiServerVerifier::builder_with_provider(roots.into(), provider)
            .build()
            .map_err(|error| TlsError::General(error.to_string()))?;
        Ok(Self { algorithms, trusted: Some(Trusted { chains, named, system: false }) })
    }

    /// Anybody who has the key of the certificate that he shows.
    pub fn anybody(provider: &CryptoProvider) -> Self {
        Self { algorithms: provider.signature_verification_algorithms, trusted: None }
    }
}

impl Trusted {
    fn names(&self, certificate: &CertificateDer<'_>) -> bool {
        let equal = |trusted: &CertificateDer<'_>| trusted.as_ref() == certificate.as_ref();
        self.named.iter().any(equal)
            || (self.system && rustls_native_certs::load_native_certs().certs.iter().any(equal))
    }
}

/// Whether a certificate is an authority's that may serve now, whatever its name; none if it is no authority's.
///
/// This is what WebPKI checks of the certificate that a server shows, without the one about authorities.
fn authority_that_serves(certificate: &CertificateDer<'_>, now: UnixTime) -> Option<Result<(), TlsError>> {
    let (_, parsed) = X509Certificate::from_der(certificate).ok()?;
    parsed.basic_constraints().ok()??.value.ca.then(|| {
        let seconds = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        let now = ASN1Time::from_timestamp(seconds).map_err(|_| CertificateError::BadEncoding)?;
        if now < parsed.validity().not_before {
            return Err(CertificateError::NotValidYet.into());
        }
        if now > parsed.validity().not_after {
            return Err(CertificateError::Expired.into());
        }
        match parsed.extended_key_usage() {
            Ok(None) => Ok(()),
            Ok(Some(usage)) if usage.value.server_auth || usage.value.any => Ok(()),
            Ok(Some(_)) => Err(CertificateError::InvalidPurpose.into()),
            Err(_) => Err(CertificateError::BadEncoding.into()),
        }
    })
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        let Some(trusted) = &self.trusted else { return Ok(ServerCertVerified::assertion()) };
        match authority_that_serves(shown, now) {
            Some(judgement) if trusted.names(shown) => {
                judgement?;
                verify_server_name(&ParsedCertificate::try_from(shown)?, name)?;
                Ok(ServerCertVerified::assertion())
            }
            _ => trusted.chains.verify_server_cert(shown, chain, name, ocsp, now),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        verify_tls12_signature(message, shown, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        verify_tls13_signature(message, shown, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
