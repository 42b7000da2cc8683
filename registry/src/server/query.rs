//! Query strings, percent signs.

use std::borrow::Cow;

/// The pairs of a query string, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads a query string; a pair without `=` has an empty value.
    pub(super) fn parse(query: Option<&str>) -> Self {
        let pair = |pair: &str| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let plain = |text: &str| decode(&text.replace('+', " ")).into_owned();
            (plain(key), plain(value))
        };
        Self(query.unwrap_or("").split('&').filter(|p| !p.is_empty()).map(pair).collect())
    }

    /// The first value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str())
    }

    /// Every value of a key.
    pub(super) fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(k, _)| k == key).map(|(_, value)| value.as_str())
    }
}

/// Undoes percent encoding; what is not a valid escape, or not UTF-8 then, stays as it is or is replaced.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digit = |offset: usize| bytes.get(at + offset).and_then(|b| char::from(*b).to_digit(16));
        match (bytes[at], digit(1), digit(2)) {
            (b'%', Some(high), Some(low)) => {
                plain.push(u8::try_from(high * 16 + low).unwrap_or(b'%'));
                at += 3;
            }
            (byte, _, _) => {
                plain.push(byte);
                at += 1;
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&plain).into_owned())
}

/// A value as it may stand in a query string.
pub(super) fn encode(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_and_escapes() {
        let query = Query::parse(Some("digest=sha256%3Aab&tag=a&tag=b+c&flag&x=%zz%4"));
        assert_eq!(query.get("digest"), Some("sha256:ab"));
        assert_eq!(query.all("tag").collect::<Vec<_>>(), ["a", "b c"]);
        assert_eq!(query.get("flag"), Some(""));
        assert_eq!(query.get("x"), Some("%zz%4"));
        assert_eq!(query.get("y"), None);
        assert_eq!(decode(&encode("a b&=é/")), "a b&=é/");
    }
}
