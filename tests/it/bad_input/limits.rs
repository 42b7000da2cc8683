//! Templates that would never end, or never end growing.

use end_to_end::Desk;

#[test]
fn every_limit_of_a_render_can_be_set_and_ends_it() {
    let cases = [
        ("steps", "1000", "{{ range until 5000 }}{{ end }}", "more than 1000 steps"),
        (
            "depth",
            "20",
            "{{ define \"a\" }}{{ template \"a\" . }}{{ end }}{{ template \"a\" . }}",
            "depth (20)",
        ),
        (
            "nesting",
            "20",
            "{{ define \"a\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}",
            "more than 20 templates",
        ),
        ("output", "1k", "{{ range until 2000 }}x{{ end }}", "writes more than 1000 bytes"),
        (
            "memory",
            "1Mi",
            "{{ range until 5000 }}{{ $x := repeat 1000 \"x\" }}{{ end }}",
            "more memory than 1 MiB",
        ),
    ];
    let desk = Desk::new();
    desk.write("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n");
    for (name, value, template, complaint) in cases {
        desk.write("app/templates/a.yaml", &format!("a: 1\n{template}\n"));
        let limit = format!("{name}={value}");
        desk.rhumb(&["template", "r", "app", "--render-limit", &limit]).fails(15).complains(complaint);
        let run = desk.rhumb(&["lint", "app", "--render-limit", &limit]);
        assert_ne!(run.code(), Some(0), "{limit}");
    }
    let run = desk.with("RHUMB_RENDER_LIMITS", "depth=50,memory=1Mi").rhumb(&["template", "r", "app"]);
    run.fails(15).complains("more memory than 1 MiB");
    Desk::new()
        .rhumb(&["lint", "app", "--render-limit", "speed=1"])
        .fails(2)
        .complains("there is no limit `speed`");
}
