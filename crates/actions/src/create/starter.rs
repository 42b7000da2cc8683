//! A new chart from one of the user's own (`CreateFrom` of pkg/chart/v2/util/create.go).

use std::path::{Path, PathBuf};

use chart::{Chart, File, Metadata, Times};

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
    let named = |file: &File| -> Result<_> {
        Ok((file.name.to_string(), file.text()?.replace(PLACEHOLDER, name).into_bytes()))
    };
    let chart_yaml = yaml::to_yaml(&metadata.to_node()).unwrap_or_default();
    let mut files = vec![("Chart.yaml".to_owned(), chart_yaml.into_bytes())];
    for values in starter.raw.iter().filter(|file| &*file.name == "values.yaml") {
        files.push(named(values)?);
    }
    files.extend(starter.schema.iter().map(|it| ("values.schema.json".to_owned(), it.to_vec())));
    for template in &starter.templates {
        files.push(named(template)?);
    }
    for file in &starter.files {
        files.push((file.name.to_string(), file.bytes()?.to_vec()));
    }
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
