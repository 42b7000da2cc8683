//! Random templates: text/template's language and the functions whose results do not depend on chance, time or the
//! order of a map.

use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use super::idioms::IDIOMS;
use super::piece::{Kind, Part, Piece};
use super::values::KEYS;

/// What a function takes, a letter for each argument: `s` a string, `i` an integer, `f` any number, `a` anything, `l` a
/// list, `m` a table, `p` a pattern, `t` a format, `d` a duration, `v` a version, `D` a date, `L` the layout of one.
const FUNCTIONS: &[(&str, &str)] = &[
    ("upper", "s"),
    ("lower", "s"),
    ("title", "s"),
    ("untitle", "s"),
    ("snakecase", "s"),
    ("camelcase", "s"),
    ("kebabcase", "s"),
    ("swapcase", "s"),
    ("initials", "s"),
    ("nospace", "s"),
    ("trim", "s"),
    ("quote", "a"),
    ("squote", "a"),
    ("cat", "sa"),
    ("trimAll", "ss"),
    ("trimPrefix", "ss"),
    ("trimSuffix", "ss"),
    ("nindent", "is"),
    ("indent", "is"),
    ("replace", "sss"),
    ("plural", "ssi"),
    ("trunc", "is"),
    ("abbrev", "is"),
    ("abbrevboth", "iis"),
    ("substr", "iis"),
    ("wrap", "is"),
    ("wrapWith", "iss"),
    ("contains", "ss"),
    ("hasPrefix", "ss"),
    ("hasSuffix", "ss"),
    ("repeat", "is"),
    ("splitList", "ss"),
    ("split", "ss"),
    ("splitn", "sis"),
    ("join", "sl"),
    ("sortAlpha", "l"),
    ("toString", "a"),
    ("toStrings", "l"),
    ("toYaml", "a"),
    ("toJson", "a"),
    ("toPrettyJson", "a"),
    ("toRawJson", "a"),
    ("fromYaml", "s"),
    ("fromJson", "s"),
    ("fromYamlArray", "s"),
    ("fromJsonArray", "s"),
    ("toToml", "m"),
    ("b64enc", "s"),
    ("b64dec", "s"),
    ("b32enc", "s"),
    ("b32dec", "s"),
    ("sha1sum", "s"),
    ("sha256sum", "s"),
    ("adler32sum", "s"),
    ("add", "ff"),
    ("add1", "f"),
    ("sub", "ff"),
    ("mul", "ff"),
    ("div", "ff"),
    ("mod", "ff"),
    ("max", "ff"),
    ("min", "ff"),
    ("maxf", "ff"),
    ("minf", "ff"),
    ("addf", "ff"),
    ("subf", "ff"),
    ("mulf", "ff"),
    ("divf", "ff"),
    ("floor", "f"),
    ("ceil", "f"),
    ("round", "fi"),
    ("int", "a"),
    ("int64", "a"),
    ("float64", "a"),
    ("toDecimal", "a"),
    ("atoi", "s"),
    ("seq", "ii"),
    ("until", "i"),
    ("untilStep", "iii"),
    ("len", "a"),
    ("default", "aa"),
    ("empty", "a"),
    ("coalesce", "aaa"),
    ("ternary", "aaa"),
    ("all", "aa"),
    ("any", "aa"),
    ("list", "aa"),
    ("first", "l"),
    ("last", "l"),
    ("rest", "l"),
    ("initial", "l"),
    ("append", "la"),
    ("prepend", "la"),
    ("reverse", "l"),
    ("uniq", "l"),
    ("without", "la"),
    ("has", "al"),
    ("compact", "l"),
    ("slice", "li"),
    ("concat", "ll"),
    ("chunk", "il"),
    ("index", "li"),
    ("dict", "sa"),
    ("hasKey", "ms"),
    ("get", "ms"),
    ("pluck", "sm"),
    ("pick", "ms"),
    ("omit", "ms"),
    ("dig", "sam"),
    ("deepCopy", "a"),
    ("merge", "mm"),
    ("mergeOverwrite", "mm"),
    ("kindOf", "a"),
    ("typeOf", "a"),
    ("kindIs", "sa"),
    ("deepEqual", "aa"),
    ("eq", "aa"),
    ("ne", "aa"),
    ("lt", "aa"),
    ("le", "aa"),
    ("gt", "aa"),
    ("ge", "aa"),
    ("and", "aa"),
    ("or", "aa"),
    ("not", "a"),
    ("print", "aa"),
    ("println", "aa"),
    ("printf", "ta"),
    ("printf", "taa"),
    ("html", "a"),
    ("js", "a"),
    ("urlquery", "a"),
    ("regexMatch", "ps"),
    ("regexFind", "ps"),
    ("regexFindAll", "psi"),
    ("regexReplaceAll", "pss"),
    ("regexReplaceAllLiteral", "pss"),
    ("regexSplit", "psi"),
    ("regexQuoteMeta", "s"),
    ("base", "s"),
    ("dir", "s"),
    ("clean", "s"),
    ("ext", "s"),
    ("isAbs", "s"),
    ("urlParse", "s"),
    ("semverCompare", "vv"),
    ("semver", "v"),
    ("duration", "a"),
    ("durationRound", "d"),
    ("mustToDuration", "d"),
    ("durationSeconds", "d"),
    ("durationRoundTo", "dd"),
    ("toDate", "Ls"),
    ("date", "LD"),
    ("htmlDateInZone", "Ds"),
    ("unixEpoch", "D"),
    ("dateModify", "sD"),
    ("set", "msa"),
    ("unset", "ms"),
    ("mustMerge", "mm"),
    ("mustRegexReplaceAll", "pss"),
    ("mustRegexFindAll", "psi"),
    ("mustRegexSplit", "psi"),
    ("mustSlice", "lii"),
    ("mustToJson", "a"),
    ("quote", "aa"),
    ("tpl", "sa"),
    ("required", "sa"),
    ("include", "sa"),
];

const TEXTS: &[&str] = &[
    "",
    "a",
    "abc def",
    "A-b_c.D",
    "  x ",
    "é☺",
    "line\\nline",
    "1",
    "-3",
    "0x1F",
    "1e3",
    "true",
    "null",
    "a,b,c",
    "/x/../y.tar.gz",
    "{\\\"a\\\": [1, 2.50]}",
    "a: 1\\nb: [x, y]",
    "- 1\\n- {b: no}",
    "http://u:p@h:80/p?q=1#f",
    "{{ .s }}",
    "<&'>",
    "\\t",
    "yWRm",
    "MFRGG",
];
const NUMBERS: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "-1",
    "7",
    "10",
    "0x10",
    "1.5",
    "-0.5",
    "1e3",
    "100000",
    "'a'",
    "1000000",
    "2.0",
    "9223372036854775807",
];
const PATTERNS: &[&str] =
    &["a", "[a-c]+", "^.", "(b)(c)?", "\\\\s*", "\\\\d+", "x*", "[[:alpha:]]", "(?i)A", "$"];
const FORMATS: &[&str] = &[
    "%v", "%s", "%d", "%q", "%5.2f", "%-8v|", "%x", "%T", "%+v", "%05d", "%#v", "%t", "%c", "%U", "%e", "%g",
    "%%", "%v %v", "%6s|", "%*d", "%!",
];
const DURATIONS: &[&str] = &["\"1h2m3s\"", "\"90m\"", "95", "\"1500ms\""];
const VERSIONS: &[&str] = &[
    "\"1.2.3\"",
    "\"v1.2\"",
    "\">=1.0 <2\"",
    "\"^1.2\"",
    "\"~1.2.3-0\"",
    "\"1.2.3-rc.1+b\"",
    "\"*\"",
    "\"1.x || >3\"",
];

const DATES: &[&str] = &[
    "(toDate \"2006-01-02\" \"2020-02-29\")",
    "(toDate \"2006-01-02T15:04:05Z07:00\" \"1969-12-31T23:59:59+05:30\")",
    "((toDate \"2006-01-02\" \"2021-12-31\").AddDate 0 2 1)",
];
const LAYOUTS: &[&str] = &["2006-01-02", "Mon Jan _2 15:04:05 2006", "02/01/06 3PM .000", "Z07:00 MST", "x"];

/// A random template. It stands within a `define`, where there can be no other.
pub(super) fn template(random: &mut StdRng) -> Piece {
    body(random, 3)
}

fn pick<'a>(random: &mut StdRng, from: &[&'a str]) -> &'a str {
    from.choose(random).copied().unwrap_or_default()
}

fn text(text: impl Into<String>) -> Part {
    Part::Text(text.into())
}

fn body(random: &mut StdRng, depth: usize) -> Piece {
    let count = random.random_range(1..4);
    Piece::new(Kind::Body, (0..count).map(|_| Part::Piece(action(random, depth))))
}

fn action(random: &mut StdRng, depth: usize) -> Piece {
    let (open, close) = (pick(random, &["{{ ", "{{- ", "{{"]), pick(random, &[" }}", " -}}", "}}"]));
    let value = |random: &mut StdRng| Part::Piece(pipeline(random, depth));
    let choice = if depth == 0 { random.random_range(0..5) } else { random.random_range(0..20) };
    let parts = match choice {
        0 => vec![text(pick(random, &["text", "\n", "  a\n  ", "b: ", "{ ", "é"]))],
        1..=4 => vec![text(open), value(random), text(close)],
        5 | 6 => {
            let (then, other) = (body(random, depth - 1), body(random, depth - 1));
            let condition = value(random);
            let otherwise = ["{{ else }}", "{{- else -}}", "{{ else if . }}", "{{ else if not .Values.n }}"];
            let other = [text(pick(random, &otherwise)), Part::Piece(other)];
            let mut parts = vec![text(open), text("if "), condition, text(close), Part::Piece(then)];
            parts.extend(other);
            parts.push(text("{{ end }}"));
            parts
        }
        7 | 8 => {
            let inner = body(random, depth - 1);
            vec![
                text(open),
                text(pick(random, &["with ", "with $w := "])),
                value(random),
                text(close),
                Part::Piece(inner),
                text(pick(
                    random,
                    &["{{ else }}none{{ end }}", "{{ else with $.Values.s }}{{ . }}{{ end }}"],
                )),
            ]
        }
        9 | 10 => {
            let kind = b"lmi".choose(random).copied().unwrap_or_default();
            let over = Part::Piece(argument(random, depth, kind));
            let variables = pick(random, &["range ", "range $i, $x := ", "range $x := "]);
            let inner = body(random, depth - 1);
            vec![
                text("{{ "),
                text(variables),
                over,
                text(" }}"),
                text(pick(random, &["", "{{ if not . }}{{ continue }}{{ end }}"])),
                Part::Piece(inner),
                text(pick(random, &["", "{{ if . }}{{ break }}{{ end }}", "{{ break }}"])),
                text("{{ else }}none{{ end }}"),
            ]
        }
        11 => vec![text("{{ template \"defined\" "), value(random), text(" }}")],
        12 => {
            let (data, inner) = (value(random), body(random, depth - 1));
            let name = random.random_range(0..1_000_000);
            vec![
                text(format!("{{{{ block \"block{name}\" ")),
                data,
                text(" }}"),
                Part::Piece(inner),
                text("{{ end }}"),
            ]
        }
        15.. => idiom(random, depth),
        13 => vec![text("{{ $y := 0 }}{{ with $y = "), value(random), text(" }}{{ $y }}{{ end }}{{ $y }}")],
        _ => {
            let inner = body(random, depth - 1);
            vec![text("{{ $y := "), value(random), text(" }}{{ $y }}"), Part::Piece(inner), text("{{ $y }}")]
        }
    };
    Piece::new(Kind::Body, parts)
}

/// One of [`IDIOMS`], its holes filled.
fn idiom(random: &mut StdRng, depth: usize) -> Vec<Part> {
    let mut parts = vec![];
    let mut rest = pick(random, IDIOMS);
    while let Some((before, hole, after)) = next_hole(rest) {
        parts.push(text(before));
        parts.push(Part::Piece(match hole {
            b'B' => body(random, depth - 1),
            kind => argument(random, depth - 1, kind),
        }));
        rest = after;
    }
    parts.push(text(rest));
    parts
}

/// What stands before the first hole, its letter, and what stands behind it.
fn next_hole(text: &str) -> Option<(&str, u8, &str)> {
    let is_hole = |at: &usize| matches!(text.as_bytes()[*at..], [b'<', letter, b'>', ..] if letter.is_ascii_alphabetic());
    let at = text.match_indices('<').map(|(at, _)| at).find(is_hole)?;
    Some((&text[..at], text.as_bytes()[at + 1], &text[at + 3..]))
}

fn pipeline(random: &mut StdRng, depth: usize) -> Piece {
    let first = call(random, depth);
    if random.random_ratio(1, 3) {
        let function = pick(
            random,
            &[
                "quote",
                "upper",
                "toYaml",
                "toJson",
                "len",
                "trim",
                "int",
                "default \"d\"",
                "printf \"%v\"",
                "nindent 2",
                "first",
            ],
        );
        return Piece::new(Kind::Value, [Part::Piece(first), text(format!(" | {function}"))]);
    }
    first
}

/// A call, without parentheses around it.
fn call(random: &mut StdRng, depth: usize) -> Piece {
    let Some((name, kinds)) =
        FUNCTIONS.choose(random).copied().filter(|_| depth > 0 || random.random_bool(0.5))
    else {
        return argument(random, 0, b'a');
    };
    let mut parts = vec![text(name)];
    for kind in kinds.bytes() {
        // Sometimes something that may not fit at all; but what is no date is taken for the time of the day.
        let kind = if kind != b'D' && random.random_ratio(1, 12) { b'a' } else { kind };
        parts.push(text(" "));
        parts.push(Part::Piece(match (name, kind) {
            ("include", b's') => Piece::text(Kind::Value, "\"helper\""),
            _ => argument(random, depth.saturating_sub(1), kind),
        }));
    }
    Piece::new(Kind::Value, parts)
}

/// Something that can stand as an argument.
fn argument(random: &mut StdRng, depth: usize, kind: u8) -> Piece {
    if depth > 0 && kind != b'D' && random.random_ratio(1, 3) {
        return Piece::new(Kind::Value, [text("("), Part::Piece(call(random, depth - 1)), text(")")]);
    }
    let key = |random: &mut StdRng| format!("$.Values.{}", pick(random, KEYS));
    let shown = match kind {
        b's' if random.random_ratio(1, 4) => "$.Values.s".to_owned(),
        b's' => format!("\"{}\"", pick(random, TEXTS)),
        b'i' => pick(random, &["0", "1", "2", "3", "-1", "5", "(int $.Values.n)"]).to_owned(),
        b'f' if random.random_bool(0.5) => "$.Values.n".to_owned(),
        b'f' => pick(random, NUMBERS).to_owned(),
        b'l' => pick(
            random,
            &["$.Values.l", "(list 1 \"b\" 2.5 nil)", "(list)", "(until 4)", "(splitList \",\" \"c,a,b\")"],
        )
        .to_owned(),
        b'm' => pick(
            random,
            &["$.Values.m", "(dict \"a\" 1 \"b\" (dict \"c\" \"d\"))", "(dict)", "$.Values.empty"],
        )
        .to_owned(),
        b'p' => format!("\"{}\"", pick(random, PATTERNS)),
        b't' => format!("\"{}\"", pick(random, FORMATS)),
        b'd' => pick(random, DURATIONS).to_owned(),
        b'D' => pick(random, DATES).to_owned(),
        b'L' => format!("\"{}\"", pick(random, LAYOUTS)),
        b'v' => pick(random, VERSIONS).to_owned(),
        _ => match random.random_range(0..8) {
            0 => format!("\"{}\"", pick(random, TEXTS)),
            1 => pick(random, NUMBERS).to_owned(),
            2 => pick(
                random,
                &[
                    "true",
                    "false",
                    "nil",
                    "$.Chart.Name",
                    "$.Release.IsInstall",
                    "$.Values.m.a",
                    "$.Values.none",
                ],
            )
            .to_owned(),
            3 => ".".to_owned(),
            _ => key(random),
        },
    };
    Piece::text(Kind::Value, shown)
}
