//! A path into values: `ingress.hosts[0].host`.

use std::fmt;
use std::str::FromStr;

use diagnostic::Origin;
use yaml::{Node, Value};

/// A path into values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Path(Vec<Step>);

/// A step of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// A key of a table.
    Key(String),
    /// An index of a list.
    Index(usize),
}

impl Path {
    /// The steps from the root.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The path one key deeper.
    #[must_use]
    pub fn key(&self, key: impl Into<String>) -> Self {
        let mut steps = self.0.clone();
        steps.push(Step::Key(key.into()));
        Self(steps)
    }

    /// The node at its end.
    pub fn find<'n>(&self, root: &'n Node) -> Option<&'n Node> {
        self.0.iter().try_fold(root, |node, step| match (step, &node.value) {
            (Step::Key(key), Value::Mapping(table)) => table.get(key),
            (Step::Index(index), Value::Sequence(items)) => items.get(*index),
            // A JSON pointer does not say which of the two a number is.
            (Step::Index(index), Value::Mapping(table)) => table.get(&index.to_string()),
            _ => None,
        })
    }

    /// Where its last key stands, or the value where there is no key.
    pub fn key_origin<'n>(&self, root: &'n Node) -> Option<&'n Origin> {
        let (last, above) = self.0.split_last()?;
        let parent = Self(above.to_vec()).find(root)?;
        match last {
            Step::Key(key) => parent.as_mapping()?.get_entry(key).map(|entry| &entry.key),
            Step::Index(_) => self.find(root).map(|node| &node.origin),
        }
    }
}

impl FromIterator<Step> for Path {
    fn from_iter<I: IntoIterator<Item = Step>>(steps: I) -> Self {
        Self(steps.into_iter().collect())
    }
}

impl FromStr for Path {
    type Err = std::convert::Infallible;

    /// Keys are separated by dots, `\.` is a dot inside a key, `[3]` an index.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut steps = Vec::new();
        let mut key = String::new();
        let mut characters = text.chars();
        loop {
            let next = characters.next();
            match next {
                Some('\\') => key.extend(characters.next()),
                None | Some('.' | '[') => {
                    if !key.is_empty() {
                        steps.push(Step::Key(std::mem::take(&mut key)));
                    }
                    if next == Some('[') {
                        let inside: String = characters.by_ref().take_while(|c| *c != ']').collect();
                        let step = inside.parse().map(Step::Index);
                        steps.push(step.unwrap_or(Step::Key(inside)));
                    }
                    if next.is_none() {
                        return Ok(Self(steps));
                    }
                }
                Some(c) => key.push(c),
            }
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) => {
                    let dot = if position == 0 { "" } else { "." };
                    write!(f, "{dot}{}", key.replace('.', "\\."))?;
                }
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}
