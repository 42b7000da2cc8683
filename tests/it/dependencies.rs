//! Dependencies from real servers: a registry, a classic repository.

use end_to_end::{Desk, Registry};

use crate::registry::published;

/// A chart with one dependency called `demo`.
pub(crate) fn shop(desk: &Desk, repository: &str) {
    let dependency = format!("dependencies:\n- name: demo\n  version: ~0.1\n  repository: '{repository}'\n");
    desk.write("shop/Chart.yaml", &format!("apiVersion: v2\nname: shop\nversion: 1.0.0\n{dependency}"));
}

fn lock(desk: &Desk) -> String {
    let lock = desk.read("shop/Chart.lock");
    lock.lines().filter(|line| !line.starts_with("generated:")).collect::<Vec<_>>().join("\n")
}

/// Fetches with both, and sees the same archive and the same lock.
pub(crate) fn fetched_alike(desk: &Desk, flags: &[&str]) {
    let archive = desk.path().join("shop/charts/demo-0.1.0.tgz");
    let mut seen = vec![];
    for verb in ["update", "build"] {
        let words = [&["dependency", verb, "shop"], flags].concat();
        desk.helm(&words).ok();
        seen.push((lock(desk), std::fs::read(&archive).unwrap()));
        std::fs::remove_dir_all(desk.path().join("shop/charts")).unwrap();
        desk.rhumb(&words).ok();
        seen.push((lock(desk), std::fs::read(&archive).unwrap()));
        std::fs::remove_dir_all(desk.path().join("shop/charts")).unwrap();
    }
    assert!(
        seen.windows(2).all(|pair| pair[0] == pair[1]),
        "{:?}",
        seen.iter().map(|it| &it.0).collect::<Vec<_>>()
    );
}

#[test]
fn from_a_registry_and_from_a_repository() {
    let desk = Desk::new();
    let registry = Registry::start(&desk, &desk.path().join("data"), &[]).unwrap();
    published(&desk, &registry, "demo");
    shop(&desk, &format!("oci://{}/charts", registry.address()));
    fetched_alike(&desk, &["--plain-http"]);
    let url = format!("http://{}/charts", registry.address());
    desk.rhumb(&["repo", "add", "ours", &url]).ok();
    for repository in [&url[..], "@ours", "alias:ours"] {
        shop(&desk, repository);
        fetched_alike(&desk, &[]);
    }
    shop(&desk, "@theirs");
    desk.rhumb(&["dependency", "update", "shop"]).fails(3).complains("theirs").complains("hint: ");
}
