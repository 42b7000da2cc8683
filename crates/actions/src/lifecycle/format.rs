//! `get all --template`: a release through a template of the user's.

use functions::moment::Moment;
use release::record::Release;
use serde_json::{Map, Value, json};

use crate::Result;
use crate::lifecycle::node;

/// Tables that hold the user's or the chart's own keys, which stay as they are.
const FREE: [&str; 5] = ["config", "values", "annotations", "labels", "schema"];

/// What a template makes of a release; the names of fields are those of Helm's Go structures, such as
/// `.Release.Info.Status`.
///
/// # Errors
/// A template that does not parse or execute.
pub fn format_release(release: &Release, template: &str, now: &Moment) -> Result<String> {
    let mut json = go_names(&serde_json::to_value(release).unwrap_or_default());
    json["Labels"] = json!(release.all_labels);
    if json["Config"].is_null() {
        json["Config"] = json!({});
    }
    let times = [
        ("FirstDeployed", &release.info.first_deployed),
        ("LastDeployed", &release.info.last_deployed),
        ("Deleted", &release.info.deleted),
    ];
    for (name, time) in times {
        // Go prints its zero time where there is none.
        let text = time.as_ref().and_then(release::record::Time::go_string);
        json["Info"][name] = text.unwrap_or_else(|| "0001-01-01 00:00:00 +0000 UTC".into()).into();
    }
    let data = node(&json!({"Release": json}))?;
    // A field that is not there is empty.
    Ok(engine::render_text("_", template, Some(&data), now)?.replace("<no value>", ""))
}

/// The same with the names that the fields have in Go: `last_run` becomes `LastRun`.
fn go_names(json: &Value) -> Value {
    match json {
        Value::Object(table) => {
            let named = table.iter().map(|(key, value)| {
                let value = if FREE.contains(&key.as_str()) { value.clone() } else { go_names(value) };
                (go_name(key), value)
            });
            Value::Object(named.collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.iter().map(go_names).collect()),
        other => other.clone(),
    }
}

fn go_name(key: &str) -> String {
    match key {
        "apiVersion" => "APIVersion".into(),
        "url" => "URL".into(),
        key => key
            .split('_')
            .map(|word| {
                let mut letters = word.chars();
                letters
                    .next()
                    .map(|first| first.to_ascii_uppercase())
                    .into_iter()
                    .chain(letters)
                    .collect::<String>()
            })
            .collect(),
    }
}
