//! Private keys, made and read in the PEM forms that Sprig uses.

use p256::elliptic_curve::sec1::ToEncodedPoint;
use rsa::pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey};
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use rsa::{BigUint, RsaPrivateKey};

use crate::Error;
use crate::prime::prime;
use crate::random::Random;

/// The public exponent of new RSA keys.
const EXPONENT: u32 = 65537;

/// Go makes no shorter RSA key.
const LEAST_BITS: usize = 1024;

/// A private key.
#[derive(Clone, Debug)]
pub enum PrivateKey {
    /// RSA.
    Rsa(Box<RsaPrivateKey>),
    /// ECDSA over P-256.
    P256(p256::SecretKey),
    /// Ed25519, its seed.
    Ed25519([u8; 32]),
}

/// What stands before the scalar of a P-256 key in the form of RFC 5915, between scalar and point, and before all
/// of it in PKCS#8: the lengths never change.
const EC_BEGIN: &[u8] = &[0x30, 0x77, 0x02, 0x01, 0x01, 0x04, 0x20];
const EC_MIDDLE: &[u8] =
    &[0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0xa1, 0x44, 0x03, 0x42, 0x00];
const EC_PKCS8_BEGIN: &[u8] = &[
    0x30, 0x81, 0x87, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
    0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x04, 0x6d, 0x30, 0x6b, 0x02, 0x01, 0x01,
    0x04, 0x20,
];
/// What stands before the seed of an Ed25519 key in PKCS#8 (RFC 8410).
const ED25519_BEGIN: &[u8] =
    &[0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

impl PrivateKey {
    /// A new key of the type `rsa` (4096 bits, also for nothing), `ecdsa` or `ed25519` (Sprig's `genPrivateKey`).
    ///
    /// # Errors
    /// [`Error::Crypto`] for another type, in the words that Sprig prints in place of the key.
    pub fn generate(random: &mut Random, kind: &str) -> Result<Self, Error> {
        match kind {
            "" | "rsa" => Self::generate_rsa(random, 4096),
            "ecdsa" => Ok(Self::P256(p256::SecretKey::random(random))),
            "ed25519" => {
                let mut seed = [0; 32];
                random.fill(&mut seed);
                Ok(Self::Ed25519(seed))
            }
            "dsa" => {
                Err(Error::Crypto("failed to generate dsa params: DSA keys are not supported".to_owned()))
            }
            _ => Err(Error::Crypto(format!("Unknown type {kind}"))),
        }
    }

    /// A new RSA key of two primes, with the exponent that Go takes.
    ///
    /// # Errors
    /// [`Error::Crypto`] for fewer bits than a key must have.
    pub fn generate_rsa(random: &mut Random, bits: usize) -> Result<Self, Error> {
        let fail = |what: &str| Error::Crypto(format!("error generating rsa key: {what}"));
        if bits < LEAST_BITS {
            return Err(fail(&format!("crypto/rsa: {bits}-bit keys are insecure")));
        }
        loop {
            let (p, q) = (prime(random, bits - bits / 2), prime(random, bits / 2));
            match RsaPrivateKey::from_p_q(p, q, BigUint::from(EXPONENT)) {
                Ok(key) => return Ok(Self::Rsa(Box::new(key))),
                // Equal primes, or one that the exponent divides when it is one less: as rare as it is harmless.
                Err(rsa::Error::InvalidPrime) => {}
                Err(error) => return Err(fail(&error.to_string())),
            }
        }
    }

    /// Reads the first PEM block of a text: PKCS#8, PKCS#1 or RFC 5915.
    ///
    /// # Errors
    /// [`Error::Crypto`] in Sprig's words.
    pub fn from_pem(text: &[u8]) -> Result<Self, Error> {
        let fail = |what: String| Error::Crypto(what);
        let block = pem::parse(text).map_err(|_| fail("no PEM data in input".to_owned()))?;
        let (tag, der) = (block.tag(), block.contents());
        let Some(kind) = tag.strip_suffix("PRIVATE KEY") else {
            return Err(fail(format!("no private key data in PEM block of type {tag}")));
        };
        match kind {
            "" => Self::from_pkcs8(der).map_err(|cause| fail(format!("decoding PEM as PKCS#8: {cause}"))),
            "RSA " => RsaPrivateKey::from_pkcs1_der(der)
                .map(|key| Self::Rsa(Box::new(key)))
                .map_err(|cause| fail(format!("parsing RSA private key from PEM: {cause}"))),
            "EC " => ec_scalar(der)
                .and_then(|scalar| p256::SecretKey::from_slice(scalar).ok())
                .map(Self::P256)
                .ok_or_else(|| fail("parsing EC private key from PEM: not a P-256 key".to_owned())),
            _ => Err(fail(format!("invalid private key type {}", kind.trim_end()))),
        }
    }

    fn from_pkcs8(der: &[u8]) -> Result<Self, String> {
        if let Some(seed) = der.strip_prefix(ED25519_BEGIN) {
            return seed.try_into().map(Self::Ed25519).map_err(|_| "not an Ed25519 key".to_owned());
        }
        // The OID of the curve stands before the key.
        if der.windows(10).any(|window| window == &EC_MIDDLE[2..12]) {
            let scalar = ec_scalar(der).ok_or("not a P-256 key")?;
            return p256::SecretKey::from_slice(scalar).map(Self::P256).map_err(|error| error.to_string());
        }
        RsaPrivateKey::from_pkcs8_der(der)
            .map(|key| Self::Rsa(Box::new(key)))
            .map_err(|error| error.to_string())
    }

    /// The key in the PEM form Sprig gives it: PKCS#1 for RSA, RFC 5915 for ECDSA, PKCS#8 for Ed25519.
    ///
    /// # Errors
    /// [`Error::Crypto`] for a key that cannot be written.
    pub fn to_pem(&self) -> Result<String, Error> {
        let (tag, der) = match self {
            Self::Rsa(key) => {
                let der = key.to_pkcs1_der().map_err(|error| Error::Crypto(error.to_string()))?;
                ("RSA PRIVATE KEY", der.as_bytes().to_vec())
            }
            Self::P256(key) => ("EC PRIVATE KEY", ec_der(key)),
            Self::Ed25519(seed) => ("PRIVATE KEY", [ED25519_BEGIN, seed].concat()),
        };
        Ok(pem_text(tag, der))
    }

    /// The key in PKCS#8.
    ///
    /// # Errors
    /// [`Error::Crypto`] for a key that cannot be written.
    pub fn to_pkcs8(&self) -> Result<Vec<u8>, Error> {
        Ok(match self {
            Self::Rsa(key) => {
                let der = key.to_pkcs8_der().map_err(|error| Error::Crypto(error.to_string()))?;
                der.as_bytes().to_vec()
            }
            Self::P256(key) => {
                // PKCS#8 names the curve outside, so it is left out inside.
                [EC_PKCS8_BEGIN, key.to_bytes().as_slice(), &EC_MIDDLE[12..], &point(key)].concat()
            }
            Self::Ed25519(seed) => [ED25519_BEGIN, seed].concat(),
        })
    }
}

/// A PEM block with line feeds, as Go writes it.
pub(crate) fn pem_text(tag: &str, der: Vec<u8>) -> String {
    let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    pem::encode_config(&pem::Pem::new(tag, der), config)
}

fn point(key: &p256::SecretKey) -> Vec<u8> {
    key.public_key().to_encoded_point(false).as_bytes().to_vec()
}

fn ec_der(key: &p256::SecretKey) -> Vec<u8> {
    [EC_BEGIN, key.to_bytes().as_slice(), EC_MIDDLE, &point(key)].concat()
}

/// The scalar of a key in the form of RFC 5915.
fn ec_scalar(der: &[u8]) -> Option<&[u8]> {
    let at = der.windows(5).position(|window| window == [0x02, 0x01, 0x01, 0x04, 0x20])?;
    der.get(at + 5..at + 37)
}
