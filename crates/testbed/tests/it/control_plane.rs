use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use testbed::{Component, ControlPlane, Namespace, Rule, wait_until};

fn namespace(name: &str) -> Namespace<'static> {
    ControlPlane::shared().unwrap().namespace(name).unwrap()
}

/// A pod, with `labels` as `{key: value}` and `extra` below its container.
fn pod(name: &str, labels: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\n  labels: {labels}\n\
         spec:\n  containers:\n    - name: main\n      image: example.org/app:1\n"
    )
}

fn waiting_reason(namespace: &Namespace, pod: &str, reason: &str) {
    let path = "--output=jsonpath={.status.containerStatuses[0].state.waiting.reason}";
    wait_until(reason, Duration::from_secs(60), || {
        let found = namespace.run(&["get", "pod", pod, path], "").map_err(|error| error.to_string())?;
        if found == reason { Ok(()) } else { Err(format!("{found:?}")) }
    })
    .unwrap();
}

#[test]
fn the_server_knows_its_version() {
    let mut kubectl = ControlPlane::shared().unwrap().kubectl().unwrap();
    let output = kubectl.args(["get", "--raw", "/version"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains(r#""gitVersion": "v1.37.1""#), "{text}");
    assert!(text.contains(r#""minor": "37""#), "{text}");
}

#[test]
fn workloads_become_ready_and_volumes_are_bound() {
    let namespace = namespace("workloads");
    namespace.apply(include_str!("workloads.yaml")).unwrap();
    namespace.run(&["rollout", "status", "statefulset/db", "--timeout=120s"], "").unwrap();
    namespace.run(&["rollout", "status", "deployment/web", "--timeout=120s"], "").unwrap();
    namespace.run(&["wait", "--for=condition=Complete", "job/seed", "--timeout=120s"], "").unwrap();
    let phase = namespace.run(&["get", "pvc", "--output=jsonpath={.items[*].status.phase}"], "").unwrap();
    assert_eq!(phase, "Bound");
}

#[test]
fn every_pod_has_a_log() {
    let namespace = namespace("logs");
    namespace.apply(&pod("talker", "{}")).unwrap();
    namespace.run(&["wait", "--for=condition=Ready", "pod/talker", "--timeout=120s"], "").unwrap();
    let log = namespace.run(&["logs", "talker"], "").unwrap();
    assert_eq!(log, "starting\nlistening on 0.0.0.0:8080\nwarning: no such table: users\n");
}

#[test]
fn pods_stay_unready_for_the_chosen_reason() {
    let namespace = namespace("unready");
    namespace.apply(&pod("crash", "{testbed/pod: crash-loop}")).unwrap();
    namespace.apply(&pod("pull", "{testbed/pod: image-pull}")).unwrap();
    namespace.apply(&pod("probe", "{testbed/pod: unready}")).unwrap();
    waiting_reason(&namespace, "crash", "CrashLoopBackOff");
    waiting_reason(&namespace, "pull", "ImagePullBackOff");
    let phase = "--for=jsonpath={.status.phase}=Running";
    namespace.run(&["wait", phase, "pod/probe", "--timeout=60s"], "").unwrap();
    let ready = "--output=jsonpath={.status.conditions[?(@.type=='Ready')].status}";
    assert_eq!(namespace.run(&["get", "pod", "probe", ready], "").unwrap(), "False");
}

#[test]
fn pods_that_are_hooks_run_to_their_end() {
    let namespace = namespace("hookpod");
    let hook = |name: &str, labels: &str| {
        let annotation = "metadata:\n  annotations: {helm.sh/hook: test}\n";
        let pod = pod(name, labels).replacen("metadata:\n", annotation, 1);
        namespace.apply(&pod).unwrap();
    };
    hook("good", "{}");
    hook("bad", "{pod-container-running-failed.stage.kwok.x-k8s.io: 'true'}");
    for (pod, phase) in [("good", "Succeeded"), ("bad", "Failed")] {
        let phase = format!("--for=jsonpath={{.status.phase}}={phase}");
        namespace.run(&["wait", &phase, &format!("pod/{pod}"), "--timeout=120s"], "").unwrap();
    }
}

#[test]
fn a_job_can_be_made_to_fail() {
    let namespace = namespace("job");
    namespace.apply(include_str!("failing-job.yaml")).unwrap();
    namespace.run(&["wait", "--for=condition=Failed", "job/doomed", "--timeout=120s"], "").unwrap();
}

#[test]
fn a_restricted_account_may_do_what_its_rules_say() {
    let namespace = namespace("restricted");
    let rules = [Rule { verbs: "get,list", resources: "pods" }];
    let kubeconfig = namespace.restricted("reader", &rules).unwrap();
    let can = |verb: &str, resource: &str| {
        let output = Command::new(testbed::kubectl().unwrap())
            .arg("--kubeconfig")
            .arg(&kubeconfig)
            .args(["auth", "can-i", verb, resource])
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(can("list", "pods"), "yes\n");
    assert_eq!(can("list", "secrets"), "no\n");
    assert_eq!(can("delete", "pods"), "no\n");
    std::fs::remove_file(kubeconfig).unwrap();
}

#[test]
fn one_of_ones_own_survives_the_crash_of_a_part_and_ends_when_dropped() {
    let mut plane = ControlPlane::own().unwrap();
    let folder = plane.kubeconfig().parent().unwrap().to_owned();
    let ask = |plane: &ControlPlane| {
        let mut kubectl = plane.kubectl().unwrap();
        kubectl.args(["get", "configmap", "kept"]).output().unwrap().status.success()
    };
    let mut create = plane.kubectl().unwrap();
    assert!(create.args(["create", "configmap", "kept"]).output().unwrap().status.success());
    assert!(ask(&plane));
    plane.kill(Component::ApiServer).unwrap();
    assert!(!ask(&plane));
    plane.restart(Component::ApiServer).unwrap();
    assert!(ask(&plane));
    let processes = std::fs::read_to_string(folder.join("processes")).unwrap();
    drop(plane);
    for id in processes.lines() {
        let alive = Command::new("kill").args(["-0", id]).output().unwrap();
        assert!(!alive.status.success(), "process {id} is left");
    }
    // Its keeper removes it, too.
    wait_until("the folder being removed", Duration::from_secs(60), || {
        if folder.exists() { Err(folder.display().to_string()) } else { Ok(()) }
    })
    .unwrap();
}

#[test]
fn a_shared_one_may_not_be_broken() {
    let shared = ControlPlane::shared().unwrap();
    let mut joined = ControlPlane::at(shared.kubeconfig()).unwrap();
    let error = joined.kill(Component::Etcd).unwrap_err().to_string();
    assert_eq!(error, "only a control plane of one's own may be broken");
}

/// Run as a process of its own by the test below; it waits to be ended.
#[test]
#[ignore = "no test by itself"]
fn a_run_that_waits_to_be_ended() {
    let plane = ControlPlane::with_this_process().unwrap();
    writeln!(std::io::stdout(), "kubeconfig {}", plane.kubeconfig().display()).unwrap();
    std::thread::sleep(Duration::from_secs(600));
}

#[test]
fn one_of_a_run_ends_with_it_however_that_ends() {
    let mut run = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", "control_plane::a_run_that_waits_to_be_ended"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(run.stdout.take().unwrap()).lines().map_while(Result::ok);
    let kubeconfig =
        lines.filter_map(|line| Some(PathBuf::from(line.split_once("kubeconfig ")?.1))).next().unwrap();
    assert!(ControlPlane::at(&kubeconfig).unwrap().answers().unwrap());
    let folder = kubeconfig.parent().unwrap();
    let processes = std::fs::read_to_string(folder.join("processes")).unwrap();
    assert!(processes.lines().count() >= 5, "{processes}");
    let ended = Command::new("kill").args(["-TERM", &run.id().to_string()]).status().unwrap();
    assert!(ended.success() && !run.wait().unwrap().success());
    wait_until("the end of the control plane", Duration::from_secs(60), || {
        // One that has ended and that nobody has asked after has no command line any more.
        let runs = |id: &&str| !std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default().is_empty();
        let left: Vec<&str> = processes.lines().filter(runs).collect();
        if folder.exists() || !left.is_empty() { Err(format!("left: {left:?}")) } else { Ok(()) }
    })
    .unwrap();
}
