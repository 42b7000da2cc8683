//! `Range`, `Content-Range`, `If-None-Match`.

use http::HeaderMap;
use http::header::{CONTENT_RANGE, IF_MATCH, IF_NONE_MATCH, IF_RANGE, RANGE};

use super::problem::Problem;
use crate::Error;
use crate::reference::Digest;
use crate::store::{ChunkRange, Expectation};

/// What part of some content is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All of it.
    Whole,
    /// These bytes, first and last.
    Part(u64, u64),
    /// Bytes that there are not.
    Unsatisfiable,
}

/// Reads `Range` (RFC 9110, 14.1.2). What cannot be understood, and several ranges at once, ask for all of it,
/// as the RFC allows; so does an `If-Range` that names other content.
pub(super) fn wanted(headers: &HeaderMap, etag: &str, size: u64) -> Wanted {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(range) = text(RANGE).and_then(|range| range.strip_prefix("bytes=")) else {
        return Wanted::Whole;
    };
    if text(IF_RANGE).is_some_and(|condition| condition != etag) {
        return Wanted::Whole;
    }
    let Some((first, last)) = range.split_once('-') else { return Wanted::Whole };
    match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(first), Ok(last)) if first > last || first >= size => Wanted::Unsatisfiable,
        (Ok(first), Ok(last)) => Wanted::Part(first, last.min(size - 1)),
        (Ok(first), Err(_)) if last.trim().is_empty() => {
            if first < size {
                Wanted::Part(first, size - 1)
            } else {
                Wanted::Unsatisfiable
            }
        }
        (Err(_), Ok(suffix)) if first.trim().is_empty() => {
            if suffix == 0 || size == 0 {
                Wanted::Unsatisfiable
            } else {
                Wanted::Part(size.saturating_sub(suffix), size - 1)
            }
        }
        _ => Wanted::Whole,
    }
}

/// Reads the `Content-Range` of a chunk: `first-last`, as the distribution specification has it, or the
/// `bytes first-last/*` of the RFC.
pub(super) fn of_chunk(headers: &HeaderMap) -> Result<Option<ChunkRange>, Problem> {
    let Some(value) = headers.get(CONTENT_RANGE) else { return Ok(None) };
    let parse = || {
        let text = value.to_str().ok()?;
        let text = text.strip_prefix("bytes ").unwrap_or(text);
        let (start, end) = text.split('/').next()?.split_once('-')?;
        let range = ChunkRange { start: start.trim().parse().ok()?, end: end.trim().parse().ok()? };
        (range.start <= range.end && range.end < u64::MAX).then_some(range)
    };
    let invalid = || Error::UploadInvalid { reason: "Content-Range must be `first-last`".to_owned() };
    parse().map(Some).ok_or_else(|| invalid().into())
}

/// Whether the client has this content already (`If-None-Match`).
pub(super) fn is_unchanged(headers: &HeaderMap, etag: &str) -> bool {
    headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|list| {
        list.split(',').map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
    })
}

/// What a writer expects to replace (`If-Match`, `If-None-Match: *`).
pub(super) fn expectation(headers: &HeaderMap) -> Result<Expectation, Problem> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match (text(IF_MATCH), text(IF_NONE_MATCH)) {
        (Some(etag), _) if etag != "*" => Ok(Expectation::At(Digest::parse(etag.trim_matches('"'))?)),
        (_, Some("*")) => Ok(Expectation::Absent),
        _ => Ok(Expectation::Any),
    }
}

/// The entity tag of content.
pub(super) fn etag(digest: &Digest) -> String {
    format!("\"{digest}\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn headers(name: http::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn ranges_of_the_rfc() {
        for (range, size, expected) in [
            ("bytes=0-4", 10, Wanted::Part(0, 4)),
            ("bytes=5-", 10, Wanted::Part(5, 9)),
            ("bytes=-3", 10, Wanted::Part(7, 9)),
            ("bytes=-30", 10, Wanted::Part(0, 9)),
            ("bytes=5-500", 10, Wanted::Part(5, 9)),
            ("bytes=10-", 10, Wanted::Unsatisfiable),
            ("bytes=500-0", 10, Wanted::Unsatisfiable),
            ("bytes=-0", 10, Wanted::Unsatisfiable),
            ("bytes=0-", 0, Wanted::Unsatisfiable),
            ("bytes=-", 10, Wanted::Whole),
            ("bytes=0-1,3-4", 10, Wanted::Whole),
            ("lines=0-1", 10, Wanted::Whole),
            ("bytes=99999999999999999999-", 10, Wanted::Whole),
        ] {
            assert_eq!(wanted(&headers(RANGE, range), "\"x\"", size), expected, "{range} of {size}");
        }
        assert_eq!(wanted(&HeaderMap::new(), "\"x\"", 1), Wanted::Whole);
    }

    #[test]
    fn a_range_of_content_that_has_changed_is_not_served() {
        let mut headers = headers(RANGE, "bytes=0-4");
        headers.insert(IF_RANGE, HeaderValue::from_static("\"old\""));
        assert_eq!(wanted(&headers, "\"new\"", 10), Wanted::Whole);
        assert_eq!(wanted(&headers, "\"old\"", 10), Wanted::Part(0, 4));
    }

    #[test]
    fn ranges_of_chunks() {
        let of = |text: &str| of_chunk(&headers(CONTENT_RANGE, text));
        assert_eq!(of("0-3").unwrap(), Some(ChunkRange { start: 0, end: 3 }));
        assert_eq!(of("bytes 4-7/*").unwrap(), Some(ChunkRange { start: 4, end: 7 }));
        assert_eq!(of_chunk(&HeaderMap::new()).unwrap(), None);
        for bad in ["", "4", "a-b", "7-4", "0-18446744073709551615"] {
            assert!(of(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn entity_tags() {
        assert!(is_unchanged(&headers(IF_NONE_MATCH, "\"a\", W/\"b\""), "\"b\""));
        assert!(is_unchanged(&headers(IF_NONE_MATCH, "*"), "\"b\""));
        assert!(!is_unchanged(&headers(IF_NONE_MATCH, "\"a\""), "\"b\""));
        assert_eq!(expectation(&headers(IF_NONE_MATCH, "*")).unwrap(), Expectation::Absent);
        let digest = Digest::of(b"x");
        assert_eq!(expectation(&headers(IF_MATCH, &etag(&digest))).unwrap(), Expectation::At(digest));
    }
}
