//! Byte for byte what Helm prints.

use std::path::{Path, PathBuf};

use end_to_end::{Case, Desk, rhumb};

/// rhumb under the name helm, where it behaves as Helm does.
fn as_helm(desk: &Desk) -> PathBuf {
    let link = desk.home().join("helm");
    std::os::unix::fs::symlink(rhumb(), &link).unwrap();
    link
}

/// The first line in which two texts differ, for a person to look at.
fn difference(helm: &str, rhumb: &str) -> String {
    let mut pairs = helm.split('\n').zip(rhumb.split('\n')).enumerate();
    match pairs.find(|(_, (a, b))| a != b) {
        Some((index, (a, b))) => format!("line {}:\n    helm:  {a:?}\n    rhumb: {b:?}", index + 1),
        None => format!("helm prints {} bytes, rhumb {}", helm.len(), rhumb.len()),
    }
}

#[test]
fn every_recorded_command_is_answered_as_helm_answers_it() {
    let desk = Desk::new();
    let program = as_helm(&desk);
    let cases = Case::all().unwrap();
    assert!(!cases.is_empty());
    let mut wrong = Vec::new();
    for case in &cases {
        let run = case.run(&desk, &program).unwrap();
        let out = case.out().unwrap_or_else(|| panic!("{}: cargo xtask parity record", case.name()));
        let code = i32::from(case.err().is_some());
        if run.code() != Some(code) {
            wrong.push(format!("{}: exit {:?}, not {code}\n    {}", case.name(), run.code(), run.stderr()));
        } else if out != run.stdout() {
            wrong.push(format!("{}: {}", case.name(), difference(&out, &run.stdout())));
        } else if let Some(err) = case.err().filter(|err| *err != run.stderr()) {
            wrong.push(format!("{}: stderr {}", case.name(), difference(&err, &run.stderr())));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases differ\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn the_scaffold_of_helm_create_renders_the_same_live() {
    let desk = Desk::new();
    desk.helm(&["create", "scaffold"]).ok();
    for more in
        [&[][..], &["--set", "ingress.enabled=true,autoscaling.enabled=true"][..], &["--is-upgrade"][..]]
    {
        let arguments = [&["template", "my-release", "scaffold"][..], more].concat();
        let (helm, rhumb) = (desk.helm(&arguments).ok(), desk.rhumb(&arguments).ok());
        assert_eq!(helm.stdout(), rhumb.stdout(), "{arguments:?}");
    }
    assert!(Path::new(&desk.path().join("scaffold/Chart.yaml")).is_file());
}
