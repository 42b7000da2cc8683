//! A new chart from one of the user's own (`CreateFrom` of pkg/chart/v2/util/create.go).

use std::path::{Path, PathBuf};

use chart::{Chart, Metadata, Times};

use super::{PLACEHOLDER, write};
use crate::Result;

/// Copies a starter under a new name, the placeholder replaced in templates and values; subcharts are packed.
pub(super) fn create_from(starter: &Path, name: &str, path: &Path) -> Result<Vec<PathBuf>> {
    let starter = Chart::load(starter)?;
    let metadata = Metadata {
        api_version: if starter.metadata.is_native() { starter.metadata.api_version } else { "v2".into() },
        name: name.to_owned(),
        description: format!("Installs {name} on Kubernetes"),
        kind: "application".into(),
        version: "0.1.0".into(),
        app_version: "0.1.0".into(),
        ..Metadata::default()
    };
    let named = |data: &[u8]| String::from_utf8_lossy(data).replace(PLACEHOLDER, name).into_bytes();
    let chart_yaml = yaml::to_yaml(&metadata.to_node()).unwrap_or_default();
    let mut files = vec![("Chart.yaml".to_owned(), chart_yaml.into_bytes())];
    files.extend(
        starter
            .raw
            .iter()
            .filter(|it| &*it.name == "values.yaml")
            .map(|it| (it.name.to_string(), named(&it.data))),
    );
    files.extend(starter.schema.iter().map(|it| ("values.schema.json".to_owned(), it.to_vec())));
    files.extend(starter.templates.iter().map(|it| (it.name.to_string(), named(&it.data))));
    files.extend(starter.files.iter().map(|it| (it.name.to_string(), it.data.to_vec())));
    for dependency in &starter.dependencies {
        let archive = dependency.pack(Times::Kept { now: 0 })?;
        files.push((format!("charts/{}", dependency.archive_name()), archive));
    }
    let mut overwritten = vec![];
    for (file, data) in files {
        let file = path.join(file);
        if file.exists() {
            overwritten.push(file.clone());
        }
        write(&file, &data)?;
    }
    Ok(overwritten)
}
