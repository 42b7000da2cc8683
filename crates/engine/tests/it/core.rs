//! What holds for both dialects.

use std::time::Duration;

use chart::{Chart, File, Metadata};
use engine::{KubeVersion, ReleaseInfo, RenderInput, render};
use functions::moment::Moment;
use yaml::Node;

fn native(templates: &[(&str, &str)]) -> Chart {
    let file = |(name, text): &(&str, &str)| File {
        name: (*name).into(),
        data: text.as_bytes().into(),
        modified: None,
    };
    Chart {
        metadata: Metadata {
            api_version: "rhumb/v1".into(),
            name: "c".into(),
            version: "1.0.0".into(),
            ..Metadata::default()
        },
        templates: templates.iter().map(file).collect(),
        ..Chart::default()
    }
}

fn input<'a>(chart: &'a Chart, values: &'a Node) -> RenderInput<'a> {
    RenderInput::new(chart, values, ReleaseInfo::install("r", "n"), Moment::zero())
}

#[test]
fn a_cluster_that_the_chart_does_not_want_is_refused_in_helms_words() {
    let mut chart = native(&[]);
    chart.metadata.kube_version = "<1.30.0".into();
    let values = Node::new(yaml::Mapping::new());
    let mut input = input(&chart, &values);
    let error = render(&input).unwrap_err();
    assert_eq!(
        error.to_string(),
        "chart requires kubeVersion: <1.30.0 which is incompatible with Kubernetes v1.37.0"
    );
    input.capabilities.kube_version = KubeVersion::parse("1.29.1-eks").unwrap();
    assert!(render(&input).is_ok());
}

#[test]
fn what_a_tera_file_writes_is_limited() {
    let chart =
        native(&[("templates/a.yaml.tera", "{% for i in range(end=1000) %}x: {{ i }}\n{% endfor %}")]);
    let values = Node::new(yaml::Mapping::new());
    let mut input = input(&chart, &values);
    input.limits.output = 1000;
    let diagnostic = render(&input).unwrap_err().diagnostic();
    assert_eq!(diagnostic.kind, diagnostic::Kind::Limit);
    assert_eq!(diagnostic.message, "c/templates/a.yaml.tera: the template writes more than 1000 bytes");
    input.limits.output = 1 << 20;
    input.limits.time = Duration::ZERO;
    let diagnostic = render(&input).unwrap_err().diagnostic();
    assert_eq!(diagnostic.message, "c/templates/a.yaml.tera: the template writes for too long");
}

#[test]
fn a_lenient_render_goes_on_without_what_is_required() {
    let chart =
        native(&[("templates/a.yaml.tera", "a: {{ values.x | required | json }}{{ fail(message='no') }}")]);
    let values = Node::new(yaml::Mapping::new());
    let mut input = input(&chart, &values);
    assert!(render(&input).is_err());
    input.lenient = true;
    assert_eq!(render(&input).unwrap().files[0].text.to_string(), "a: \"\"\n");
}

#[test]
fn notes_are_apart_and_those_of_subcharts_only_on_request() {
    let mut chart =
        native(&[("templates/NOTES.txt.tera", "own {{ values.s.x }}"), ("templates/a.yaml.tera", "a: 1")]);
    let mut child = native(&[("templates/NOTES.md.tera", "child {{ values.x }}")]);
    child.metadata.name = "s".into();
    chart.dependencies.push(child);
    let values = yaml::parse_one(&diagnostic::Source::file("v", "s: {x: 5}")).unwrap();
    let rendered = render(&input(&chart, &values)).unwrap();
    assert_eq!(rendered.files.len(), 1);
    assert_eq!(rendered.notes_text(false), "own 5");
    assert_eq!(rendered.notes_text(true), "own 5\nchild 5");
    let sorted = rendered.sorted(manifest::INSTALL_ORDER).unwrap();
    assert_eq!(&*sorted.documents[0].path, "c/templates/a.yaml.tera");
}

#[test]
fn a_large_file_is_read_only_where_a_template_looks_at_it() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n");
    write("large.txt", &"x".repeat(40_000));
    std::fs::create_dir(folder.path().join("templates")).unwrap();
    let values = Node::new(yaml::Mapping::new());
    let rendered = |template: &str| {
        write("templates/a.yaml", template);
        write("large.txt", &"x".repeat(40_000));
        let chart = Chart::load(folder.path()).unwrap();
        write("large.txt", "short");
        render(&input(&chart, &values))
    };
    assert!(rendered("{{ range $name, $_ := .Files }}a: {{ $name }}{{ end }}").is_ok());
    for template in
        ["a: {{ .Files.Get \"large.txt\" }}", "a: {{ .Files.Get \"large.txt\" }}{{ fail \"first\" }}"]
    {
        let diagnostic = rendered(template).unwrap_err().diagnostic();
        assert!(
            diagnostic.message.ends_with("large.txt: it has changed since the chart was loaded"),
            "{diagnostic}"
        );
    }
}
