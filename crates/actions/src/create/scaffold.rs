//! The files of a new chart.

use super::PLACEHOLDER;

macro_rules! files {
    ($folder:literal: $($name:literal from $source:literal,)*) => {
        &[$(($name, include_str!(concat!("scaffold/", $folder, "/", $source)))),*]
    };
}

const GO: &[(&str, &str)] = files!("go":
    "Chart.yaml" from "Chart.yaml",
    "values.yaml" from "values.yaml",
    "values.schema.json" from "values.schema.json",
    ".helmignore" from "helmignore",
    "templates/ingress.yaml" from "templates/ingress.yaml",
    "templates/httproute.yaml" from "templates/httproute.yaml",
    "templates/deployment.yaml" from "templates/deployment.yaml",
    "templates/service.yaml" from "templates/service.yaml",
    "templates/serviceaccount.yaml" from "templates/serviceaccount.yaml",
    "templates/hpa.yaml" from "templates/hpa.yaml",
    "templates/NOTES.txt" from "templates/NOTES.txt",
    "templates/_helpers.tpl" from "templates/_helpers.tpl",
    "templates/tests/test-connection.yaml" from "templates/tests/test-connection.yaml",
);

const NATIVE: &[(&str, &str)] = files!("native":
    "Chart.yaml" from "Chart.yaml",
    "values.yaml" from "values.yaml",
    "values.schema.json" from "values.schema.json",
    ".helmignore" from "helmignore",
    "templates/deployment.yaml.tera" from "templates/deployment.yaml.tera",
    "templates/service.yaml.tera" from "templates/service.yaml.tera",
    "templates/NOTES.md.tera" from "templates/NOTES.md.tera",
);

/// A chart with Go templates: a Deployment, its Service and account, ways in from outside, autoscaling, a test,
/// values with a schema, notes. Its files and values bear the names of `helm create`'s, for people know those.
pub(super) fn go(name: &str) -> Vec<(&'static str, String)> {
    named(GO, name)
}

/// A native chart: a Deployment and its Service, values with a schema, notes.
pub(super) fn native(name: &str) -> Vec<(&'static str, String)> {
    named(NATIVE, name)
}

fn named(files: &[(&'static str, &'static str)], name: &str) -> Vec<(&'static str, String)> {
    files.iter().map(|(path, text)| (*path, text.replace(PLACEHOLDER, name))).collect()
}
