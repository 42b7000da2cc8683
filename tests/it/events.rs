//! `--events json`: what scripts read from stderr while a release is changed.

use std::collections::BTreeSet;

use end_to_end::{Desk, Run};
use serde_json::Value;
use testbed::ControlPlane;

/// Each line of stderr, read as JSON.
fn events(run: &Run) -> Vec<Value> {
    let error = run.stderr();
    error
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect()
}

fn names(events: &[Value]) -> BTreeSet<&str> {
    events.iter().filter_map(|event| event["event"].as_str()).collect()
}

#[test]
fn stderr_is_json_lines_as_documented_and_stdout_is_the_release() {
    let namespace = ControlPlane::shared().unwrap().namespace("events").unwrap();
    let desk = Desk::on(&namespace);
    desk.rhumb(&["create", "demo"]).ok();
    let install =
        desk.rhumb(&["install", "web", "demo", "--wait", "--timeout=60s", "--events=json", "-o=json"]).ok();
    assert_eq!(install.json()["info"]["status"], "deployed");
    let good = events(&install);
    let test = desk.rhumb(&["test", "web", "--events=json"]).ok();
    let tested = events(&test);
    let wrong = ["upgrade", "web", "demo", "--wait", "--timeout=2s", "--events=json"];
    let labelled = [&wrong[..], &["--set=podLabels.testbed/pod=image-pull"]].concat();
    let failed = desk.rhumb_until(&labelled, |run| run.stderr().contains("image-pull")).fails(14);
    let failed = events(&failed);
    assert_eq!(good[0]["event"], "started");
    assert_eq!(good.last().unwrap()["status"], "deployed");
    let diagnosed = failed.iter().find(|event| event["event"] == "diagnosed").unwrap();
    assert_eq!(diagnosed["diagnosis"]["cause"], "image-pull");
    assert!(diagnosed["diagnosis"]["remedy"].is_string());
    let last = failed.last().unwrap();
    assert_eq!((&last["event"], &last["exitCode"]), (&"failed".into(), &14.into()));

    let all = [good, tested, failed].concat();
    let seen = names(&all);
    for name in ["started", "stage", "planned", "applied", "progress", "pod", "hook", "recorded"] {
        assert!(seen.contains(name), "{name} is not among {seen:?}");
    }
    // What the documentation names is what is told, field for field.
    let text = include_str!("../../docs/events.md");
    for event in &all {
        let name = event["event"].as_str().unwrap();
        let row = text.lines().find(|line| line.starts_with(&format!("| `{name}` |")));
        let row = row.unwrap_or_else(|| panic!("docs/events.md does not know {name}"));
        for field in
            event.as_object().unwrap().keys().filter(|key| !["event", "time"].contains(&key.as_str()))
        {
            assert!(row.contains(&format!("`{field}`")), "docs/events.md does not know {field} of {name}");
        }
    }
}
