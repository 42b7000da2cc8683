//! Plugins that are asked for credentials.

use std::os::unix::fs::PermissionsExt;

use end_to_end::Desk;

use super::{Way, desk, namespace};

/// Writes a plugin that counts its calls in the file `calls` and then does what `script` says.
fn plugin(desk: &Desk, script: &str) {
    desk.write("plugin", &format!("#!/bin/sh\necho x >> \"$(dirname \"$0\")/calls\"\n{script}\n"));
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(desk.path().join("plugin"), executable).unwrap();
}

fn calls(desk: &Desk) -> usize {
    desk.read("calls").lines().count()
}

fn user(desk: &Desk) -> String {
    let command = desk.path().join("plugin").display().to_string();
    format!(
        "exec:\n  apiVersion: client.authentication.k8s.io/v1\n  command: {command}\n  args: [--for, rhumb]\n  \
         interactiveMode: Never\n  env: [{{name: FLAVOUR, value: salty}}]"
    )
}

/// What a plugin prints.
fn credential(status: &str) -> String {
    format!(r#"{{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{status}}}"#)
}

#[test]
fn a_plugin_gives_a_token() {
    let namespace = namespace("plugin");
    let way = Way::to(namespace.plane());
    let desk = desk(&namespace);
    let token = credential(&format!(r#"{{"token":"{}"}}"#, way.token));
    plugin(&desk, &format!("[ \"$1 $2 $FLAVOUR\" = '--for rhumb salty' ] || exit 3\necho '{token}'"));
    desk.write("kubeconfig", &Way::kubeconfig(&way.cluster(), &user(&desk)));
    desk.rhumb(&["list", "-o", "json"]).ok().says("[]");
    // The client asks for a token, and for a certificate wherever it prepares TLS, but not with each request.
    let asked = calls(&desk);
    desk.rhumb(&["list", "-o", "json"]).ok();
    assert!(asked <= 3 && calls(&desk) == 2 * asked, "{asked}, then {}", calls(&desk));
}

/// A token that has run out is not used: the plugin is asked again.
#[test]
fn a_token_that_has_expired_is_asked_for_again() {
    let namespace = namespace("expired");
    let way = Way::to(namespace.plane());
    let desk = desk(&namespace);
    let old = credential(r#"{"token":"old","expirationTimestamp":"2001-01-01T00:00:00Z"}"#);
    let new =
        credential(&format!(r#"{{"token":"{}","expirationTimestamp":"2099-01-01T00:00:00Z"}}"#, way.token));
    // Only what is asked for once the first request is due gets the new one.
    let count = "$(wc -l < \"$(dirname \"$0\")/calls\")";
    let script = format!("[ {count} -le 3 ] && echo '{old}' || echo '{new}'");
    plugin(&desk, &script);
    desk.write("kubeconfig", &Way::kubeconfig(&way.cluster(), &user(&desk)));
    desk.rhumb(&["list", "-o", "json"]).ok().says("[]");
    assert_eq!(calls(&desk), 4);
}

#[test]
fn a_plugin_that_fails_is_quoted() {
    let namespace = namespace("failing");
    let way = Way::to(namespace.plane());
    let desk = desk(&namespace);
    plugin(&desk, "echo 'log in first: harbour login' >&2\nexit 7");
    desk.write("kubeconfig", &Way::kubeconfig(&way.cluster(), &user(&desk)));
    desk.rhumb(&["list"]).fails(9).complains("plugin").complains("log in first: harbour login");
    std::fs::remove_file(desk.path().join("plugin")).unwrap();
    desk.rhumb(&["list"]).fails(9).complains("plugin").complains("hint: ");
}
