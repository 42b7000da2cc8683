//! Plugins that are asked for credentials.

use std::os::unix::fs::PermissionsExt;

use end_to_end::{Desk, Registry};

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
    assert_eq!(calls(&desk), 1, "it may take seconds, or talk to a person");
    desk.helm(&["create", "demo"]).ok();
    desk.rhumb(&["install", "demo", "demo"]).ok();
    assert_eq!(calls(&desk), 2, "many requests need it once");
    desk.rhumb(&["uninstall", "demo"]).ok();
}

/// What a plugin is told: the version that it shall answer in, whether it may ask a person, and the cluster if it wants that.
#[test]
fn a_plugin_is_told_what_for() {
    let namespace = namespace("told");
    let way = Way::to(namespace.plane());
    let desk = desk(&namespace);
    let token = credential(&format!(r#"{{"token":"{}"}}"#, way.token));
    plugin(&desk, &format!("echo \"$KUBERNETES_EXEC_INFO\" > \"$(dirname \"$0\")/told\"\necho '{token}'"));
    let told = |more: &str, mode: &str| {
        let user = user(&desk).replace("interactiveMode: Never", &format!("interactiveMode: {mode}{more}"));
        desk.write("kubeconfig", &Way::kubeconfig(&way.cluster(), &user));
        desk.rhumb(&["list", "-o", "json"])
    };
    let read = || serde_json::from_str::<serde_json::Value>(&desk.read("told")).unwrap();
    told("", "IfAvailable").ok();
    let plain = read();
    assert_eq!(plain["apiVersion"], "client.authentication.k8s.io/v1");
    assert_eq!((&plain["kind"], &plain["spec"]["interactive"]), (&"ExecCredential".into(), &false.into()));
    assert!(plain["spec"].get("cluster").is_none());
    told("\n  provideClusterInfo: true", "Never").ok();
    assert_eq!(read()["spec"]["cluster"]["server"], way.server);
    // Without a terminal there is nobody to talk to.
    told("", "Always").fails(9).complains("terminal");
}

/// The server here asks for a certificate before it answers anything; that it is no API server is seen after that.
#[test]
fn a_plugin_gives_a_certificate() {
    let desk = Desk::new().with("KUBECONFIG", "kubeconfig");
    crate::tls::certificates(&desk);
    let mutual = [&crate::tls::SERVER[..], &["--tls-client-ca", "ours.pem"]].concat();
    let registry = Registry::start(&desk, &desk.path().join("data"), &mutual).unwrap();
    let cluster = format!("server: https://{}\ncertificate-authority: ours.pem", registry.address());
    let listed = |user: &str| {
        desk.write("kubeconfig", &Way::kubeconfig(&cluster, user));
        desk.rhumb(&["list"])
    };
    let given = |name: &str| {
        let part = |extension: &str| serde_json::json!(desk.read(format!("{name}.{extension}"))).to_string();
        plugin(&desk, "cat \"$(dirname \"$0\")/answer\"");
        let status =
            format!(r#"{{"clientCertificateData":{},"clientKeyData":{}}}"#, part("crt"), part("key"));
        desk.write("answer", &credential(&status));
        listed(&user(&desk))
    };
    listed("token: none").fails(8);
    given("eve").fails(8);
    let run = given("ann");
    assert!(run.code() == Some(3) || run.code() == Some(13), "{run}");
    desk.write("answer", &credential(r#"{"clientCertificateData":"half"}"#));
    listed(&user(&desk)).fails(9).complains("clientKeyData");
    desk.write("answer", &credential("{}"));
    listed(&user(&desk)).fails(9).complains("neither token nor certificate");
}

/// A token that the server takes no longer: the plugin is asked again.
#[test]
fn a_token_that_has_expired_is_asked_for_again() {
    let namespace = namespace("expired");
    let way = Way::to(namespace.plane());
    let desk = desk(&namespace);
    let old = credential(r#"{"token":"old","expirationTimestamp":"2001-01-01T00:00:00Z"}"#);
    let new =
        credential(&format!(r#"{{"token":"{}","expirationTimestamp":"2099-01-01T00:00:00Z"}}"#, way.token));
    let count = "$(wc -l < \"$(dirname \"$0\")/calls\")";
    plugin(&desk, &format!("[ {count} -le 1 ] && echo '{old}' || echo '{new}'"));
    desk.write("kubeconfig", &Way::kubeconfig(&way.cluster(), &user(&desk)));
    desk.rhumb(&["list", "-o", "json"]).ok().says("[]");
    assert_eq!(calls(&desk), 2);
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
