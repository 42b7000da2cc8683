use chart::{Chart, Lock};
use diagnostic::Source;

use crate::folder;

/// Chart.yaml and the digests that Helm 4.3.1 wrote for it.
const CHART_YAML: &str = "apiVersion: v2
name: x
version: 1.0.0
dependencies:
- name: sub
  version: '>=0.1.0 <2'
  repository: file://../sub
  condition: sub.enabled
  tags: [a, b]
  import-values: [data, {child: a, parent: b}]
  alias: other
";

#[test]
fn digests_are_helms() {
    let chart = Chart::load(folder(&[("Chart.yaml", CHART_YAML)]).path()).unwrap();
    let asked = &chart.metadata.dependencies;
    let found = vec![chart::Dependency {
        name: "sub".into(),
        version: "0.1.0".into(),
        repository: "file://../sub".into(),
        ..Default::default()
    }];
    let lock = Lock::new(asked, found, "2026-01-01T00:00:00Z");
    assert_eq!(lock.digest, "sha256:c88fd08162dba48725e606037125be218699d911d99398f9d88602e999305f4e");
    assert!(lock.is_current(asked, false));
    assert!(!lock.is_current(&[], false));

    let written = yaml::to_yaml(&lock.to_node()).unwrap();
    assert_eq!(Lock::parse(&Source::file("Chart.lock", written)).unwrap(), lock);
}

#[test]
fn the_digest_of_helm_2_passes_in_old_charts() {
    let chart = Chart::load(folder(&[("Chart.yaml", CHART_YAML)]).path()).unwrap();
    let asked = &chart.metadata.dependencies;
    let lock = Lock { generated: String::new(), digest: Lock::digest_of_helm_2(asked), dependencies: vec![] };
    assert!(lock.is_current(asked, true));
    assert!(!lock.is_current(asked, false));
}
