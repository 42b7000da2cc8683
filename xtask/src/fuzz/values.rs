//! Random values files: the same few keys with whatever YAML may say.

use std::fmt::Write;

use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

/// The keys that templates look at.
pub(super) const KEYS: &[&str] = &["s", "n", "l", "m", "x", "y", "z", "empty"];

const SCALARS: &[&str] = &[
    "yes",
    "off",
    "y",
    "~",
    "null",
    "",
    "0777",
    "08",
    "1_000",
    "0x1F",
    "0o17",
    "0b11",
    ".5",
    "1e3",
    "-0",
    "1.0",
    "12345678901",
    "9223372036854775808",
    "123456789012345678901234567890",
    "190:20:30",
    "2001-01-01",
    "2001-12-14t21:59:43.10-05:00",
    "=",
    "<<",
    "'it''s'",
    "\"a\\tb\\u00e9\\x41\"",
    "\"fold\n  ed\"",
    "plain text\n  over lines",
    "|\n  literal\n   more\n",
    "|-\n  kept\n\n",
    ">\n  folded\n  text\n\n  more\n",
    ">+\n  keep\n\n",
    "[1, a, {b: c}, ]",
    "{a: 1, 'b': \"2\", c: [d]}",
    "[]",
    "{}",
    "!!str 12",
    "!!int \"3\"",
    "!!float 1",
    "a#b",
    "a # comment",
    "'a: b'",
    "é☺\u{a0}",
    "C:\\x",
    ".",
    "a very long text that goes on and on for more than eighty columns, so that printers fold it",
    "\" leading\"",
    "'trailing '",
    "\"#no\"",
    "&anchor v",
    "1.",
    "+1",
    "0.1e1",
    "-.5",
    "0x",
    "1__0",
    "!!binary aGk=",
    "! x",
];
/// What no file of values may say there, but for some of them.
const BROKEN: &[&str] =
    &["- 1", "@x", "%x", "x: y", "*", "-", "?", "1e400", "\"unclosed", "[a", "\ttab", "|x"];
const TEXTS: &[&str] =
    &["text", "\"two words\"", "'a-b'", "x.y/z", "\"\"", "\"1\"", "\"é\"", "|\n  one\n  two\n"];
const NUMBERS: &[&str] = &["0", "1", "3", "-2", "1.5", "1e6", "1234567", "0.1", "100"];

/// A values file, which now and then cannot be read.
pub(super) fn values(random: &mut StdRng) -> String {
    let broken = random.random_ratio(1, 20).then(|| BROKEN.choose(random)).flatten();
    let mut pick = |from: &[&'static str]| from.choose(random).copied().unwrap_or_default();
    let mut text = format!("s: {}\nn: {}\nempty: {{}}\n", pick(TEXTS), pick(NUMBERS));
    for key in ["x", "y", "z"] {
        let _ = writeln!(text, "{key}: {}", pick(SCALARS));
    }
    let item = |scalar: &str| scalar.replace('\n', "\n  ");
    text.push_str("l:\n");
    for _ in 0..3 {
        let _ = writeln!(text, "  - {}", item(pick(SCALARS)));
    }
    text.push_str("m:\n");
    for key in ["a", "b", "\"c d\"", "10", "a10", "a2"] {
        let _ = writeln!(text, "  {key}: {}", item(pick(SCALARS)));
    }
    if let Some(broken) = broken {
        let _ = writeln!(text, "broken: {broken}");
    }
    text
}
