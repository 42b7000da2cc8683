use crate::Desk;

#[test]
fn an_index_is_made_and_merged() {
    let desk = Desk::new();
    desk.ok("create shop");
    desk.ok("package shop -d repo");
    desk.ok("package shop --version 0.2.0 -d repo/older");
    desk.write("repo/junk.tgz", "no archive");
    desk.write(
        "more.yaml",
        "apiVersion: v1\nentries:\n  db:\n  - name: db\n    version: 1.0.0\n    urls: [db.tgz]\n",
    );
    assert_eq!(desk.ok("repo index repo --url https://example.org/charts/ --merge more.yaml"), "");
    let index = desk.read("repo/index.yaml");
    let order: Vec<&str> = index
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("- http") || line.starts_with("- db"))
        .collect();
    assert_eq!(
        order,
        [
            "- db.tgz",
            "- https://example.org/charts/older/shop-0.2.0.tgz",
            "- https://example.org/charts/shop-0.1.0.tgz"
        ]
    );
    assert_eq!(index.matches("digest: ").count(), 2, "{index}");
    desk.ok("repo index repo --json");
    assert!(desk.read("repo/index.yaml").starts_with("{\n  \"apiVersion\": \"v1\",\n"));
}
