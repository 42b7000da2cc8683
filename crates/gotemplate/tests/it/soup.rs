//! Any text at all: it parses or it does not, it executes or it does not, but nothing breaks.

use gotemplate::Limits;
use proptest::prelude::*;

use crate::world::{Outcome, execute};

/// Pieces of templates, in no sensible order.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(vec![
            "{{",
            "}}",
            "{{- ",
            " -}}",
            "{{/*",
            "*/}}",
            "(",
            ")",
            "|",
            ".",
            "$",
            "$x",
            ":=",
            "=",
            ",",
            " ",
            "\n",
            "\r\n",
            "\"",
            "`",
            "'",
            "\\",
            "if ",
            "with ",
            "range ",
            "else",
            "else if ",
            "end",
            "define \"t\"",
            "template \"t\"",
            "block \"b\" .",
            "break",
            "continue",
            "nil",
            "true",
            "and ",
            "or ",
            "eq ",
            "index ",
            "slice ",
            "len ",
            "printf ",
            "\"%*.3[2]d%#v\"",
            ".list",
            ".m.c.d",
            ".o.Hello",
            ".u",
            ".bad",
            ".nope",
            "1",
            "-1.5e3",
            "0x",
            "1i",
            "'a'",
            "é",
            "\u{2028}",
            "{{ .s | printf \"%q\" }}",
            "{{ range $i, $e := .list }}",
            "{{ end }}",
            "{{ $x := 1 }}",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ]
}

fn check(template: &str) {
    let limits = Limits { steps: 20_000, output: 1 << 20, memory: 1 << 22, ..Limits::default() };
    match execute(template, limits) {
        Outcome::Text(_) => {}
        Outcome::Parse(error) => {
            assert!(error.span.end as usize <= template.len(), "{error}");
            let _ = diagnostic::render(&error.diagnostic(), diagnostic::Style::Plain);
        }
        Outcome::Exec(error) => {
            let _ = diagnostic::render(&error.diagnostic(), diagnostic::Style::Plain);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_breaks(pieces in proptest::collection::vec(piece(), 0..24)) {
        check(&pieces.concat());
    }

    #[test]
    fn nothing_breaks_inside_of_an_action(pieces in proptest::collection::vec(piece(), 0..12)) {
        check(&format!("{{{{ {} }}}}", pieces.concat()));
    }

    #[test]
    fn no_format_breaks(format in "[%a-zA-Z0-9.*#+ \\-\\[\\]é]{0,12}", value in "\\.[a-z0-9]{1,4}|[0-9]{1,3}|nil") {
        check(&format!("{{{{ printf `{format}` {value} .i }}}}"));
    }
}
