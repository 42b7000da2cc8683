//! A provenance file made with a secret key.

use pgp::composed::{ArmorOptions, CleartextSignedMessage, SignedSecretKey};
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{SignatureConfig, SignatureType, Subpacket, SubpacketData};
use pgp::types::{KeyDetails, KeyVersion, Password, Timestamp};

use crate::Error;
use crate::message::message;

/// A secret key, maybe locked with a passphrase.
#[derive(Debug)]
pub struct SigningKey {
    key: SignedSecretKey,
    names: Vec<String>,
}

impl SigningKey {
    pub(crate) fn new(key: SignedSecretKey, names: Vec<String>) -> Self {
        Self { key, names }
    }

    /// The first name of the key.
    pub fn name(&self) -> &str {
        self.names.first().map_or("Unknown", String::as_str)
    }

    /// Whether signing needs a passphrase.
    pub fn is_locked(&self) -> bool {
        self.key.primary_key.secret_params().is_encrypted()
    }

    /// The text of a provenance file for an archive called `file_name`, whose Chart.yaml is `chart_yaml`. `now` is
    /// in seconds since 1970; `passphrase` is not looked at where the key is not locked.
    ///
    /// # Errors
    /// The passphrase is wrong, or keys of this kind cannot sign.
    pub fn sign(
        &self,
        chart_yaml: &str,
        file_name: &str,
        archive: &[u8],
        passphrase: &str,
        now: i64,
    ) -> Result<String, Error> {
        let key = &self.key.primary_key;
        let passphrase = Password::from(passphrase);
        key.unlock(&passphrase, |_, _| Ok(()))
            .and_then(|unlocked| unlocked)
            .map_err(|_| Error::WrongPassphrase(self.name().to_owned()))?;
        if key.version() != KeyVersion::V4 {
            return Err(Error::Unsupported("a key that is not of version 4".to_owned()));
        }
        let unsupported = |error: pgp::errors::Error| Error::Unsupported(error.to_string());
        let now = Timestamp::from_secs(u32::try_from(now).unwrap_or(u32::MAX));
        let mut config = SignatureConfig::v4(SignatureType::Text, key.algorithm(), HashAlgorithm::Sha512);
        config.hashed_subpackets =
            [SubpacketData::SignatureCreationTime(now), SubpacketData::IssuerFingerprint(key.fingerprint())]
                .into_iter()
                .map(Subpacket::regular)
                .collect::<Result<_, _>>()
                .map_err(unsupported)?;
        config.unhashed_subpackets =
            vec![Subpacket::regular(SubpacketData::IssuerKeyId(key.legacy_key_id())).map_err(unsupported)?];
        let text = message(chart_yaml, file_name, archive);
        CleartextSignedMessage::new(&text, config, key, &passphrase)
            .and_then(|signed| {
                signed.to_armored_string(ArmorOptions { headers: None, include_checksum: false })
            })
            .map_err(unsupported)
    }
}
