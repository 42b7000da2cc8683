use crate::{Desk, files};

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write(
        "shop/Chart.yaml",
        "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n- name: near\n  version: '*'\n- name: db\n  version: ^1.2\n  repository: file://../db\n",
    );
    desk.write("shop/charts/near/Chart.yaml", "apiVersion: v2\nname: near\nversion: 0.1.0\n");
    desk.write("db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 1.4.0\n");
    desk
}

/// The texts are Helm's for the same folders.
#[test]
fn update_fetches_and_locks() {
    let desk = desk();
    assert_eq!(
        desk.ok("dependency list shop"),
        "NAME\tVERSION\tREPOSITORY  \tSTATUS  \nnear\t*      \t            \tunpacked\ndb  \t^1.2   \tfile://../db\tmissing \n\n"
    );
    let saved = "Saving 2 charts\nDependency near did not declare a repository. Assuming it exists in the charts directory\nDeleting outdated charts\n";
    assert_eq!(desk.ok("dependency update shop"), saved);
    assert!(desk.ok("dep ls shop").contains("file://../db\tok      \n"));
    let lock = desk.read("shop/Chart.lock");
    assert!(
        lock.contains("- name: db\n  repository: file://../db\n  version: 1.4.0\ndigest: sha256:"),
        "{lock}"
    );

    // Nothing to do: the lock keeps its time.
    desk.ok("dependency update shop");
    assert_eq!(desk.read("shop/Chart.lock"), lock);

    std::fs::remove_file(desk.path("shop/charts/db-1.4.0.tgz")).unwrap();
    assert_eq!(desk.ok("dependency build shop"), saved);
    assert_eq!(files(&desk.path("shop/charts")), ["db-1.4.0.tgz", "near/Chart.yaml"]);
}

#[test]
fn an_outdated_archive_goes_and_a_stale_lock_is_refused() {
    let desk = desk();
    desk.ok("dependency update shop");
    desk.write("db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 1.5.0\n");
    desk.ok("dependency update shop");
    assert_eq!(files(&desk.path("shop/charts")), ["db-1.5.0.tgz", "near/Chart.yaml"]);

    let chart_yaml = desk.read("shop/Chart.yaml").replace("^1.2", "^1.3");
    desk.write("shop/Chart.yaml", &chart_yaml);
    let run = desk.run("dependency build shop");
    assert_eq!(run.code, 4);
    assert!(run.err.contains("rhumb dependency update"), "{}", run.err);
}

#[test]
fn a_failure_changes_nothing() {
    let desk = desk();
    desk.ok("dependency update shop");
    desk.write("db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 2.0.0\n");
    let run = desk.run("dependency update shop");
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(run.err.contains("\"2.0.0\" does not have same major version as \"1.2\""), "{}", run.err);
    assert_eq!(files(&desk.path("shop/charts")), ["db-1.4.0.tgz", "near/Chart.yaml"]);
    for (repository, expected) in [("file://../gone", "gone"), ("'@nobody'", "rhumb repo add")] {
        let text = desk.read("shop/Chart.yaml").replace("file://../db", repository);
        desk.write("bad/Chart.yaml", &text);
        desk.write("bad/charts/near/Chart.yaml", "apiVersion: v2\nname: near\nversion: 0.1.0\n");
        let run = desk.run("dependency update bad");
        assert_eq!(run.code, 3, "{repository}: {}", run.err);
        assert!(run.err.contains(expected), "{repository}: {}", run.err);
    }
}
