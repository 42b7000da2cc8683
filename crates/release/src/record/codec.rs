//! JSON ⇄ gzip ⇄ base64 (pkg/storage/driver/util.go).

use std::io::{BufRead, BufReader, Read, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use base64::read::DecoderReader;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use super::Release;
use super::summary::{SummaryChart, SummaryInfo, read_front};
use crate::error::{Error, Result};

/// The most gzip bytes that a record may have: base64 makes 1 MiB of them, and a Secret holds no more.
pub const LIMIT: usize = 786_432;

const GZIP: [u8; 3] = [0x1f, 0x8b, 0x08];

/// The record as gzip of JSON.
///
/// # Errors
/// [`Error::Record`] where it cannot be written as JSON.
pub(super) fn pack(release: &Release) -> Result<Vec<u8>> {
    // Helm packs as well as gzip can; so do we, since the limit counts packed bytes.
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    serde_json::to_writer(&mut packer, release).map_err(|error| Error::Record {
        name: release.name.clone(),
        revision: release.version,
        what: format!("it cannot be written as JSON: {error}"),
    })?;
    packer.flush().and_then(|()| packer.finish()).map_err(|error| Error::Record {
        name: release.name.clone(),
        revision: release.version,
        what: format!("it cannot be packed: {error}"),
    })
}

/// A packed record as text.
pub(super) fn to_text(packed: &[u8]) -> String {
    STANDARD.encode(packed)
}

/// The whole record of a text; JSON that was not packed is read too.
///
/// # Errors
/// What is wrong with the text, as a sentence part for [`Error::Record`].
pub fn decode(text: &[u8]) -> std::result::Result<Release, String> {
    let bytes = STANDARD.decode(text).map_err(|error| format!("it is not base64: {error}"))?;
    decode_packed(&bytes)
}

/// As [`decode`], of bytes that are no text.
pub(crate) fn decode_packed(bytes: &[u8]) -> std::result::Result<Release, String> {
    let malformed = |error| format!("its JSON is malformed: {error}");
    if !bytes.starts_with(&GZIP) {
        return serde_json::from_slice(bytes).map_err(malformed);
    }
    let mut json = Vec::new();
    GzDecoder::new(bytes)
        .read_to_end(&mut json)
        .map_err(|error| format!("it cannot be unpacked: {error}"))?;
    serde_json::from_slice(&json).map_err(malformed)
}

/// State and chart of the record of a text, of which no more is read than is needed.
///
/// # Errors
/// As [`decode`].
pub(super) fn decode_front(
    text: impl Read,
) -> std::result::Result<(SummaryInfo, Option<SummaryChart>), String> {
    let mut reader = BufReader::new(DecoderReader::new(text, &STANDARD));
    let magic = reader.fill_buf().map_err(|error| format!("it is not base64: {error}"))?;
    let front = if magic.starts_with(&GZIP) {
        read_front(BufReader::new(GzDecoder::new(reader)))
    } else {
        read_front(reader)
    };
    front.map_err(|error| format!("its JSON is malformed: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Status;

    #[test]
    fn reads_what_it_writes() {
        let release = Release {
            name: "web".into(),
            version: 3,
            config: serde_json::json!({"replicas": 2}),
            manifest: "---\na: 1\n".repeat(1000),
            ..Release::default()
        };
        let text = to_text(&pack(&release).unwrap());
        assert!(text.len() < 2000, "packed: {}", text.len());
        assert_eq!(decode(text.as_bytes()).unwrap(), release);
        let (info, chart) = decode_front(text.as_bytes()).unwrap();
        assert_eq!((info.status, chart), (release.info.status, None));
    }

    #[test]
    fn reads_helm_3_and_plain_json() {
        let json = br#"{"name":"old","info":{"first_deployed":"2020-01-02T03:04:05.6+02:00","deleted":"",
            "status":"deployed","description":"Install complete"},"chart":{"metadata":{"name":"c","version":"1"}},
            "hooks":null,"version":1,"namespace":"ns"}"#;
        let release = decode(STANDARD.encode(json).as_bytes()).unwrap();
        assert_eq!(release.info.status, Status::Deployed);
        assert_eq!(release.info.deleted, None);
        assert_eq!(release.apply_method, None);
        assert_eq!(release.chart_field("name"), "c");
        let again = serde_json::to_value(&release).unwrap();
        assert_eq!(again["info"]["first_deployed"], "2020-01-02T03:04:05.6+02:00");
        assert!(again["info"].get("deleted").is_none());
    }

    #[test]
    fn keeps_states_it_does_not_know() {
        let release = decode(STANDARD.encode(br#"{"info":{"status":"hibernating"}}"#).as_bytes()).unwrap();
        assert_eq!(release.info.status.as_str(), "hibernating");
        assert_eq!(serde_json::to_value(&release).unwrap()["info"]["status"], "hibernating");
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, what) in [("%%%", "base64"), ("H4sIAAAA", "unpack"), ("bm90IGpzb24=", "malformed")] {
            let error = decode(text.as_bytes()).unwrap_err();
            assert!(error.contains(what), "{text}: {error}");
        }
    }
}
