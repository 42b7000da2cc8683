//! `values why`: which file, flag or default set a value.

use chart::Chart;
use diagnostic::{Diagnostic, Kind, nearest};
use serde::Serialize;
use serde_json::Value;
use values::{Layer, LayerKind, Path, Step, UserValues};
use yaml::{JsonStyle, Node};

use crate::{Failure, Result};

/// A value with every layer that sets it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Why {
    /// The path as it was understood.
    pub path: String,
    /// What templates see; absent where a null deletes it or a subchart is switched off.
    pub value: Option<Value>,
    /// The layers, from the weakest to the strongest.
    pub settings: Vec<SetBy>,
}

/// A layer that sets a value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SetBy {
    /// `default`, `release`, `file` or `flag`.
    pub layer: &'static str,
    /// File, line and column, or the flag.
    pub place: String,
    /// The value there.
    pub value: Value,
    /// Whether it is the one that templates see; tables are merged from several.
    pub wins: bool,
}

/// Tells where the value at a path comes from.
///
/// # Errors
/// Nothing sets such a path, or the values do not fit the chart.
pub fn values_why(chart: Chart, user: UserValues, path: &str) -> Result<Why> {
    let mut layers = values::defaults(&chart);
    layers.extend(user.layers);
    why(chart, layers, user.values, path)
}

/// The same of layers that are known already, from the weakest to the strongest, and the user's values that they make.
pub(crate) fn why(chart: Chart, layers: Vec<Layer>, user: Node, path: &str) -> Result<Why> {
    let Ok(path) = path.parse::<Path>();
    let resolved = values::resolve(chart, user)?;
    let seen = path.find(&resolved.values);
    let settings = values::why(&layers, &path)
        .into_iter()
        .map(|setting| {
            Ok(SetBy {
                layer: match setting.kind {
                    LayerKind::Default => "default",
                    LayerKind::Release => "release",
                    LayerKind::File => "file",
                    LayerKind::Flag => "flag",
                },
                place: setting.origin.to_string(),
                value: json(setting.value)?,
                wins: seen.is_some_and(|seen| is_of(seen, setting.value)),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    if settings.is_empty() && seen.is_none() {
        return Err(nowhere(&path, &resolved.values));
    }
    Ok(Why { path: path.to_string(), value: seen.map(json).transpose()?, settings })
}

/// Whether what is seen is this layer's value; every layer has its part in a table.
fn is_of(seen: &Node, value: &Node) -> bool {
    seen.as_mapping().is_some() || seen.origin == value.origin
}

/// A tree as JSON, in its own order.
pub(crate) fn json(node: &Node) -> Result<Value> {
    let broken = |error: &dyn std::fmt::Display| Failure::new(Kind::Internal, error.to_string());
    let text =
        yaml::to_json(node, JsonStyle { sorted: false, ..JsonStyle::RAW }).map_err(|error| broken(&error))?;
    serde_json::from_str(&text).map_err(|error| broken(&error))
}

/// Says what there is where the path first leaves the values.
fn nowhere(path: &Path, values: &Node) -> Failure {
    let mut diagnostic = Diagnostic::error(Kind::NotFound, format!("nothing sets `{path}`"));
    let mut above = Path::default();
    for step in path.steps() {
        let Step::Key(key) = step else { break };
        let Some(table) = above.find(values).and_then(Node::as_mapping) else { break };
        if !table.contains_key(key) {
            if let Some(near) = nearest(key, table.keys()) {
                diagnostic = diagnostic.hint(format!("is `{}` meant?", above.key(near)));
            }
            break;
        }
        above = above.key(key.as_str());
    }
    diagnostic.into()
}

#[cfg(test)]
mod tests {
    use diagnostic::Source;
    use serde_json::json;
    use values::Overrides;

    use super::*;

    fn chart() -> Chart {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charts/jupyter");
        Chart::load(&folder).unwrap()
    }

    fn user() -> UserValues {
        let files = vec![Source::file("mine.yaml", "persistence:\n  size: 20Gi\n  keep: true\n")];
        let set = vec!["persistence.size=30Gi".to_owned()];
        Overrides { files, set, ..Overrides::default() }.collect(&mut |_| Err(String::new())).unwrap()
    }

    #[test]
    fn the_strongest_layer_wins_and_the_others_are_named() {
        let why = values_why(chart(), user(), "persistence.size").unwrap();
        assert_eq!(why.value, Some(json!("30Gi")));
        let shown: Vec<_> = why.settings.iter().map(|by| (by.layer, &by.value, by.wins)).collect();
        assert_eq!(
            shown,
            [
                ("default", &json!("10Gi"), false),
                ("file", &json!("20Gi"), false),
                ("flag", &json!("30Gi"), true)
            ]
        );
        assert_eq!(why.settings[1].place, "mine.yaml:2:9");
    }

    #[test]
    fn a_misspelt_path_names_the_nearest() {
        let failure = values_why(chart(), user(), "persistence.sise").unwrap_err();
        assert_eq!(failure.kind(), Kind::NotFound);
        assert!(format!("{failure:?}").contains("is `persistence.size` meant?"), "{failure:?}");
    }
}
