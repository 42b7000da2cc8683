//! Every `--kube-*` flag and its variable.

use super::{Way, desk, namespace, reader};

/// Each flag mends what the kubeconfig has wrong, and so does its variable.
#[test]
fn each_flag_overrides_the_kubeconfig() {
    let namespace = namespace("flags");
    let way = Way::to(namespace.plane());
    let desk = desk(&namespace);
    let authority = format!("certificate-authority: {}", way.authority);
    let nowhere = format!("server: https://127.0.0.1:1\n{authority}");
    let untrusted = format!("server: {}", way.server);
    let misnamed = format!("{}\ntls-server-name: somebody.example", way.cluster());
    let nobody = "token: nobody";
    for (cluster, user, code, flag, variable, value) in [
        (&nowhere, way.user().as_str(), 8, "--kube-apiserver", "HELM_KUBEAPISERVER", way.server.as_str()),
        (&way.cluster(), nobody, 9, "--kube-token", "HELM_KUBETOKEN", &way.token),
        (&untrusted, &way.user(), 8, "--kube-ca-file", "HELM_KUBECAFILE", &way.authority),
        (
            &untrusted,
            &way.user(),
            8,
            "--kube-insecure-skip-tls-verify",
            "HELM_KUBEINSECURE_SKIP_TLS_VERIFY",
            "true",
        ),
        (&misnamed, &way.user(), 8, "--kube-tls-server-name", "HELM_KUBETLS_SERVER_NAME", "kubernetes"),
    ] {
        desk.write("kubeconfig", &Way::kubeconfig(cluster, user));
        desk.rhumb(&["list"]).fails(code).complains("hint: ");
        desk.rhumb(&["list", &format!("{flag}={value}")]).ok();
        let run = desk.rhumb_with(variable, value, &["list"]);
        run.ok();
    }
}

#[test]
fn acting_as_somebody_else() {
    let namespace = namespace("acting");
    let way = Way::to(namespace.plane());
    let desk = desk(&namespace);
    desk.write("kubeconfig", &Way::kubeconfig(&way.cluster(), &way.user()));
    let run = desk.rhumb(&["list", "--kube-as-user", "ada"]);
    run.fails(9).complains("\"ada\" cannot list resource \"secrets\"");
    desk.rhumb_with("HELM_KUBEASUSER", "ada", &["list"]).fails(9).complains("\"ada\" cannot list");
    let masters =
        ["list", "--kube-as-user", "ada", "--kube-as-group", "crew", "--kube-as-group", "system:masters"];
    desk.rhumb(&masters).ok();
    desk.rhumb(&masters[..5]).fails(9);
    // The variable holds a list.
    let groups = desk.with("HELM_KUBEASGROUPS", "crew,system:masters");
    groups.rhumb(&["list", "--kube-as-user", "ada"]).ok();
}

/// A token takes the place of whatever the kubeconfig says of the user.
#[test]
fn a_token_replaces_a_plugin_and_a_password() {
    let namespace = namespace("tokens");
    let way = Way::to(namespace.plane());
    let desk = desk(&namespace);
    let reader = reader(&namespace);
    let plugin =
        "exec: {apiVersion: client.authentication.k8s.io/v1, command: /none, interactiveMode: Never}";
    for user in [plugin, "username: ada\npassword: engine", "tokenFile: /none"] {
        desk.write("kubeconfig", &Way::kubeconfig(&way.cluster(), user));
        desk.rhumb(&["list", "--kube-token", &reader]).ok();
    }
}
