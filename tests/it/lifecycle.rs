//! The flags of the lifecycle commands mean what they mean in Helm: each line of `lifecycle.txt` is run with both programs,
//! each in a namespace of its own, and both must succeed or fail, and print the same.

use end_to_end::{Desk, Run};
use serde_json::Value;
use testbed::{ControlPlane, Namespace};

/// A chart with a test, labels for the pods, and a Secret.
fn chart(desk: &Desk) {
    desk.helm(&["create", "app"]).ok();
    let secret =
        "apiVersion: v1\nkind: Secret\nmetadata: {name: '{{ .Release.Name }}-s'}\nstringData: {a: b}\n";
    desk.write("app/templates/secret.yaml", secret);
    desk.write(
        "app/templates/tests/more.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: '{{ .Release.Name }}-gone'\n  annotations: {helm.sh/hook: test, \
         helm.sh/hook-delete-policy: hook-succeeded}\nspec: {restartPolicy: Never, containers: [{name: a, image: 'x:1'}]}\n\
         ---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: '{{ .Release.Name }}-late'\n  \
         labels: {pod-container-running-failed.stage.kwok.x-k8s.io: '{{ .Values.fails | default false }}'}\n  \
         annotations: {helm.sh/hook: test, helm.sh/hook-weight: '5'}\n\
         spec: {restartPolicy: Never, containers: [{name: a, image: 'x:1'}]}\n",
    );
}

/// What it printed, without what differs from one moment and one namespace to another.
fn printed(run: &Run, namespace: &Namespace) -> String {
    let out = run.stdout().replace(namespace.name(), "NAMESPACE");
    match serde_json::from_str::<Value>(&out) {
        Ok(mut json) => {
            still(&mut json);
            json.to_string()
        }
        Err(_) => out
            .lines()
            .map(|line| line.split_whitespace().map(timeless).collect::<Vec<_>>().join(" ") + "\n")
            .collect(),
    }
}

fn still(json: &mut Value) {
    match json {
        Value::String(text) => *text = text.split(' ').map(timeless).collect::<Vec<_>>().join(" "),
        Value::Array(items) => items.iter_mut().for_each(still),
        Value::Object(table) => table.values_mut().for_each(still),
        _ => {}
    }
}

/// A word, unless it tells the time: as a clock does, or in seconds since 1970, as the labels of a record do.
fn timeless(word: &str) -> String {
    let is_clock = |part: &[u8]| {
        part.iter()
            .enumerate()
            .all(|(at, byte)| if at % 3 == 2 { *byte == b':' } else { byte.is_ascii_digit() })
    };
    if word.as_bytes().windows(8).any(is_clock) {
        return "TIME".to_owned();
    }
    let is_moment = |part: &str| part.len() == 10 && part.bytes().all(|byte| byte.is_ascii_digit());
    word.split_inclusive(['=', ','])
        .map(|part| {
            let bare = part.trim_end_matches(['=', ',']);
            if is_moment(bare) { part.replace(bare, "TIME") } else { part.to_owned() }
        })
        .collect()
}

#[test]
fn each_command_does_and_prints_what_helm_does_and_prints() {
    let plane = ControlPlane::shared().unwrap();
    let (ours, helms) = (plane.namespace("flags").unwrap(), plane.namespace("flags").unwrap());
    let (our_desk, helms_desk) = (Desk::on(&ours), Desk::on(&helms));
    chart(&our_desk);
    chart(&helms_desk);
    let mut differences = vec![];
    for line in
        include_str!("lifecycle.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let words: Vec<&str> = line.split(' ').collect();
        let (our_run, helms_run) = std::thread::scope(|scope| {
            let helms_run = scope.spawn(|| helms_desk.helm(&words));
            (our_desk.rhumb(&words), helms_run.join().unwrap())
        });
        let succeeded = |run: &Run| run.code() == Some(0);
        if succeeded(&our_run) != succeeded(&helms_run)
            || printed(&our_run, &ours) != printed(&helms_run, &helms)
        {
            differences.push(format!("{our_run}\n=== but\n{helms_run}"));
        }
    }
    assert!(differences.is_empty(), "{} line(s) differ:\n{}", differences.len(), differences.join("\n\n"));
}

#[test]
fn live_objects_are_shown_as_helm_shows_them() {
    let namespace = ControlPlane::shared().unwrap().namespace("shown").unwrap();
    let desk = Desk::on(&namespace);
    chart(&desk);
    desk.rhumb(&["install", "web", "app", "--wait", "--timeout=60s"]).ok();
    let status = ["status", "web", "--output=json"];
    let without_time = |mut json: Value| {
        still(&mut json);
        // The version of the list itself goes on with the cluster.
        json["info"]["resources"]["v1/Pod(related)"][0]["metadata"] = Value::Null;
        json
    };
    let ours = || without_time(desk.rhumb(&status).ok().json());
    let helms = || without_time(desk.helm(&status).ok().json());
    // Both see the same, down to the versions of the objects, once these do not change any more.
    let (mut before, mut seen, mut after) = (ours(), helms(), ours());
    for _ in 0..20 {
        if before == after {
            break;
        }
        (before, seen, after) = (after, helms(), ours());
    }
    assert_eq!(before["info"]["resources"]["v1/Pod(related)"][0]["kind"], "PodList");
    assert_eq!(before, seen);
}

#[test]
fn requests_are_paced_where_that_is_asked() {
    let namespace = ControlPlane::shared().unwrap().namespace("paced").unwrap();
    let desk = Desk::on(&namespace);
    let began = std::time::Instant::now();
    // A version, the records, and more than two of them beyond the burst.
    desk.rhumb(&["list", "--qps=1", "--burst-limit=1"]).ok();
    let slow = began.elapsed();
    assert!(slow >= std::time::Duration::from_millis(900), "{slow:?}");
}
