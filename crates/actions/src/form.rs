//! `form`.

use chart::Chart;
use diagnostic::{Diagnostic, Kind};
use form::{Dependency, Form, Launch, Schema, resolve_references};
use serde::Serialize;
use serde_json::Value;
use yaml::{JsonStyle, Node, Tree};

use crate::{Failure, Result};

/// Options of [`launch_form`].
#[derive(Clone, Debug)]
pub struct LaunchForm {
    /// The chart.
    pub chart: Chart,
    /// Values that are laid over those the form would start with.
    pub overrides: Node,
    /// The launch context: user, project, region and so on, as Onyxia knows them.
    pub context: Value,
    /// Whether values that only values.yaml has are part of the result.
    pub include_defaults: bool,
}

/// A launch form with the values that it shows.
#[derive(Clone, Debug, Serialize)]
pub struct Launched {
    /// Name of the chart.
    pub chart: String,
    /// Its version.
    pub version: String,
    /// The values.
    pub values: Value,
    /// The fields.
    pub form: Form,
}

/// The form that a chart's schema draws, with the values it starts with.
///
/// # Errors
/// When the schema is no JSON or cannot be drawn, or a value does not fit it.
pub fn launch_form(options: LaunchForm) -> Result<Launched> {
    let metadata = &options.chart.metadata;
    let schema = options.chart.schema.as_deref().map(|bytes| schema(&metadata.name, bytes)).transpose()?;
    let defaults = to_json(&options.chart.values)?;
    let dependencies: Vec<Dependency> = metadata
        .dependencies
        .iter()
        .map(|dependency| Dependency {
            name: dependency.name.clone(),
            condition: dependency
                .condition
                .split(',')
                .next()
                .filter(|path| !path.is_empty())
                .map(|path| path.split('.').map(str::to_owned).collect()),
        })
        .collect();
    let launch = Launch {
        chart: &metadata.name,
        schema: schema.as_ref(),
        defaults: &defaults,
        context: &options.context,
        dependencies: &dependencies,
        include_defaults: options.include_defaults,
    };
    let mut values = launch.start().map_err(|error| error.diagnostic())?.values;
    lay_over(&mut values, to_json(&options.overrides)?);
    let form = launch.form(&values).map_err(|error| error.diagnostic())?;
    Ok(Launched { chart: metadata.name.clone(), version: metadata.version.clone(), values, form })
}

/// The schema with its references resolved, as the form reads it.
fn schema(chart: &str, bytes: &[u8]) -> Result<Schema> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        Diagnostic::error(Kind::Chart, format!("{chart}/values.schema.json is no JSON: {error}"))
    })?;
    let resolved =
        resolve_references(&value, &values::Library::bundled()).map_err(|error| error.diagnostic())?;
    Ok(Schema::read(&resolved).map_err(|error| error.diagnostic())?)
}

fn to_json<'a>(tree: impl Tree<'a>) -> Result<Value> {
    let style = JsonStyle { sorted: false, ..JsonStyle::RAW };
    let text = yaml::to_json(tree, style).map_err(|error| Failure::new(Kind::Values, error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| Failure::new(Kind::Internal, error.to_string()))
}

/// Tables are merged, everything else is replaced.
fn lay_over(base: &mut Value, over: Value) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (key, value) in over {
                lay_over(base.entry(key).or_insert(Value::Null), value);
            }
        }
        (base, over) => *base = over,
    }
}
