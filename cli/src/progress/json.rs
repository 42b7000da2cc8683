//! A JSON object for each event, one per line. docs/events.md tells users what stands in each.

use actions::{Event, Failure};
use serde_json::{Value, json};

/// An event as a line; nothing where it cannot be serialised, which none of ours does.
pub(crate) fn event_line(event: &Event) -> Option<String> {
    let mut json = serde_json::to_value(event).ok()?;
    if let Event::Warning { diagnostic, .. } = event {
        json["hints"] = json!(diagnostic.hints);
    }
    Some(stamped(json))
}

/// The last line of a command that failed.
pub(crate) fn failure_line(failure: &Failure, exit_code: u8) -> String {
    let messages = |pick: fn(&diagnostic::Diagnostic) -> &[String]| -> Vec<&String> {
        failure.diagnostics.iter().flat_map(pick).collect()
    };
    let all: Vec<&str> = failure.diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    stamped(json!({
        "event": "failed",
        "kind": failure.kind(),
        "exitCode": exit_code,
        "message": all.join("; "),
        "notes": messages(|diagnostic| &diagnostic.notes),
        "hints": messages(|diagnostic| &diagnostic.hints),
    }))
}

/// With the time behind the event's name.
fn stamped(json: Value) -> String {
    let Value::Object(mut table) = json else { return json.to_string() };
    let name = table.shift_remove("event").unwrap_or_default();
    let mut line = serde_json::Map::new();
    line.insert("event".to_owned(), name);
    line.insert("time".to_owned(), jiff::Timestamp::now().to_string().into());
    line.append(&mut table);
    Value::Object(line).to_string()
}
