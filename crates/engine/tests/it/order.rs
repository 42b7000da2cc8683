//! What Helm 4.3.1 makes of templates that fail, define and call each other across files: it parses all of them before it
//! executes one, the last name first.

use chart::Chart;
use engine::{ReleaseInfo, RenderInput};
use functions::moment::Moment;
use yaml::{Mapping, Node};

use crate::file;

/// The files of a chart, what Helm's output holds, or its error.
type Case =
    (&'static [(&'static str, &'static str)], Result<&'static [(&'static str, &'static str)], &'static str>);

const CASES: &[Case] = &[
    // One that is executed first fails, but a later one does not even parse.
    (
        &[("z.yaml", "a: {{ fail \"first\" }}\n"), ("b.yaml", "a: {{ if }}\n")],
        Err("parse error at (c/templates/b.yaml:1): missing value for if"),
    ),
    // Of several that do not parse the first counts, whether it defines others or not.
    (
        &[
            ("z.yaml", "a: {{ if }}\n"),
            ("b.yaml", "{{ define \"x\" }}{{ end }}\n"),
            ("a.yaml", "{{ define \"y\" }}{{ nosuch }}{{ end }}"),
        ],
        Err("parse error at (c/templates/z.yaml:1): missing value for if"),
    ),
    // What is defined in a file that comes later.
    (
        &[("z.yaml", "a: {{ include \"y\" . }}\n"), ("a.yaml", "{{ define \"y\" }}z{{ end }}b: 1\n")],
        Ok(&[("a.yaml", "b: 1\n"), ("z.yaml", "a: z\n")]),
    ),
    // Files that are called by their paths, before and after it is their turn.
    (
        &[
            ("z.yaml", "a: {{ include (print .Template.BasePath \"/b.yaml\") . | sha256sum }}\n"),
            ("b.yaml", "b: {{ .Release.Name }}\n"),
            ("a.yaml", "a: {{ include (print .Template.BasePath \"/b.yaml\") . | quote }}\n"),
        ],
        Ok(&[
            ("a.yaml", "a: \"b: r\\n\"\n"),
            ("b.yaml", "b: r\n"),
            ("z.yaml", "a: 00db94143fdf18d88b25f4db206fb1d4ab739e136d2e4e3d3d2b1f88b9256b52\n"),
        ]),
    ),
    // A definition under the path of another file.
    (
        &[
            ("z.yaml", "z: 1\n"),
            ("b.yaml", "{{ define \"c/templates/z.yaml\" }}y: 1{{ end }}b: 1\n"),
            ("y.yaml", "{{/* nothing */}}\n"),
            ("a.yaml", "a: {{ include \"c/templates/y.yaml\" . | quote }}\n"),
        ],
        Ok(&[("a.yaml", "a: \"\\n\"\n"), ("b.yaml", "b: 1\n"), ("y.yaml", "\n"), ("z.yaml", "y: 1")]),
    ),
    // A called file that does not parse is told as what it is, not as a call that failed.
    (
        &[("z.yaml", "a: {{ include \"c/templates/b.yaml\" . }}\n"), ("b.yaml", "a: {{ end }}\n")],
        Err("parse error at (c/templates/b.yaml:1): unexpected {{end}}"),
    ),
];

#[test]
fn templates_see_each_other_as_in_helm() {
    for (templates, expected) in CASES {
        let mut files = vec![file("Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n")];
        files.extend(templates.iter().map(|(name, text)| file(&format!("templates/{name}"), text)));
        let chart = Chart::from_files("c", files, &mut vec![]).expect("a chart");
        let values = Node::new(Mapping::new());
        let input = RenderInput::new(&chart, &values, ReleaseInfo::install("r", "default"), Moment::zero());
        let found = engine::render(&input).map_err(|error| error.to_string()).map(|rendered| rendered.files);
        let found = found.as_ref().map_err(String::as_str).map(|files| {
            let named = |path: &'_ str| path.trim_start_matches("c/templates/").to_owned();
            files.iter().map(|file| (named(&file.path), file.text.to_string())).collect::<Vec<_>>()
        });
        let expected = expected.map(|files| {
            files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect::<Vec<_>>()
        });
        assert_eq!(found, expected, "{templates:?}");
    }
}
