//! From files to a chart.

use std::path::Path;

use diagnostic::{Diagnostic, Kind, Source};
use indexmap::IndexMap;
use yaml::{Mapping, Node};

use super::archive::archive_files;
use super::folder::folder_files;
use super::values::read_values;
use crate::metadata::Fields;
use crate::{Chart, Error, File, Lock, Metadata};

impl Chart {
    /// Loads a chart from a folder or a .tgz.
    pub fn load(path: &Path) -> Result<Self, Error> {
        Self::load_reporting(path, &mut vec![])
    }

    /// The same, telling what is worth knowing: links that were followed, files of older charts.
    pub fn load_reporting(path: &Path, warnings: &mut Vec<Diagnostic>) -> Result<Self, Error> {
        let name = path.display().to_string();
        let metadata = std::fs::metadata(path).map_err(Error::io("load", path))?;
        let files = if metadata.is_dir() {
            folder_files(path, warnings)?
        } else {
            archive_files(&name, &std::fs::read(path).map_err(Error::io("read", path))?)?
        };
        Self::from_files(&name, files, warnings)
    }

    /// Loads a chart from the bytes of a .tgz; `name` is how sources and errors call it.
    pub fn from_archive(name: &str, bytes: &[u8]) -> Result<Self, Error> {
        Self::from_files(name, archive_files(name, bytes)?, &mut vec![])
    }

    /// Makes a chart of its files, names relative to the chart. Refuses what neither Helm nor rhumb can render.
    pub fn from_files(name: &str, files: Vec<File>, warnings: &mut Vec<Diagnostic>) -> Result<Self, Error> {
        let (chart, chart_yaml) = assemble(name, files, warnings)?;
        if matches!(chart.metadata.api_version.as_str(), "v1" | "v2") || chart.metadata.is_native() {
            return Ok(chart);
        }
        let origin = Fields::new(&chart_yaml, "")?.origin("apiVersion");
        Err(Error::ApiVersion { version: chart.metadata.api_version, origin })
    }
}

/// The chart and its Chart.yaml as read (`LoadFiles` of pkg/chart/v2/loader).
fn assemble(place: &str, files: Vec<File>, warnings: &mut Vec<Diagnostic>) -> Result<(Chart, Node), Error> {
    let source = |file: &File| file.text().map(|text| Source::file(format!("{place}/{}", file.name), text));
    let chart_yaml = files.iter().rev().find(|file| &*file.name == "Chart.yaml");
    let chart_yaml = chart_yaml.ok_or_else(|| Error::NoChartYaml { place: place.to_owned() })?;
    let chart_yaml = yaml::parse_one(&source(chart_yaml)?)?;
    let mut metadata = Metadata::default();
    metadata.read(&chart_yaml)?;
    metadata.default_api_version();
    let first_version = metadata.api_version == "v1";

    let mut chart = Chart { values: Node::new(Mapping::new()), ..Chart::default() };
    let mut subcharts: IndexMap<String, Vec<File>> = IndexMap::new();
    for file in &files {
        match &*file.name {
            "Chart.yaml" => {}
            "Chart.lock" => chart.lock = Some(Lock::parse(&source(file)?)?),
            "values.yaml" => chart.values = read_values(&source(file)?)?,
            "values.schema.json" => chart.schema = Some(file.data.shared()?),
            name @ ("requirements.yaml" | "requirements.lock") => {
                if name == "requirements.yaml" {
                    metadata.read(&yaml::parse_one(&source(file)?)?)?;
                } else {
                    chart.lock = Some(Lock::parse(&source(file)?)?);
                }
                if first_version {
                    chart.files.push(file.clone());
                } else {
                    let message = format!("{place}/{name} belongs to charts of apiVersion v1; it is heeded");
                    let hint = "move the dependencies into Chart.yaml";
                    warnings.push(Diagnostic::warning(Kind::Chart, message).hint(hint));
                }
            }
            name if name.starts_with("templates/") => chart.templates.push(file.clone()),
            name => match name.strip_prefix("charts/") {
                Some(inner) if !inner.ends_with(".prov") => {
                    let (first, rest) = inner.split_once('/').unwrap_or((inner, ""));
                    let file = File { name: rest.into(), ..file.clone() };
                    subcharts.entry(first.to_owned()).or_default().push(file);
                }
                _ => chart.files.push(file.clone()),
            },
        }
    }
    chart.raw = files;

    metadata.validate_at(Some(&Fields::new(&chart_yaml, "")?))?;
    chart.metadata = metadata;
    for (name, files) in subcharts {
        if name.starts_with(['_', '.']) {
            continue;
        }
        let place = format!("{place}/charts/{name}");
        let subchart = subchart(&place, &name, files, warnings).map_err(|error| Error::Subchart {
            name,
            chart: chart.metadata.name.clone(),
            error: Box::new(error),
        })?;
        chart.dependencies.push(subchart);
    }
    Ok((chart, chart_yaml))
}

/// A chart below `charts/`: an archive, or a folder whose files are named relative to it.
fn subchart(
    place: &str,
    name: &str,
    mut files: Vec<File>,
    warnings: &mut Vec<Diagnostic>,
) -> Result<Chart, Error> {
    if name.ends_with(".tgz") {
        let [file] = &files[..] else { return Err(Error::NotAnArchive { name: place.to_owned() }) };
        if !file.name.is_empty() {
            return Err(Error::NotAnArchive { name: place.to_owned() });
        }
        files = archive_files(place, file.bytes()?)?;
    } else {
        // A file that lies in `charts/` itself is no chart, nor part of one.
        files.retain(|file| !file.name.is_empty());
    }
    Ok(assemble(place, files, warnings)?.0)
}
