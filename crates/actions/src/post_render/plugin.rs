//! Helm's plugins of the type `postrenderer/v1` that run a program (internal/plugin): a folder below HELM_PLUGINS with a
//! `plugin.yaml`.

use std::collections::HashMap;
use std::path::Path;

use diagnostic::{Kind, Source};
use serde::Deserialize;

use super::PostRenderer;
use crate::{Failure, Result, Settings};

const KIND: &str = "postrenderer/v1";

/// `plugin.yaml`, as far as it matters here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct Manifest {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    runtime: String,
    runtime_config: Runtime,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Runtime {
    platform_command: Vec<Platform>,
}

/// A command, and where it runs.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Platform {
    os: String,
    arch: String,
    command: String,
    args: Vec<String>,
}

/// The plugin of a name, if there is one.
pub(super) fn find(settings: &Settings, name: &str, arguments: &[String]) -> Result<Option<PostRenderer>> {
    let Ok(folders) = std::fs::read_dir(&settings.paths.plugins) else { return Ok(None) };
    let mut paths: Vec<_> = folders.flatten().map(|folder| folder.path()).collect();
    paths.sort();
    for folder in paths {
        let file = folder.join("plugin.yaml");
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        // Other plugins are none of our business, however they are written.
        let Some(manifest) = read(&file, text).filter(|manifest| manifest.name == name) else { continue };
        if manifest.kind != KIND {
            continue;
        }
        if manifest.runtime != "subprocess" {
            let message = format!("the plugin {name} runs as {}", manifest.runtime);
            return Err(Failure::new(Kind::Unsupported, message)
                .hint("plugins with `runtime: subprocess` and programs can be run"));
        }
        return command(settings, &folder, &manifest, arguments).map(Some);
    }
    Ok(None)
}

fn read(file: &Path, text: String) -> Option<Manifest> {
    let source = Source::file(file.to_string_lossy(), text);
    let node = yaml::parse_one(&source).ok()?;
    serde_json::from_str(&yaml::to_json(&node, yaml::JsonStyle::RAW).ok()?).ok()
}

fn command(
    settings: &Settings,
    folder: &Path,
    manifest: &Manifest,
    further: &[String],
) -> Result<PostRenderer> {
    let mut variables = settings.variables("helm");
    let folder_text = folder.to_string_lossy().into_owned();
    variables.extend([("HELM_PLUGIN_NAME", manifest.name.clone()), ("HELM_PLUGIN_DIR", folder_text)]);
    let known: HashMap<&str, &str> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let chosen = choose(&manifest.runtime_config.platform_command).ok_or_else(|| {
        Failure::new(
            Kind::Unsupported,
            format!("the plugin {} has no command for this platform", manifest.name),
        )
        .in_helms_words("failed to prepare plugin command: no plugin command is applicable")
    })?;
    let mut words = chosen.command.split(' ').map(|word| expand(word, &known));
    let program = words.next().unwrap_or_default();
    let own = chosen.args.iter().map(|argument| expand(argument, &known));
    let arguments = words.chain(own).chain(further.iter().cloned()).collect();
    Ok(PostRenderer {
        name: manifest.name.clone(),
        program,
        arguments,
        variables: variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
    })
}

/// The command for this system and processor, else for this system, else for any.
fn choose(commands: &[Platform]) -> Option<&Platform> {
    let processor = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    let is = |have: &str, wanted: &str| have.eq_ignore_ascii_case(wanted);
    let system = std::env::consts::OS;
    let exact = |command: &&Platform| is(&command.os, system) && is(&command.arch, processor);
    let by_system = |command: &&Platform| is(&command.os, system) && command.arch.is_empty();
    let any = |command: &&Platform| command.os.is_empty() && command.arch.is_empty();
    let found = commands.iter().find(exact).or_else(|| commands.iter().find(by_system));
    found.or_else(|| commands.iter().find(any)).filter(|command| !command.command.is_empty())
}

/// Puts values in the place of `$NAME` and `${NAME}`; what is not known is empty.
fn expand(text: &str, known: &HashMap<&str, &str>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let (name, after) = match rest.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            Some((name, after)) => (name, after),
            None => {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
                rest.split_at(end)
            }
        };
        out.push_str(known.get(name).copied().unwrap_or_default());
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_expanded_as_in_go() {
        let known = HashMap::from([("A", "1"), ("HELM_PLUGIN_DIR", "/p")]);
        for (text, expanded) in
            [("$A/x", "1/x"), ("${HELM_PLUGIN_DIR}/run.sh", "/p/run.sh"), ("a$B", "a"), ("x", "x")]
        {
            assert_eq!(expand(text, &known), expanded);
        }
    }
}
