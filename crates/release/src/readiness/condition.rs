//! Conditions over an object, as charts and annotations write them: `.status.phase = Running && .status.ready >= .spec.size`.

use std::fmt;
use std::str::FromStr;

use serde_json::Value;

/// Comparisons that must all hold. `true` always holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    text: String,
    all: Vec<Comparison>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Comparison {
    left: Path,
    operator: Operator,
    right: Operand,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Is,
    IsNot,
    AtLeast,
    AtMost,
    More,
    Less,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Operand {
    Path(Path),
    /// A scalar as it is written, without quotes.
    Text(String),
}

/// A path into an object: `.spec.replicas`, `.status.conditions[Ready].status`, `.spec['a.b']`, `.list[0]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Path {
    text: String,
    steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    Index(usize),
    /// The item of a list whose `type` or `name` is this.
    Item(String),
}

impl Condition {
    /// Whether it holds for an object.
    pub(super) fn holds(&self, object: &Value) -> bool {
        self.all.iter().all(|comparison| comparison.holds(object))
    }

    /// What is still missing, for a person.
    pub(super) fn missing(&self, object: &Value) -> String {
        let broken = self.all.iter().find(|comparison| !comparison.holds(object));
        let Some(Comparison { left, .. }) = broken else { return self.text.clone() };
        match left.find(object) {
            Some(value) => format!("waits for {}: {} is {value}", self.text, left.text),
            None => format!("waits for {}: there is no {}", self.text, left.text),
        }
    }
}

impl Comparison {
    fn holds(&self, object: &Value) -> bool {
        let left = self.left.find(object).map(text);
        let right = match &self.right {
            Operand::Path(path) => path.find(object).map(text),
            Operand::Text(text) => Some(text.clone()),
        };
        match self.operator {
            Operator::Is => left.is_some() && left == right,
            Operator::IsNot => left != right,
            _ => {
                let number = |text: Option<String>| text.and_then(|text| text.parse::<f64>().ok());
                let (Some(left), Some(right)) = (number(left), number(right)) else { return false };
                match self.operator {
                    Operator::AtLeast => left >= right,
                    Operator::AtMost => left <= right,
                    Operator::More => left > right,
                    _ => left < right,
                }
            }
        }
    }
}

impl Path {
    pub(super) fn find<'v>(&self, object: &'v Value) -> Option<&'v Value> {
        self.steps.iter().try_fold(object, |value, step| match step {
            Step::Key(key) => value.get(key),
            Step::Index(index) => value.get(index),
            Step::Item(name) => value
                .as_array()?
                .iter()
                .find(|item| ["type", "name"].iter().any(|key| item[key] == name.as_str())),
        })
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl FromStr for Condition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let trimmed = text.trim();
        let all = if trimmed == "true" {
            vec![]
        } else {
            trimmed.split("&&").map(comparison).collect::<Result<_, _>>()?
        };
        Ok(Self { text: trimmed.to_owned(), all })
    }
}

fn comparison(text: &str) -> Result<Comparison, String> {
    const OPERATORS: [(&str, Operator); 7] = [
        ("==", Operator::Is),
        ("!=", Operator::IsNot),
        (">=", Operator::AtLeast),
        ("<=", Operator::AtMost),
        ("=", Operator::Is),
        (">", Operator::More),
        ("<", Operator::Less),
    ];
    let text = text.trim();
    let at = text
        .find(['=', '!', '<', '>'])
        .ok_or_else(|| format!("`{text}` compares nothing: write for example `.status.phase = Running`"))?;
    let (word, operator) = OPERATORS
        .into_iter()
        .find(|(word, _)| text[at..].starts_with(word))
        .ok_or_else(|| format!("`{text}`: the comparisons are =, !=, >=, <=, > and <"))?;
    let right = text[at + word.len()..].trim();
    if right.is_empty() {
        return Err(format!("`{text}` has nothing to compare with"));
    }
    let quoted = ['"', '\''].iter().find_map(|quote| right.strip_prefix(*quote)?.strip_suffix(*quote));
    let right = match quoted {
        Some(quoted) => Operand::Text(quoted.to_owned()),
        None if right.starts_with('.') => Operand::Path(right.parse()?),
        None => Operand::Text(right.to_owned()),
    };
    Ok(Comparison { left: text[..at].trim().parse()?, operator, right })
}

impl FromStr for Path {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = |why: &str| format!("`{text}` is no path: {why}");
        let mut steps = vec![];
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('.') {
                let end = after.find(['.', '[']).unwrap_or(after.len());
                // `.['a.b']` is the same as `['a.b']`.
                if end > 0 {
                    steps.push(Step::Key(after[..end].to_owned()));
                } else if !after.starts_with('[') {
                    return Err(wrong("a key is empty"));
                }
                rest = &after[end..];
            } else if let Some(after) = rest.strip_prefix('[') {
                let (inner, after) = after.split_once(']').ok_or_else(|| wrong("a bracket is not closed"))?;
                let quoted = inner.strip_prefix('\'').and_then(|inner| inner.strip_suffix('\''));
                steps.push(match (quoted, inner.parse::<usize>()) {
                    (Some(key), _) => Step::Key(key.to_owned()),
                    (None, Ok(index)) => Step::Index(index),
                    (None, Err(_)) => Step::Item(inner.to_owned()),
                });
                rest = after;
            } else {
                return Err(wrong("it begins with a dot, such as `.status.phase`"));
            }
        }
        if steps.is_empty() { Err(wrong("it is empty")) } else { Ok(Self { text: text.to_owned(), steps }) }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn conditions_hold_or_not() {
        let object = json!({
            "spec": {"replicas": 3, "a.b": "c"},
            "status": {"phase": "Running", "ready": 2, "ok": true, "list": [{"x": 1}],
                "conditions": [{"type": "Ready", "status": "True"}, {"type": "Synced", "status": "False"}]},
        });
        for (condition, holds) in [
            (".status.phase = Running", true),
            (".status.phase == \"Running\"", true),
            (".status.phase != Running", false),
            (".status.ready >= .spec.replicas", false),
            (".status.ready<.spec.replicas", true),
            (".status.ready > 1 && .status.ready <= 2", true),
            (".status.ok = true", true),
            (".status.conditions[Ready].status = True && .status.conditions[Synced].status = True", false),
            (".spec['a.b'] = 'c'", true),
            (".status.list[0].x = 1", true),
            (".status.missing = ''", false),
            (".status.missing != Failed", true),
            (".status.phase > 1", false),
            ("true", true),
        ] {
            assert_eq!(condition.parse::<Condition>().unwrap().holds(&object), holds, "{condition}");
        }
        let condition: Condition = ".status.ready = 3".parse().unwrap();
        assert_eq!(condition.missing(&object), "waits for .status.ready = 3: .status.ready is 2");
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (condition, told) in [
            ("ready", "compares nothing"),
            (".a =", "nothing to compare with"),
            ("status.phase = x", "it begins with a dot"),
            (".a[b = c", "a bracket is not closed"),
            (".a ! b", "the comparisons are"),
            ("", "compares nothing"),
        ] {
            let error = condition.parse::<Condition>().unwrap_err();
            assert!(error.contains(told), "{condition}: {error}");
        }
    }
}
