use std::path::Path;
use std::process::Command;

fn stdout(program: &Path, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn helm_is_the_oracle() {
    let version = stdout(&testbed::helm().unwrap(), &["version", "--short"]);
    assert!(version.starts_with("v4.3.1+g"), "{version}");
}

#[test]
fn kubectl_is_of_the_control_planes_version() {
    let version = stdout(&testbed::kubectl().unwrap(), &["version", "--client"]);
    assert!(version.contains("v1.37.1"), "{version}");
}

#[test]
fn helm_3_is_the_pinned_one() {
    let version = stdout(&testbed::helm3().unwrap(), &["version", "--short"]);
    assert!(version.starts_with("v3.21.4"), "{version}");
}
