//! Records above Helm's limit.
//!
//! What nothing needs any more goes first: the chart's templates, files, schema and lock. If that is not enough the whole
//! record is kept in parts beside itself, and its manifest becomes one object of a kind that no cluster knows: Helm then
//! refuses to change the release, where an empty manifest would have it delete everything.

use serde_json::{Value, json};

use super::codec::{LIMIT, pack, to_text};
use super::{Release, decode_packed};
use crate::error::{Error, Result};

/// Bytes of one part: below the 1 MiB that a Secret may hold, with room for its metadata.
const PART: usize = 900 * 1024;

/// The kind that no cluster knows.
const KIND: &str = "ReleaseInParts";

/// Begins the manifest of a record in parts. Rendered manifests begin with `---`.
const NOTICE: &str =
    "# Too large for one record: rhumb keeps it in parts, and only rhumb can change this release.\n";

/// A record as it is written: its text, and the parts that lie beside it where it is too large.
#[derive(Debug)]
pub(crate) struct Fitted {
    /// The text of the record itself.
    pub(crate) text: String,
    /// The whole record in parts; empty for one that fits.
    pub(crate) parts: Vec<Vec<u8>>,
}

/// Name of a part among the sidecars of a record.
pub(crate) fn part_name(index: usize) -> String {
    format!("part-{index}")
}

/// Makes a record fit.
///
/// # Errors
/// [`Error::RecordTooLarge`] where even its metadata do not.
pub(crate) fn fit(release: &Release) -> Result<Fitted> {
    let packed = pack(release)?;
    if packed.len() <= LIMIT {
        return Ok(Fitted { text: to_text(&packed), parts: vec![] });
    }
    let mut rest = release.clone();
    for key in ["templates", "files", "schema", "lock"] {
        if let Some(value) = rest.chart.get_mut(key) {
            *value = Value::Null;
        }
    }
    let trimmed = pack(&rest)?;
    if trimmed.len() <= LIMIT {
        return Ok(Fitted { text: to_text(&trimmed), parts: vec![] });
    }
    let parts: Vec<Vec<u8>> = packed.chunks(PART).map(<[u8]>::to_vec).collect();
    rest.manifest = stand_in(release, parts.len());
    let mut rested = pack(&rest)?;
    if rested.len() > LIMIT {
        rest.hooks.clear();
        rest.config = Value::Null;
        rest.info.notes.clear();
        if let Some(values) = rest.chart.get_mut("values") {
            *values = Value::Null;
        }
        rested = pack(&rest)?;
    }
    if rested.len() > LIMIT {
        return Err(Error::RecordTooLarge { name: release.name.clone(), bytes: rested.len() });
    }
    Ok(Fitted { text: to_text(&rested), parts })
}

fn stand_in(release: &Release, parts: usize) -> String {
    let object = json!({
        "apiVersion": "rhumb.io/v1",
        "kind": KIND,
        "metadata": {"name": format!("{}.v{}", release.name, release.version)},
        "revision": release.version,
        "parts": parts,
    });
    format!("{NOTICE}{object}\n")
}

/// Where a record lies that is not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    /// The revision beside whose record the parts are: Helm's rollback copies a manifest to a record of its own.
    pub(crate) revision: u32,
    /// How many there are.
    pub(crate) count: usize,
}

/// Where a record lies; nothing for one that is whole.
pub(crate) fn parts_of(release: &Release) -> Option<Parts> {
    let object: Value = serde_json::from_str(release.manifest.strip_prefix(NOTICE)?).ok()?;
    if object["kind"] != KIND {
        return None;
    }
    let revision = u32::try_from(object["revision"].as_u64()?).ok()?;
    Some(Parts { revision, count: usize::try_from(object["parts"].as_u64()?).ok()? })
}

/// The whole record from what is left of it, which has the newest state, and its parts.
///
/// # Errors
/// What is wrong with the parts, as a sentence part for [`Error::Record`].
pub(crate) fn join(rest: Release, parts: &[Vec<u8>]) -> std::result::Result<Release, String> {
    let whole = decode_packed(&parts.concat())?;
    let notes = if rest.info.notes.is_empty() { whole.info.notes } else { rest.info.notes };
    Ok(Release {
        info: super::Info { notes, ..rest.info },
        // Each knows its last run.
        hooks: if rest.hooks.is_empty() { whole.hooks } else { rest.hooks },
        chart: whole.chart,
        config: whole.config,
        manifest: whole.manifest,
        ..rest
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Status, decode};

    /// Text that does not pack: 5 bits in each letter.
    fn noise(length: usize) -> String {
        let mut state = 1u64;
        let letters = (0..length).map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            char::from(b'a' + (state >> 40) as u8 % 26)
        });
        letters.collect()
    }

    fn release(manifest: usize, template: usize, config: usize) -> Release {
        Release {
            name: "big".into(),
            version: 7,
            manifest: format!("---\n{}", noise(manifest)),
            chart: json!({"metadata": {"name": "c"}, "templates": [noise(template)], "values": {"a": 1}}),
            config: json!({"text": noise(config)}),
            ..Release::default()
        }
    }

    #[test]
    fn keeps_what_fits() {
        let small = release(10, 10, 10);
        let fitted = fit(&small).unwrap();
        assert!(fitted.parts.is_empty());
        assert_eq!(decode(fitted.text.as_bytes()).unwrap(), small);
    }

    #[test]
    fn drops_the_templates_first() {
        let fitted = fit(&release(10, 2_000_000, 10)).unwrap();
        let read = decode(fitted.text.as_bytes()).unwrap();
        assert!(fitted.parts.is_empty());
        assert_eq!(read.chart, json!({"metadata": {"name": "c"}, "templates": null, "values": {"a": 1}}));
        assert!(read.manifest.starts_with("---\n") && parts_of(&read).is_none());
    }

    #[test]
    fn lies_in_parts_where_nothing_else_helps() {
        for (manifest, config) in [(2_400_000, 10), (2_400_000, 2_000_000)] {
            let big = release(manifest, 10, config);
            let fitted = fit(&big).unwrap();
            let mut rest = decode(fitted.text.as_bytes()).unwrap();
            assert_eq!(parts_of(&rest), Some(Parts { revision: 7, count: fitted.parts.len() }));
            assert!(fitted.parts.len() > 1 && fitted.parts.iter().all(|part| part.len() <= PART));
            assert_eq!(rest.config.is_null(), config > 10);
            rest.info.status = Status::Superseded;
            let whole = join(rest, &fitted.parts).unwrap();
            assert_eq!((&whole.manifest, &whole.config), (&big.manifest, &big.config));
            assert_eq!(whole.info.status, Status::Superseded);
        }
    }

    #[test]
    fn says_when_a_part_is_lost() {
        let fitted = fit(&release(2_400_000, 10, 10)).unwrap();
        let rest = decode(fitted.text.as_bytes()).unwrap();
        let error = join(rest, &fitted.parts[..1]).unwrap_err();
        assert!(error.contains("unpack"), "{error}");
    }
}
