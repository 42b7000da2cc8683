//! Kubernetes' label selectors: `a=b,c!=d,e in (f,g),h,!i`.

use std::collections::BTreeMap;

/// What labels must satisfy, all of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Selector(Vec<Requirement>);

#[derive(Debug, PartialEq, Eq)]
enum Requirement {
    In(String, Vec<String>),
    NotIn(String, Vec<String>),
    Exists(String),
    Missing(String),
}

impl Selector {
    /// Reads a selector; an empty one matches everything.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut requirements = vec![];
        for part in parts(text) {
            requirements.push(requirement(part.trim())?);
        }
        Ok(Self(requirements))
    }

    pub(super) fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        self.0.iter().all(|requirement| match requirement {
            Requirement::In(key, values) => labels.get(key).is_some_and(|value| values.contains(value)),
            Requirement::NotIn(key, values) => labels.get(key).is_none_or(|value| !values.contains(value)),
            Requirement::Exists(key) => labels.contains_key(key),
            Requirement::Missing(key) => !labels.contains_key(key),
        })
    }
}

/// Cuts at commas outside parentheses.
fn parts(text: &str) -> Vec<&str> {
    let mut depth = 0;
    text.split(|c| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    })
    .filter(|part| !part.trim().is_empty())
    .collect()
}

fn requirement(text: &str) -> Result<Requirement, String> {
    let key = |text: &str| -> Result<String, String> {
        let key = text.trim();
        let valid = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c));
        if valid { Ok(key.to_owned()) } else { Err(format!("{key:?} is no label")) }
    };
    let value = |text: &str| vec![text.trim().to_owned()];
    if let Some((name, wanted)) = text.split_once("!=") {
        return Ok(Requirement::NotIn(key(name)?, value(wanted)));
    }
    if let Some((name, wanted)) = text.split_once("==").or_else(|| text.split_once('=')) {
        return Ok(Requirement::In(key(name)?, value(wanted)));
    }
    if let Some((head, list)) = text.split_once('(') {
        let list = list.trim_end().strip_suffix(')').ok_or_else(|| format!("{text:?} lacks a `)`"))?;
        let list = list.split(',').map(|item| item.trim().to_owned()).collect();
        let words: Vec<&str> = head.split_whitespace().collect();
        return match words[..] {
            [name, "in"] => Ok(Requirement::In(key(name)?, list)),
            [name, "notin"] => Ok(Requirement::NotIn(key(name)?, list)),
            _ => Err(format!("{text:?}: write `label in (a,b)` or `label notin (a,b)`")),
        };
    }
    match text.strip_prefix('!') {
        Some(name) => Ok(Requirement::Missing(key(name)?)),
        None => Ok(Requirement::Exists(key(text)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selects_as_kubernetes_does() {
        let labels =
            BTreeMap::from([("team".to_owned(), "data".to_owned()), ("tier".to_owned(), "1".to_owned())]);
        for (text, matches) in [
            ("", true),
            ("team=data", true),
            ("team==data,tier=1", true),
            ("team!=data", false),
            ("other!=x", true),
            ("team in (web, data),!gone", true),
            ("team notin (data)", false),
            ("tier", true),
            ("!tier", false),
        ] {
            assert_eq!(Selector::parse(text).unwrap().matches(&labels), matches, "{text}");
        }
        for text in ["a b=c", "a in b", "a in (b", "=x"] {
            assert!(Selector::parse(text).is_err(), "{text}");
        }
    }
}
