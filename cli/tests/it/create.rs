use crate::{Desk, files};

#[test]
fn a_new_chart_bears_its_name_and_lints() {
    let desk = Desk::new();
    assert_eq!(desk.ok("create shop"), "Creating shop\n");
    assert_eq!(
        files(&desk.path("shop")),
        [
            ".helmignore",
            "Chart.yaml",
            "templates/NOTES.txt",
            "templates/_helpers.tpl",
            "templates/deployment.yaml",
            "templates/hpa.yaml",
            "templates/httproute.yaml",
            "templates/ingress.yaml",
            "templates/service.yaml",
            "templates/serviceaccount.yaml",
            "templates/tests/test-connection.yaml",
            "values.schema.json",
            "values.yaml",
        ]
    );
    assert!(desk.path("shop/charts").is_dir());
    for file in files(&desk.path("shop")) {
        assert!(!desk.read(&format!("shop/{file}")).contains("CHARTNAME"), "{file}");
    }
    assert!(desk.read("shop/templates/service.yaml").contains(r#"{{ include "shop.fullname" . }}"#));
    let rendered = desk.ok("template live shop");
    assert!(rendered.contains("name: live-shop\n"), "{rendered}");
    assert_eq!(
        desk.ok("lint shop --strict"),
        "==> Linting shop\n[INFO] Chart.yaml: icon is recommended\n\n1 chart(s) linted, 0 chart(s) failed\n"
    );
}

#[test]
fn writing_over_files_is_said() {
    let desk = Desk::new();
    desk.write("shop/values.yaml", "mine: 1\n");
    let out = desk.ok("create shop");
    let path = std::fs::canonicalize(desk.path("shop/values.yaml")).unwrap();
    assert_eq!(out, format!("Creating shop\nWARNING: File {path:?} already exists. Overwriting.\n"));
}

#[test]
fn a_native_chart_lints_and_renders() {
    let desk = Desk::new();
    desk.ok("create shop --native");
    assert!(desk.ok("lint shop --strict").ends_with("1 chart(s) linted, 0 chart(s) failed\n"));
    let rendered = desk.ok("template live shop --set replicas=3");
    assert!(rendered.contains("# Source: shop/templates/deployment.yaml.tera\n"), "{rendered}");
    assert!(rendered.contains("  replicas: 3\n"), "{rendered}");
    let misspelt = desk.run("template live shop --set replcas=3");
    assert_eq!(misspelt.code, 5, "{}", misspelt.err);
    assert!(misspelt.err.contains("replicas"), "{}", misspelt.err);
}

#[test]
fn a_starter_is_copied_under_the_new_name() {
    let desk = Desk::new();
    desk.write("starter/Chart.yaml", "apiVersion: v2\nname: starter\nversion: 3.0.0\n");
    desk.write("starter/values.yaml", "name: <CHARTNAME> # kept\n");
    desk.write("starter/templates/a.yaml", "app: <CHARTNAME>\n");
    desk.ok(&format!("create shop -p {}", desk.path("starter").display()));
    assert_eq!(desk.read("shop/values.yaml"), "name: shop # kept\n");
    assert_eq!(desk.read("shop/templates/a.yaml"), "app: shop\n");
    assert!(desk.read("shop/Chart.yaml").contains("name: shop\n"));
}

#[test]
fn bad_names_are_refused() {
    let desk = Desk::new();
    for name in ["a,b", "no/such/folder", "ü"] {
        let run = desk.run(&format!("create {name}"));
        assert_ne!(run.code, 0, "{name}");
        assert!(run.err.contains("hint"), "{name}: {}", run.err);
    }
}
