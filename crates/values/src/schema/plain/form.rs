//! What a plain reference and a plain pattern are.

/// A reference without anything that would have to be decoded, and without a scheme.
pub(super) fn is_plain_reference(reference: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._/#$".contains(&byte);
    reference.bytes().all(plain) && reference.matches('#').count() <= 1 && !reference.contains("//")
}

/// A valid pattern that means the same to every kind of regular expressions, held against ASCII.
pub(super) fn is_plain_pattern(pattern: &str) -> bool {
    Pattern { rest: pattern.as_bytes(), counted: 0 }.alternatives(0).is_some_and(<[u8]>::is_empty)
}

/// How often repetitions may be counted in one pattern, and how far: what is counted is written out when compiled.
const COUNTED: (usize, u32) = (2, 100);

/// What an escape may make a letter of, or a class that is the same everywhere.
const ESCAPED: &[u8] = b"dw.-/+*?()[]{}^$|\\";

struct Pattern<'p> {
    rest: &'p [u8],
    counted: usize,
}

impl<'p> Pattern<'p> {
    /// Reads up to the end of the text or of a group that is `depth` deep, and gives what follows.
    fn alternatives(&mut self, depth: usize) -> Option<&'p [u8]> {
        let mut repeatable = false;
        loop {
            let Some((&byte, rest)) = self.rest.split_first() else { return Some(self.rest) };
            match byte {
                b')' if depth > 0 => return Some(self.rest),
                b'(' if depth < 8 && rest.first() != Some(&b'?') => {
                    self.rest = rest;
                    self.rest = self.alternatives(depth + 1)?.strip_prefix(b")")?;
                    repeatable = true;
                }
                b'[' => {
                    self.rest = class(rest)?;
                    repeatable = true;
                }
                b'*' | b'+' | b'?' | b'{' => {
                    if !repeatable {
                        return None;
                    }
                    self.rest = if byte == b'{' { self.count(rest)? } else { rest };
                    // It may be lazy; what comes then is repeated no more.
                    self.rest = self.rest.strip_prefix(b"?").unwrap_or(self.rest);
                    repeatable = false;
                }
                b'\\' => {
                    let (escaped, rest) = rest.split_first()?;
                    if !ESCAPED.contains(escaped) {
                        return None;
                    }
                    self.rest = rest;
                    repeatable = true;
                }
                b'|' | b'^' | b'$' => {
                    self.rest = rest;
                    repeatable = false;
                }
                b')' | b'(' | b']' | b'}' => return None,
                b' '..=b'~' => {
                    self.rest = rest;
                    repeatable = true;
                }
                _ => return None,
            }
        }
    }

    /// `3}`, `3,}` or `3,5}`.
    fn count<'r>(&mut self, rest: &'r [u8]) -> Option<&'r [u8]> {
        self.counted += 1;
        let end = rest.iter().position(|byte| *byte == b'}')?;
        let text = std::str::from_utf8(&rest[..end]).ok()?;
        let number = |text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            let number: u32 = text.parse().ok().filter(|_| digits)?;
            (number <= COUNTED.1).then_some(number)
        };
        let valid = match text.split_once(',') {
            Some((least, "")) => number(least).is_some(),
            Some((least, most)) => number(least)? <= number(most)?,
            None => number(text).is_some(),
        };
        (valid && self.counted <= COUNTED.0).then_some(&rest[end + 1..])
    }
}

/// Reads a set of characters up to its end, and gives what follows.
fn class(text: &[u8]) -> Option<&[u8]> {
    let mut rest = text.strip_prefix(b"^").unwrap_or(text);
    // The letter before, from which a range may lead on.
    let mut from = None;
    let mut empty = true;
    loop {
        let (&byte, after) = rest.split_first()?;
        match (byte, after) {
            (b']', _) => return (!empty).then_some(after),
            (b'\\', [escaped, after @ ..]) if ESCAPED.contains(escaped) => {
                from = None;
                rest = after;
            }
            (b'-', [b']', ..]) => rest = after,
            (b'-', [to, after @ ..])
                if to.is_ascii_alphanumeric() && from.is_some_and(|from| from <= *to) =>
            {
                from = None;
                rest = after;
            }
            (b'-' | b'[' | b'&' | b'~' | b'\\', _) => return None,
            (b' '..=b'}', _) => {
                from = byte.is_ascii_alphanumeric().then_some(byte);
                rest = after;
            }
            _ => return None,
        }
        empty = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_charts_are_plain() {
        for pattern in [
            "^[0-9.]+Gi$",
            "^[A-Za-z_][A-Za-z0-9_]*$",
            "^/",
            "^[^ ]+$",
            "^\\d{1,3}(\\.\\d+)?m?$",
            "^(a|b-c)*?$",
            "[0-9-]",
            "",
        ] {
            assert!(is_plain_pattern(pattern), "{pattern}");
        }
    }

    #[test]
    fn what_is_wrong_or_means_several_things_is_not() {
        for pattern in [
            "(?i)a",
            "a**",
            "*a",
            "a++",
            "(a",
            "a)",
            "[a",
            "a]",
            "[]a]",
            "[a-]b-c]",
            "[z-a]",
            "[[a]]",
            "a{2",
            "a{b}",
            "a{3,2}",
            "a{1000}",
            "(a{9}){9}{9}",
            "\\p{L}",
            "\\s",
            "\\b",
            "é",
            "a\\",
            "^*",
            "(?P<n>a)",
            "[a&&b]",
            "[\\x]",
        ] {
            assert!(!is_plain_pattern(pattern), "{pattern}");
        }
    }

    proptest::proptest! {
        /// Whatever is called plain, both libraries take, and they agree on it.
        #[test]
        fn plain_patterns_are_valid(pattern in "[-ab0-9(){}\\[\\]^$|*+?.,\\\\]{0,12}", text in "[-ab0-9._ ]{0,6}") {
            if is_plain_pattern(&pattern) {
                let full = regex::Regex::new(&pattern).map(|regex| regex.is_match(&text));
                let lite = regex_lite::Regex::new(&pattern).map(|regex| regex.is_match(&text));
                proptest::prop_assert_eq!(full.ok(), lite.ok(), "{} {}", pattern, text);
                proptest::prop_assert!(regex::Regex::new(&pattern).is_ok(), "{}", pattern);
            }
        }
    }
}
