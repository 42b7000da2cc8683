//! The main job, end to end: the Jupyter chart from its source folder to a running release and back.

use end_to_end::{Desk, Registry, Run, copy_of_our_charts};
use serde_json::Value;
use testbed::{ControlPlane, Namespace};

/// What the release's Secret holds as its password.
fn password(namespace: &Namespace) -> String {
    let list =
        namespace.run(&["get", "secrets", "--selector=app.kubernetes.io/instance=lab", "--output=json"], "");
    let list: Value = serde_json::from_str(&list.unwrap()).unwrap();
    let secrets = list["items"].as_array().unwrap();
    let found = secrets.iter().find_map(|secret| secret["data"]["PASSWORD"].as_str());
    found.unwrap_or_else(|| panic!("no Secret has a PASSWORD: {list:#}")).to_owned()
}

fn objects(namespace: &Namespace, kinds: &str) -> Vec<String> {
    let names = namespace.run(&["get", kinds, "--output=name"], "").unwrap();
    names.lines().map(str::to_owned).collect()
}

/// Revision, state and description of each revision.
fn history(desk: &Desk) -> Vec<(i64, String)> {
    let history = desk.rhumb(&["history", "lab", "--output", "json"]).ok().json();
    let rows = history.as_array().unwrap().iter();
    rows.map(|row| (row["revision"].as_i64().unwrap(), row["status"].as_str().unwrap().to_owned())).collect()
}

fn states(pairs: &[(i64, &str)]) -> Vec<(i64, String)> {
    pairs.iter().map(|(revision, state)| (*revision, (*state).to_owned())).collect()
}

#[test]
fn the_jupyter_chart_from_its_folder_to_a_release_and_back() {
    let namespace = ControlPlane::shared().unwrap().namespace("story").unwrap();
    let desk = Desk::on(&namespace);
    copy_of_our_charts(&desk);

    // Validated, rendered.
    desk.rhumb(&["lint", "charts/jupyter"]).ok();
    desk.rhumb(&["dependency", "update", "charts/jupyter"]).ok();
    desk.rhumb(&["template", "lab", "charts/jupyter"]).ok().says("kind: StatefulSet");

    // Packaged, published to our registry, pulled.
    let registry = Registry::start(&desk, &desk.path().join("data"), &[]).unwrap();
    desk.rhumb(&["package", "charts/jupyter"]).ok();
    let archive = "jupyter-0.1.0.tgz";
    let repository = format!("oci://{}/charts", registry.address());
    desk.rhumb(&["push", archive, &repository, "--plain-http"]).ok();
    desk.folder("pulled");
    let chart = format!("{repository}/jupyter");
    desk.rhumb(&["pull", &chart, "--plain-http", "--destination", "pulled"]).ok();
    let pushed = std::fs::read(desk.path().join(archive)).unwrap();
    assert_eq!(std::fs::read(desk.path().join("pulled").join(archive)).unwrap(), pushed);

    // Installed from the registry, and ready.
    let install = desk.rhumb(&["install", "lab", &chart, "--plain-http", "--wait", "--timeout", "2m"]);
    install.ok().says("STATUS: deployed");
    assert_eq!(objects(&namespace, "statefulset").len(), 1);
    let first = password(&namespace);
    assert!(first.len() >= 16, "{first:?}");

    // Upgraded twice: the generated password stays.
    for size in ["500m", "750m"] {
        let cpu = format!("resources.requests.cpu={size}");
        let upgrade = ["upgrade", "lab", &chart, "--plain-http", "--set", &cpu, "--wait", "--timeout", "2m"];
        desk.rhumb(&upgrade).ok().says("STATUS: deployed");
        assert_eq!(password(&namespace), first);
    }
    let cpu = "--output=jsonpath={.items[0].spec.template.spec.containers[0].resources.requests.cpu}";
    assert_eq!(namespace.run(&["get", "statefulset", cpu], "").unwrap(), "750m");
    assert_eq!(history(&desk), states(&[(1, "superseded"), (2, "superseded"), (3, "deployed")]));

    // Rolled back.
    desk.rhumb(&["rollback", "lab", "2", "--wait", "--timeout", "2m"]).ok();
    assert_eq!(namespace.run(&["get", "statefulset", cpu], "").unwrap(), "500m");
    assert_eq!(password(&namespace), first);
    assert_eq!(history(&desk).last().unwrap(), &(4, "deployed".to_owned()));

    // The real Helm sees the same release.
    let seen = desk.helm(&["list", "--output", "json"]).ok().json();
    assert_eq!((&seen[0]["name"], &seen[0]["revision"]), (&"lab".into(), &"4".into()));
    assert_eq!(seen, desk.rhumb(&["list", "--output", "json"]).ok().json());
    same(&desk, &["get", "manifest", "lab"]);
    same(&desk, &["get", "values", "lab"]);
    same(&desk, &["history", "lab", "--output", "yaml"]);

    // Uninstalled: nothing of it is left.
    desk.rhumb(&["uninstall", "lab", "--wait", "--timeout", "2m"]).ok().says("uninstalled");
    assert_eq!(objects(&namespace, "statefulset,service,secret,pvc,rolebinding"), Vec::<String>::new());
    desk.rhumb(&["status", "lab"]).fails(3);

    // Reinstalled, with a password of its own.
    desk.rhumb(&["upgrade", "--install", "lab", &chart, "--plain-http", "--wait", "--timeout", "2m"]).ok();
    assert_ne!(password(&namespace), first);
    assert_eq!(history(&desk), states(&[(1, "deployed")]));
}

/// Both programs print the same.
#[track_caller]
fn same(desk: &Desk, arguments: &[&str]) {
    let (helm, rhumb): (Run, Run) = (desk.helm(arguments).ok(), desk.rhumb(arguments).ok());
    assert_eq!(helm.stdout(), rhumb.stdout(), "{arguments:?}");
}

#[test]
fn a_volume_that_shall_be_kept_outlives_its_release() {
    let namespace = ControlPlane::shared().unwrap().namespace("kept").unwrap();
    let desk = Desk::on(&namespace);
    copy_of_our_charts(&desk);
    desk.rhumb(&["dependency", "update", "charts/jupyter"]).ok();
    let keep = "persistence.keep=true";
    desk.rhumb(&["install", "lab", "charts/jupyter", "--set", keep, "--wait", "--timeout", "2m"]).ok();
    assert_eq!(objects(&namespace, "pvc").len(), 1);
    desk.rhumb(&["uninstall", "lab", "--wait", "--timeout", "2m"]).ok();
    assert_eq!(objects(&namespace, "pvc").len(), 1);
    assert_eq!(objects(&namespace, "statefulset").len(), 0);
}

/// The pods pass the restricted level, which the namespace enforces.
#[test]
fn the_jupyter_chart_passes_the_restricted_pod_security_level() {
    let namespace = ControlPlane::shared().unwrap().namespace("restricted").unwrap();
    let label = "pod-security.kubernetes.io/enforce=restricted";
    namespace.run(&["label", "namespace", namespace.name(), label], "").unwrap();
    let desk = Desk::on(&namespace);
    copy_of_our_charts(&desk);
    desk.rhumb(&["dependency", "update", "charts/jupyter"]).ok();
    desk.rhumb(&["install", "lab", "charts/jupyter", "--wait", "--timeout", "2m"]).ok();
}
