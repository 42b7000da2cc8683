//! `--post-renderer`: a program or a plugin changes what is rendered, hooks too.

use end_to_end::Desk;
use testbed::ControlPlane;

const PLUGIN: &str = "\
name: swap
version: 1.0.0
type: postrenderer/v1
apiVersion: v1
runtime: subprocess
runtimeConfig:
  platformCommand:
    - command: sh ${HELM_PLUGIN_DIR}/run.sh
      args: [swap]
";
/// Swaps a word, and adds an object of its own.
const SCRIPT: &str = "\
case $1 in swap) shift ;; esac
sed \"s/${1:-busybox}/${2:-toolbox}/\"
printf -- '---\\napiVersion: v1\\nkind: ConfigMap\\nmetadata:\\n  name: added\\n'
";

fn desk(desk: Desk) -> Desk {
    desk.rhumb(&["create", "app"]).ok();
    desk.write("plugins/swap/plugin.yaml", PLUGIN);
    desk.write("plugins/swap/run.sh", SCRIPT);
    let plugins = desk.path().join("plugins").display().to_string();
    desk.with("HELM_PLUGINS", &plugins)
}

/// What stands on the lines, however they are indented: Helm prints documents anew after a post-renderer.
fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim_start).collect()
}

#[test]
fn a_plugin_changes_what_helm_lets_it_change() {
    let desk = desk(Desk::new());
    for arguments in [
        &["template", "web", "app", "--post-renderer=swap"][..],
        &[
            "template",
            "web",
            "app",
            "--post-renderer=swap",
            "--post-renderer-args=nginx",
            "--post-renderer-args=caddy",
        ],
    ] {
        let (ours, helms) = (desk.rhumb(arguments).ok(), desk.helm(arguments).ok());
        assert_eq!(lines(&ours.stdout()), lines(&helms.stdout()));
        assert!(ours.stdout().contains("# Source: generated-by-postrender-"), "{ours}");
    }
}

#[test]
fn a_program_that_changes_nothing_leaves_every_byte() {
    let desk = desk(Desk::new());
    let plain = desk.rhumb(&["template", "web", "app"]).ok().stdout();
    let through = desk.rhumb(&["template", "web", "app", "--post-renderer=cat"]).ok().stdout();
    assert_eq!(plain, through);
    let script = desk.path().join("same.sh");
    desk.write("same.sh", "#!/bin/sh\necho said >&2\ncat\n");
    std::fs::set_permissions(script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let through = desk.rhumb(&["template", "web", "app", "--post-renderer=./same.sh"]).ok();
    assert_eq!(plain, through.complains("./same.sh: said").stdout());
}

#[test]
fn what_goes_wrong_is_told() {
    let desk = desk(Desk::new());
    let with = |program: &str| desk.rhumb(&["template", "web", "app", "--post-renderer", program]);
    with("false").fails(6).complains("the post-renderer false failed (exit status: 1)");
    with("true").fails(4).complains("the post-renderer true printed nothing");
    with("no-such-program").fails(3).complains("name a plugin of the type postrenderer/v1");
    let yaml = ["template", "web", "app", "--post-renderer=echo", "--post-renderer-args={"];
    desk.rhumb(&yaml).fails(4).complains("what echo printed");
}

#[test]
fn releases_record_what_came_out() {
    let namespace = ControlPlane::shared().unwrap().namespace("postrender").unwrap();
    let desk = desk(Desk::on(&namespace));
    desk.rhumb(&["install", "web", "app", "--post-renderer=swap"]).ok();
    assert!(namespace.get("configmap/added").unwrap().is_some());
    desk.helm(&["get", "manifest", "web"]).ok().says("name: added");
    desk.helm(&["get", "hooks", "web"]).ok().says("toolbox");
    desk.rhumb(&["upgrade", "web", "app"]).ok();
    assert!(namespace.get("configmap/added").unwrap().is_none());
}

#[test]
fn templates_see_the_live_cluster_where_that_is_asked() {
    let namespace = ControlPlane::shared().unwrap().namespace("live").unwrap();
    let desk = Desk::on(&namespace);
    desk.rhumb(&["create", "app"]).ok();
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: seen}\ndata:\n  version: {{ .Capabilities.KubeVersion.Version }}\n  \
                namespace: {{ (lookup \"v1\" \"Namespace\" \"\" .Release.Namespace).metadata.name | quote }}\n";
    desk.write("app/templates/seen.yaml", text);
    for live in ["--dry-run=server", "--validate"] {
        let arguments = ["template", "web", "app", live];
        let (ours, helms) = (desk.rhumb(&arguments).ok(), desk.helm(&arguments).ok());
        assert_eq!(ours.stdout(), helms.stdout());
        assert!(ours.stdout().contains(&format!("namespace: {:?}", namespace.name())), "{ours}");
    }
    desk.write("app/templates/seen.yaml", &text.replace("ConfigMap", "Gadget"));
    desk.rhumb(&["template", "web", "app", "--dry-run=server"]).fails(4).complains("has no kind \"Gadget\"");
    desk.helm(&["template", "web", "app", "--dry-run=server"]).fails(1);
    desk.rhumb(&["template", "web", "app"]).fails(6);
}
