//! Rendering, and every document that comes out (pkg/chart/v2/lint/rules/template.go).

use ::values::{Library, resolve, validate};
use chart::Chart;
use diagnostic::{Diagnostic, Kind, Severity, Source};
use engine::RenderInput;

use super::objects::{check_object, not_an_object};
use super::{Files, Lint, LintReport, duplicates};
use crate::{Context, Failure};

const FOLDER: &str = "templates/";

/// Renders the chart as a test release and looks at each template.
pub(super) fn check(
    cx: &Context,
    files: &Files,
    chart: &Result<Chart, chart::Error>,
    options: Lint,
    report: &mut LintReport,
) {
    if !files.has_folder("templates") {
        report.add(Severity::Warning, FOLDER, "directory does not exist");
        return;
    }
    let chart = match chart {
        Ok(chart) => chart,
        Err(error) => return report.add_failure(FOLDER, error.to_string(), error.diagnostic()),
    };
    // Helm says nothing of what does not even merge: `install` will.
    let Ok(resolved) = resolve(chart.clone(), options.user.values) else { return };
    if !options.render.skip_schema_validation
        && let Err(error) = validate(&resolved.chart, &resolved.values, &Library::bundled())
    {
        let failure = Failure::from(::values::Error::from(error));
        return add(report, &failure);
    }
    let input = RenderInput {
        capabilities: options.render.capabilities.clone(),
        limits: cx.settings.limits.clone(),
        lenient: true,
        ..RenderInput::new(&resolved.chart, &resolved.values, options.render.release, options.render.now)
    };
    let rendered = match engine::render(&input) {
        Ok(rendered) => rendered,
        Err(error) => return add(report, &error.into()),
    };
    for warning in rendered.warnings.iter().cloned() {
        cx.events.warn(warning);
    }
    for template in &resolved.chart.templates {
        let name = &*template.name;
        let is_native = resolved.chart.metadata.is_native();
        let plain = if is_native { name.strip_suffix(".tera").unwrap_or(name) } else { name };
        if !check_extension(name, plain, is_native, report) {
            continue;
        }
        let path = format!("{}/{name}", resolved.chart.name());
        let Some(file) = rendered.files.iter().find(|file| *file.path == *path) else { continue };
        if !check_rendered(
            name,
            &file.text,
            input.capabilities.kube_version.minor.parse().unwrap_or(u32::MAX),
            report,
        ) {
            return;
        }
    }
}

fn add(report: &mut LintReport, failure: &Failure) {
    match failure.diagnostics.first() {
        Some(diagnostic) => report.add_failure(FOLDER, failure.helm_text(), diagnostic.clone()),
        None => report.add(Severity::Error, FOLDER, failure.helm_text()),
    }
}

/// Says so if a file's name ends in what no template ends in; tells whether it is YAML.
fn check_extension(name: &str, plain: &str, is_native: bool, report: &mut LintReport) -> bool {
    let base = plain.rsplit('/').next().unwrap_or(plain);
    let extension = base.rfind('.').map_or("", |at| &base[at..]);
    let known = [".yaml", ".yml", ".tpl", ".txt"].contains(&extension)
        || is_native && (extension == ".md" || plain != name && extension.is_empty());
    if !known {
        let text = format!(
            "file extension '{extension}' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt"
        );
        report.add(Severity::Error, name, text);
    }
    extension.eq_ignore_ascii_case(".yaml") || extension.eq_ignore_ascii_case(".yml")
}

/// Looks at the documents of a file; tells whether they could be read.
fn check_rendered(name: &str, text: &str, kube_minor: u32, report: &mut LintReport) -> bool {
    if text.trim().is_empty() {
        return true;
    }
    if let Some(line) = text.lines().find(|line| !line.trim().is_empty())
        && line.starts_with([' ', '\t'])
    {
        let text =
            format!("document starts with an illegal indent: {line:?}, which may cause parsing problems");
        report.add(Severity::Warning, name, text);
    }
    for document in yaml::documents(&Source::file(format!("{name} (rendered)"), text)) {
        let source = match document {
            Ok(source) => source,
            Err(bad) => {
                let text =
                    format!("unable to parse YAML: invalid Yaml document separator: {}", bad.followed_by);
                let diagnostic = Diagnostic::error(Kind::Yaml, "nothing but a comment may follow `---`")
                    .at(&bad.origin, "here")
                    .hint("a `-}}` may have eaten the end of the line");
                report.add_failure(name, text, diagnostic);
                return false;
            }
        };
        duplicates::check(&source, report);
        match yaml::parse_one(&source) {
            Ok(node) if node.is_null() => {}
            Ok(node) if not_an_object(&node).is_some() => {
                report.add(Severity::Error, name, not_an_object(&node).unwrap_or_default());
                return false;
            }
            Ok(node) => check_object(name, &node, text, kube_minor, report),
            Err(error) => {
                let text = format!("unable to parse YAML: {}", error.go_conversion());
                report.add_failure(name, text, error.diagnostic());
                return false;
            }
        }
    }
    true
}
