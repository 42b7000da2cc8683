//! Helm's variables, and where its files are.

use end_to_end::Desk;

/// What `env` prints, but for the name of the program.
fn environment(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.starts_with("HELM_BIN=")).collect()
}

#[track_caller]
fn alike(desk: &Desk) {
    let (helm, rhumb) = (desk.helm(&["env"]).ok().stdout(), desk.rhumb(&["env"]).ok().stdout());
    assert_eq!(environment(&rhumb), environment(&helm));
}

#[test]
fn every_variable_of_helm_is_read() {
    alike(&Desk::new());
    let names = Desk::new().helm(&["env"]).ok().stdout();
    let mut desk = Desk::new();
    for (name, _) in environment(&names).into_iter().filter_map(|line| line.split_once('=')) {
        let value = match name {
            "HELM_DEBUG" | "HELM_KUBEINSECURE_SKIP_TLS_VERIFY" => "true".to_owned(),
            "HELM_MAX_HISTORY" | "HELM_BURST_LIMIT" => "7".to_owned(),
            "HELM_QPS" => "3.5".to_owned(),
            "HELM_KUBEASGROUPS" => "crew,officers".to_owned(),
            _ => format!("/somewhere/{name}"),
        };
        desk = desk.with(name, &value);
    }
    alike(&desk);
    let set = desk.rhumb(&["env"]).stdout();
    assert!(set.contains("HELM_REGISTRY_CONFIG=\"/somewhere/HELM_REGISTRY_CONFIG\""), "{set}");
}

#[test]
fn the_folders_of_the_desktop_standard_are_heeded() {
    let desk = Desk::new();
    alike(
        &desk
            .with("XDG_CACHE_HOME", "/cache")
            .with("XDG_CONFIG_HOME", "/config")
            .with("XDG_DATA_HOME", "/data"),
    );
}

/// What one writes where the variables say, the other reads there.
#[test]
fn files_are_shared_wherever_they_are() {
    let desk = Desk::new();
    let place = |name: &str| desk.path().join("elsewhere").join(name).display().to_string();
    let (config, cache) = (place("repositories.yaml"), place("repository"));
    let desk = desk.with("HELM_REPOSITORY_CONFIG", &config).with("HELM_REPOSITORY_CACHE", &cache);
    let served = end_to_end::Registry::start(&desk, &desk.path().join("data"), &[]).unwrap();
    crate::registry::published(&desk, &served, "demo");
    let url = format!("http://{}/charts", served.address());
    desk.rhumb(&["repo", "add", "ours", &url]).ok();
    assert!(std::path::Path::new(&config).is_file());
    let search = ["search", "repo", "demo"];
    let found = desk.helm(&search).ok().says("ours/demo").stdout();
    assert_eq!(desk.rhumb(&search).ok().stdout(), found);
    // Neither looks in the usual places.
    assert!(!desk.home().join(".config/helm/repositories.yaml").exists());
}
