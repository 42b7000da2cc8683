//! `show`: what is in a chart.

use chart::{Chart, File};

use crate::Result;
use crate::json_path::JsonPath;
use crate::package::chart_yaml;

/// Which part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of them.
    All,
    /// Chart.yaml.
    Chart,
    /// values.yaml as it was written.
    Values,
    /// The README.
    Readme,
    /// The definitions below `crds/`.
    Crds,
}

/// The text of a part of a chart, byte for byte as Helm shows it (pkg/action/show.go).
///
/// # Errors
/// A file that was not read yet cannot be read.
pub fn show(chart: &Chart, part: Part) -> Result<String> {
    let wanted = |one| part == one || part == Part::All;
    let separator = if part == Part::All { "---\n" } else { "" };
    let mut out = String::new();
    if wanted(Part::Chart) {
        out.push_str(&chart_yaml(chart));
        out.push('\n');
    }
    if wanted(Part::Values) {
        let files: Vec<&File> = chart.raw.iter().filter(|file| &*file.name == "values.yaml").collect();
        if !files.is_empty() {
            out.push_str(separator);
        }
        for file in files {
            push(&mut out, file)?;
        }
    }
    if wanted(Part::Readme)
        && let Some(readme) = readme(chart)
    {
        out.push_str(separator);
        push(&mut out, readme)?;
    }
    if wanted(Part::Crds) {
        for crd in chart.crds() {
            if !crd.file.bytes()?.starts_with(b"---") {
                out.push_str("---\n");
            }
            push(&mut out, crd.file)?;
        }
    }
    Ok(out)
}

/// A template with the chart's own values filled in, in the JSONPath of kubectl (`{.image.tag}`) as far as it reads
/// keys, indices and wildcards.
///
/// # Errors
/// A template that does not parse, or asks for more than that.
pub fn show_values_at(chart: &Chart, template: &str) -> Result<String> {
    Ok(JsonPath::parse(template)?.fill(&chart.values))
}

fn push(out: &mut String, file: &File) -> Result<()> {
    out.push_str(&file.text()?);
    out.push('\n');
    Ok(())
}

/// The first file that is called like a README, in any case.
fn readme(chart: &Chart) -> Option<&File> {
    let names = ["readme.md", "readme.txt", "readme"];
    chart.files.iter().find(|file| names.iter().any(|name| file.name.eq_ignore_ascii_case(name)))
}
