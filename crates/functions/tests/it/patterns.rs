//! Regular expressions where RE2 and the `regex` crate read texts differently.

use functions::regex::{Pattern, quote_meta};

fn replaced(expression: &str, text: &str, by: &str) -> String {
    let pattern = Pattern::new(expression).unwrap_or_else(|error| panic!("{expression}: {error}"));
    String::from_utf8(pattern.replace_all(text.as_bytes(), by.as_bytes())).expect("text")
}

#[test]
fn matches_are_those_of_re2() {
    for (expression, text, by, expected) in [
        (r"\W", "a-b_c é", "_", "a_b_c__"),
        (r"[\D]", "1é2", "", "12"),
        (r"[^\w]", "aé", "-", "a-"),
        (r"\bé", "é", "x", "é"),
        ("^", "a\nb", "x", "xa\nb"),
        ("(?m)^", "a\nb", "x", "xa\nxb"),
        ("a|ab", "ab", "X", "Xb"),
        ("b*", "abbc", "x", "xaxcx"),
        ("(a)(b)?", "a ab", "[$1$2]", "[a] [ab]"),
        ("(a)", "a", "$1x-${1}x-$$", "-ax-$"),
        ("(?P<n>a)", "a", "$n ${n}", "a a"),
        ("[a&&b]", "a&b", ".", "..."),
        ("[[]", "[", ".", "."),
        ("a{,2}", "a{,2}", ".", "."),
        ("{", "{", ".", "."),
        ("x{2}", "xxx", ".", ".x"),
        (r"\Qa.b\E+", "a.bbb", ".", "."),
        (r"\.\<", ".<", ".", "."),
        (r"[]a]", "]a", ".", ".."),
        (r"\x41\101\p{Greek}\pL", "AAαb", ".", "."),
        (r"[[:alpha:]-z]", "a-", ".", ".."),
        ("(?U)a+", "aaa", "x", "xxx"),
        ("(?i)k", "K", "x", "x"),
    ] {
        assert_eq!(replaced(expression, text, by), expected, "{expression} on {text}");
    }
    let pattern = Pattern::new("(?U)a+").unwrap();
    assert_eq!(pattern.find(b"aaa"), b"a");
    assert_eq!(pattern.find_all(b"aaa", 2).len(), 2);
    assert_eq!(pattern.find_all(b"aaa", 0).len(), 0);
}

#[test]
fn splits_follow_go() {
    for (expression, text, limit, expected) in [
        ("a+", "baaac", -1, &["b", "c"][..]),
        ("a", "banana", 2, &["b", "nana"]),
        ("a", "", -1, &[""]),
        ("", "abc", -1, &["a", "b", "c"]),
        ("z", "abc", -1, &["abc"]),
        ("a", "banana", 0, &[]),
        ("a", "banana", -1, &["b", "n", "n", ""]),
    ] {
        let pattern = Pattern::new(expression).unwrap();
        let found: Vec<_> =
            pattern.split(text.as_bytes(), limit).into_iter().map(String::from_utf8_lossy).collect();
        assert_eq!(found, expected, "{expression} on {text}");
    }
    assert_eq!(quote_meta("a.b*"), r"a\.b\*");
}

#[test]
fn errors_are_in_the_words_of_go() {
    for (expression, error) in [
        ("(?=a)", "invalid or unsupported Perl syntax: `(?=`"),
        ("(?<=a)b", "invalid named capture: `(?<=a)b`"),
        ("(?i", "invalid or unsupported Perl syntax: `(?i`"),
        ("a**", "invalid nested repetition operator: `**`"),
        ("a{2}*", "invalid nested repetition operator: `{2}*`"),
        ("*", "missing argument to repetition operator: `*`"),
        ("a{1001}", "invalid repeat count: `{1001}`"),
        ("a(", "missing closing ): `a(`"),
        ("a)", "unexpected ): `a)`"),
        ("[a", "missing closing ]: `[a`"),
        ("[z-a]", "invalid character class range: `z-a`"),
        ("\\1", "invalid escape sequence: `\\1`"),
        ("\\C", "invalid escape sequence: `\\C`"),
        ("a\\", "trailing backslash at end of expression: ``"),
        ("\\p{Nope}", "invalid character class range: `\\p{Nope}`"),
        ("(?-)", "invalid or unsupported Perl syntax: `(?-)`"),
        ("(?", "invalid or unsupported Perl syntax: `(?`"),
        ("(?é", "invalid or unsupported Perl syntax: `(?é`"),
        ("a*??", "invalid nested repetition operator: `*??`"),
        ("a+*?b", "invalid nested repetition operator: `+*?`"),
        ("|*", "missing argument to repetition operator: `*`"),
        ("(*a)", "missing argument to repetition operator: `*`"),
        ("{2}", "missing argument to repetition operator: `{2}`"),
        ("(?i)*", "missing argument to repetition operator: `*`"),
        ("[\\8]", "invalid escape sequence: `\\8`"),
        ("[[:foo:]]", "invalid character class range: `[:foo:]`"),
        ("\\pé", "invalid character class range: `\\pé`"),
        ("\\p", "invalid character class range: `\\p`"),
        ("\\xg", "invalid escape sequence: `\\xg`"),
        ("[a-\\d]", "invalid escape sequence: `\\d`"),
        ("a{2,1}", "invalid repeat count: `{2,1}`"),
        ("x{1000}{1000}", "invalid nested repetition operator: `{1000}{1000}`"),
    ] {
        let found = Pattern::new(expression).map(drop).unwrap_err().to_string();
        assert_eq!(found, format!("error parsing regexp: {error}"), "{expression}");
    }
}
