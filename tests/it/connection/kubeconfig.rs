//! Several files merged, as kubectl merges them.

use super::{Way, desk, namespace};

#[test]
fn several_files_are_one() {
    let namespace = namespace("merged");
    let way = Way::to(namespace.plane());
    let desk = desk(&namespace).with("KUBECONFIG", "contexts:missing:clusters:users");
    desk.write(
        "contexts",
        "current-context: it\ncontexts:\n- name: it\n  context: {cluster: it, user: it, namespace: from-the-file}\n",
    );
    let nowhere = "clusters:\n- name: it\n  cluster: {server: 'https://127.0.0.1:1'}\n";
    desk.write(
        "clusters",
        &format!(
            "clusters:\n- name: it\n  cluster: {{server: '{}', certificate-authority: {}}}\n",
            way.server, way.authority
        ),
    );
    // The first file that defines something wins, whatever the later ones say of it.
    desk.write(
        "users",
        &format!("current-context: other\n{nowhere}users:\n- name: it\n  user: {{token: {}}}\n", way.token),
    );
    desk.rhumb(&["list", "-o", "json"]).ok().says("[]");
    desk.rhumb(&["env"]).ok().says(&format!("HELM_NAMESPACE=\"{}\"", namespace.name()));
    let own = desk.with("HELM_NAMESPACE", "");
    own.rhumb(&["env"]).ok().says("HELM_NAMESPACE=\"from-the-file\"");
    own.rhumb(&["list", "--kube-context", "itt"]).fails(2).complains("did you mean \"it\"?");
}

/// The flag and the variable name another context than the file does, and with it cluster, user and namespace.
#[test]
fn another_context_is_taken() {
    let namespace = namespace("context");
    let way = Way::to(namespace.plane());
    let desk = desk(&namespace).with("HELM_NAMESPACE", "");
    let nowhere = Way::kubeconfig("server: https://127.0.0.1:1", "token: none");
    let more = format!(
        "contexts:\n- name: there\n  context: {{cluster: there, user: there, namespace: {}}}\nclusters:\n- name: there\n  \
         cluster: {{server: '{}', certificate-authority: {}}}\nusers:\n- name: there\n  user: {{token: {}}}\n",
        namespace.name(),
        way.server,
        way.authority,
        way.token
    );
    desk.write("more", &more);
    desk.write("nowhere", &nowhere);
    let desk = desk.with("KUBECONFIG", "nowhere:more");
    let list = ["list", "-o", "json"];
    desk.rhumb(&list).fails(8).complains("127.0.0.1:1");
    desk.rhumb(&[&list[..], &["--kube-context", "there"]].concat()).ok().says("[]");
    desk.rhumb_with("HELM_KUBECONTEXT", "there", &list).ok().says("[]");
    let env = desk.rhumb(&["env", "--kube-context", "there"]).ok();
    env.says(&format!("HELM_NAMESPACE=\"{}\"", namespace.name()));
}

#[test]
fn a_file_that_was_named_must_be_there() {
    let desk = end_to_end::Desk::new();
    desk.rhumb(&["list", "--kubeconfig", "none"]).fails(2).complains("none");
    desk.write("empty", "");
    let empty = ["list", "--kubeconfig", "empty", "--kube-context", "it"];
    desk.rhumb(&empty).fails(2).complains("no context \"it\" (there is none at all)");
    desk.write("broken", "clusters: {");
    desk.rhumb(&["list", "--kubeconfig", "broken"]).fails(2).complains("broken");
}

/// Paths in a kubeconfig start where the kubeconfig lies.
#[test]
fn relative_paths_start_at_the_file() {
    let namespace = namespace("relative");
    let way = Way::to(namespace.plane());
    let desk = desk(&namespace).with("KUBECONFIG", "below/kubeconfig");
    desk.write("below/ca.crt", &std::fs::read_to_string(&way.authority).unwrap());
    desk.write("below/token", &way.token);
    let cluster = format!("server: {}\ncertificate-authority: ca.crt", way.server);
    desk.write("below/kubeconfig", &Way::kubeconfig(&cluster, "tokenFile: token"));
    desk.rhumb(&["list", "-o", "json"]).ok().says("[]");
}
