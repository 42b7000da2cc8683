//! Chart.yaml, key by key (pkg/chart/v2/lint/rules/chartfile.go).

use chart::Metadata;
use diagnostic::{Diagnostic, Kind, Severity, Source, nearest};
use version::{Constraint, Version};
use yaml::{Duplicate, Node, Value};

use super::{Files, LintReport, duplicates};

const FILE: &str = "Chart.yaml";

/// Looks at Chart.yaml and gives what it says, if it can be read at all.
pub(super) fn check(files: &Files, report: &mut LintReport) -> Option<Metadata> {
    let source = Source::file(format!("{}/{FILE}", files.shown), files.text(FILE)?);
    let node = match yaml::parse_one(&source) {
        Ok(node) => node,
        Err(error) => {
            let text = format!("unable to parse YAML\n\t{}", error.go_conversion());
            report.add_failure(FILE, text, error.diagnostic());
            return None;
        }
    };
    let metadata = match Metadata::from_node_unchecked(&node) {
        Ok(metadata) => metadata,
        Err(error) => {
            report.add_failure(FILE, format!("unable to parse YAML\n\t{error}"), error.diagnostic());
            return None;
        }
    };
    let parsed = yaml::parse_all(&source, false).unwrap_or_default();
    match &*parsed.duplicates {
        [] => unknown_field(&node, report),
        duplicates => set_twice(duplicates, report),
    }
    let mut error = |text: Option<String>| {
        if let Some(text) = text {
            report.add(Severity::Error, FILE, text);
        }
    };
    error(name(&metadata));
    error(api_version(&metadata));
    error(not_text(&node, "version"));
    error(version(&metadata));
    error(not_text(&node, "appVersion"));
    error(maintainers(&metadata));
    error(
        metadata
            .sources
            .iter()
            .find(|url| !is_request_url(url))
            .map(|url| format!("invalid source URL '{url}'")),
    );
    if metadata.icon.is_empty() {
        report.add(Severity::Info, FILE, "icon is recommended");
    } else if !is_request_url(&metadata.icon) {
        report.add(Severity::Error, FILE, format!("invalid icon URL '{}'", metadata.icon));
    }
    let modern = metadata.api_version == "v2" || metadata.is_native();
    if !metadata.kind.is_empty() && !modern {
        let text = format!(
            "chart type is not valid in apiVersion '{}'. It is valid in apiVersion 'v2'",
            metadata.api_version
        );
        report.add(Severity::Error, FILE, text);
    }
    if !metadata.dependencies.is_empty() && !modern {
        let text = format!(
            "dependencies are not valid in the Chart file with apiVersion '{}'. They are valid in apiVersion 'v2'",
            metadata.api_version
        );
        report.add(Severity::Error, FILE, text);
    }
    if Version::parse_strict(&metadata.version).is_err() {
        let text = format!("version '{}' is not a valid SemVerV2", metadata.version);
        report.add(Severity::Warning, FILE, text);
    }
    Some(metadata)
}

const STRICT: &str = "failed to strictly parse chart metadata file\n\t";

/// Keys that come twice: Go's decoder then looks no further.
fn set_twice(duplicates: &[Duplicate], report: &mut LintReport) {
    report.add(Severity::Warning, FILE, format!("{STRICT}{}", duplicates::strict(duplicates)));
    report.advice.extend(duplicates.iter().map(duplicates::diagnostic));
}

/// A key that Chart.yaml does not have, the first in byte order as a Go decoder meets it.
fn unknown_field(node: &Node, report: &mut LintReport) {
    let Some(table) = node.as_mapping() else { return };
    let known = |key: &str| Metadata::FIELDS.iter().any(|field| field.eq_ignore_ascii_case(key));
    let Some(key) = table.keys().filter(|key| !known(key)).min() else { return };
    let text = format!("{STRICT}error unmarshaling JSON: while decoding JSON: json: unknown field {key:?}");
    report.add(Severity::Warning, FILE, text);
    let origin = table.get_entry(key).map(|entry| entry.key.clone()).unwrap_or_default();
    let mut diagnostic =
        Diagnostic::warning(Kind::Chart, format!("Chart.yaml has no key `{key}`")).at(&origin, "");
    if let Some(near) = nearest(key, Metadata::FIELDS.iter().copied()) {
        diagnostic = diagnostic.hint(format!("is `{near}` meant?"));
    }
    if let Some(message) = report.messages.last_mut() {
        message.diagnostic = Some(diagnostic);
    }
}

fn name(metadata: &Metadata) -> Option<String> {
    match metadata.name.as_str() {
        "" => Some("name is required".to_owned()),
        name if name.contains('/') => Some(format!("chart name {name:?} is invalid")),
        _ => None,
    }
}

fn api_version(metadata: &Metadata) -> Option<String> {
    match metadata.api_version.as_str() {
        "" => Some(r#"apiVersion is required. The value must be either "v1" or "v2""#.to_owned()),
        "v1" | "v2" | "rhumb/v1" => None,
        other => Some(format!(r#"apiVersion '{other}' is not valid. The value must be either "v1" or "v2""#)),
    }
}

fn version(metadata: &Metadata) -> Option<String> {
    let text = &metadata.version;
    if text.is_empty() {
        return Some("version is required".to_owned());
    }
    let Ok(version) = Version::parse(text) else {
        return Some(format!("version '{text}' is not a valid SemVer"));
    };
    let above_zero = Constraint::parse(">0.0.0-0").ok()?;
    above_zero.explain(&version).first().map(|mismatch| format!("version {mismatch}"))
}

/// A number or truth value where a text should stand.
fn not_text(node: &Node, key: &str) -> Option<String> {
    let go = match node.get(key)?.value {
        Value::String(_) => return None,
        Value::Null => "<nil>",
        Value::Bool(_) => "bool",
        // Every number of JSON is a float in Go.
        Value::Int(_) | Value::Uint(_) | Value::Float(_) => "float64",
        Value::Sequence(_) => "[]interface {}",
        Value::Mapping(_) => "map[string]interface {}",
    };
    Some(format!("{key} should be of type string but it's of type {go}"))
}

fn maintainers(metadata: &Metadata) -> Option<String> {
    metadata.maintainers.iter().find_map(|it| {
        if it.name.is_empty() {
            Some("each maintainer requires a name".to_owned())
        } else if !it.email.is_empty() && !is_email(&it.email) {
            Some(format!("invalid email '{}' for maintainer '{}'", it.email, it.name))
        } else if !it.url.is_empty() && !is_url(&it.url) {
            Some(format!("invalid url '{}' for maintainer '{}'", it.url, it.name))
        } else {
            None
        }
    })
}

fn is_email(text: &str) -> bool {
    let Some((user, host)) = text.rsplit_once('@') else { return false };
    let legal = |c: char| !c.is_whitespace() && !matches!(c, '@' | '<' | '>' | '(' | ')' | ',' | ';');
    !user.is_empty()
        && user.chars().all(legal)
        && !user.starts_with('.')
        && !user.ends_with('.')
        && is_host(host)
}

/// An address that could be asked for: with a scheme.
fn is_request_url(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, rest)| {
        !scheme.is_empty()
            && !rest.is_empty()
            && scheme.bytes().all(|it| it.is_ascii_alphanumeric() || b"+-.".contains(&it))
    })
}

/// An address as people write it, the scheme left out perhaps.
fn is_url(text: &str) -> bool {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split(':').next().unwrap_or_default();
    is_host(host) && !text.chars().any(char::is_whitespace)
}

fn is_host(host: &str) -> bool {
    host == "localhost"
        || host.contains('.')
            && host.split('.').all(|part| {
                !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
            })
}
