//! Ordinary text is read as the parser reads it, places included.

use diagnostic::Span;
use proptest::prelude::*;
use yaml::{Scalar, Sink, read_ordinary, read_yaml};

/// What a sink is told.
#[derive(Debug, Default, PartialEq)]
struct Told(Vec<(String, Span)>);

impl Sink for Told {
    fn scalar(&mut self, value: Scalar<'_>, span: Span) {
        self.0.push((format!("{value:?}"), span));
    }
    // Where a collection begins is told when it ends.
    fn begin_sequence(&mut self, _: Span) {
        self.0.push(("[".into(), Span::default()));
    }
    fn end_sequence(&mut self, span: Span) {
        self.0.push(("]".into(), span));
    }
    fn begin_mapping(&mut self, _: Span) {
        self.0.push(("{".into(), Span::default()));
    }
    fn key(&mut self, key: &str, span: Span, merged: bool) {
        self.0.push((format!("{key} {merged}"), span));
    }
    fn end_mapping(&mut self, span: Span) {
        self.0.push(("}".into(), span));
    }
}

/// Whether a text is ordinary; then the parser says the same of it.
fn agrees(text: &str) -> bool {
    let (mut ordinary, mut parsed) = (Told::default(), Told::default());
    let Some(any) = read_ordinary(text, &mut ordinary) else { return false };
    match read_yaml(text, &mut parsed) {
        Ok(known) => assert_eq!((any, ordinary), (known, parsed), "{text}"),
        Err(error) => panic!("{error}\n{text}"),
    }
    true
}

const DOCUMENT: &str = r#"# Source: c/templates/a.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: "there"
  labels:
    app.kubernetes.io/name: 'web'
  annotations:
    helm.sh/hook: pre-install,post-upgrade
    "helm.sh/hook-weight": "-5"
    note: it's # a comment
spec:
  replicas: 3
  empty: {}
  emptier:
    {}
  items:
      []
  regex: .+;
  numbers: [1, 2.5, a, 'b c', "d"] # and words
  ports: [ ]  # none
  time: 2020-01-01
  quoted: 'it''s'
  none:
  template:
    metadata:
      name: inner
      annotations:
        helm.sh/hook: test
    spec:
      containers:
      - name: a
        command: ["sh", '-c', run]
        args:
        - --flag=x
        - |
          kind: Secret

            deeper
          	tab
        env:
          - name: B
            value: "a\nb"
      -   name: b
          list:
          - - 1
            - 2
          -
            x: y
  text: >-
    folded
    text
"#;

#[test]
fn ordinary_documents_need_no_parser() {
    for text in [
        DOCUMENT,
        "# nothing\n",
        "",
        "\n\n",
        "---\na: 1\n",
        "# first\n---  \n\na: 1",
        "a:\nb:\n  - \n  -\n  - x\n  -\nc:\n- a:\n  b:\n-\nd: ",
        "a: |\n  x\n\n   y\n\n\nb: |-\n  x\n\n# comment\nc: |+\n  x\n\n\nd: 1\n",
        "a: >\n  x\n  y\n\n  z\n    deeper\n    still\n\n  back\n\n\n\nb: >-\n\n\n  x\n  y\n",
        "a: |\n  x\n  # no comment\n # a comment\nb: 1\n",
        "a: |\n  x",
        "a:\n  - |\n    x\n\n  - >+\n    y\n\n\n",
        "a: \"\\t\\\"\\\\n\\n\"\nb: 'it''s'\nc: ''\n",
        "é: ü\n".trim_start_matches("é: ü\n"),
        "a: ü # ‰\nb: 😀\n",
        "a: yes\nb: 0x1F\nc: 1e3\nd: ~\ne: 0b1\nf: .5\ng: -1\nh: 1_000\ni: 12:30:45\nj: 2001-01-01\n",
        "a: [a, 'b', \"c\", 1, true, 0.5]\nb: {}\nc: { }\nd: []\ne: [ a , b ] # c\n",
        "a: 1\na: 2\n",
    ] {
        assert!(agrees(text), "{text:?}");
    }
}

#[test]
fn what_is_odd_is_left_to_the_parser() {
    for text in [
        "a: b: c\n",
        "a: &x 1\n",
        "a: *x\n",
        "- a\n",
        "text\n",
        "a: 1\n  b: 2\n",
        "a:\n b: 1\n  c: 2\n",
        "a:\n  b: 1\n c: 2\n",
        "a: .inf\n",
        "null: 1\n",
        "8080: 1\n",
        "a: \"x\ny\"\n",
        "a: 'x\n",
        "a: \"\\u0041\"\n",
        "a: x\n y\n",
        "a:\t1\n",
        "a: \u{1}\n",
        "...\n",
        "---\n",
        "a: 1\n---\nb: 2\n",
        "a: 1\n...\nb: 2\n",
        "a: [x, y: z]\n",
        "a: [x, ]\n",
        "a: {b: c}\n",
        "a: |2\n  x\n",
        "a: |\nb: 1\n",
        "a:\n- b\n c: 1\n",
        "a: |\n    \n  x\n",
        "a: 1\r\n",
        "a: - b\n",
        "a: @x\n",
        "<<: x\n",
    ] {
        assert!(!agrees(text), "{text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn an_edited_document_is_read_as_the_parser_reads_it(
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..4_usize, piece()), 1..5),
    ) {
        let mut text: Vec<char> = DOCUMENT.chars().collect();
        for (at, removed, piece) in edits {
            let at = at.index(text.len() + 1);
            let end = (at + removed).min(text.len());
            text.splice(at..end, piece.chars());
        }
        agrees(&text.into_iter().collect::<String>());
    }

    #[test]
    fn lines_are_read_as_the_parser_reads_them(
        lines in prop::collection::vec((0..4_usize, piece(), piece()), 0..12),
        last in any::<bool>(),
    ) {
        let mut text: String =
            lines.iter().map(|(depth, a, b)| format!("{}{a}{b}\n", " ".repeat(*depth))).collect();
        if last {
            text.pop();
        }
        agrees(&text);
    }

    #[test]
    fn blocks_are_read_as_the_parser_reads_them(
        header in "[|>][-+]?",
        lines in prop::collection::vec(prop_oneof!["", " {0,4}", " {2}[ a#-]{0,4}", "[ a:#]{0,5}"], 0..8),
        last in any::<bool>(),
    ) {
        let text = format!("a: {header}\n{}{}", lines.join("\n"), if last { "\n" } else { "" });
        agrees(&text);
        agrees(&format!("{text}b: 1\n"));
        agrees(&format!("x:\n- {header}\n{}\n", lines.join("\n")));
    }
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "a: ",
            "b:",
            "kind: X",
            "metadata:",
            "name: ",
            "annotations:",
            "- ",
            "-",
            " ",
            "  ",
            "\n",
            "x",
            "1",
            "\"",
            "'",
            "#",
            " #",
            "|",
            ">-",
            "[",
            "]",
            "{}",
            "[a, b]",
            ": ",
            ":",
            "\t",
            "&a ",
            "*a",
            "!t ",
            "---",
            "...",
            "~",
            "null",
            "yes",
            "é",
            "\u{2028}",
            "\u{85}",
            "\r",
            "\\",
            "\"q\"",
            "'q'",
            "? ",
            "%",
            "@",
            "`",
            ",",
            ".5",
            "-1",
            "--",
            "<<: ",
        ])
        .prop_map(str::to_owned),
        "[ -~]{0,6}",
    ]
}
