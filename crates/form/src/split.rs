//! The chart's own fields, its globals, and those of its dependencies.

use serde_json::Value;

use crate::javascript::at;
use crate::model::{DependencyForm, Field, Form, Item, Segment};

/// A dependency as the form sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependency {
    /// Name of the chart.
    pub name: String,
    /// The path that switches it; without one it is always on.
    pub condition: Option<Vec<String>>,
}

/// Splits the items of the root: the group `global`, and one group for each dependency that is on.
pub(crate) fn split(chart: &str, items: Vec<Item>, values: &Value, dependencies: &[Dependency]) -> Form {
    let is_on = |dependency: &&Dependency| {
        dependency.condition.as_ref().is_none_or(|path| {
            let path: Vec<_> = path.iter().cloned().map(Segment::Key).collect();
            at(values, &path) == Some(&Value::Bool(true))
        })
    };
    let mut form = Form { main: items, ..Form::default() };
    form.disabled_dependencies = dependencies
        .iter()
        .filter(|dependency| !is_on(dependency))
        .map(|dependency| dependency.name.clone())
        .collect();
    form.global = take_group(&mut form.main, "global");
    for dependency in
        dependencies.iter().filter(|dependency| !form.disabled_dependencies.contains(&dependency.name))
    {
        let name = &dependency.name;
        let found = DependencyForm {
            main: take_group(&mut form.main, name),
            global: take_group(&mut form.global, name),
        };
        if !found.main.is_empty() || !found.global.is_empty() {
            form.dependencies.insert(name.clone(), found);
        }
    }
    if let Some(own) = form.dependencies.shift_remove(chart) {
        let rest = DependencyForm {
            main: join(&mut form.main, own.main),
            global: join(&mut form.global, own.global),
        };
        if !rest.main.is_empty() || !rest.global.is_empty() {
            form.dependencies.insert(chart.to_owned(), rest);
        }
    }
    form
}

/// Takes out the first group of that name and gives what it held.
fn take_group(items: &mut Vec<Item>, name: &str) -> Vec<Item> {
    let index = items.iter().position(|item| last_key(item) == Some(name));
    match index.map(|index| items.remove(index)) {
        Some(Item::Group(group)) => group.nodes,
        _ => vec![],
    }
}

/// Moves items over unless one of the same name is there; gives those that stay.
fn join(items: &mut Vec<Item>, more: Vec<Item>) -> Vec<Item> {
    let mut stay = Vec::new();
    for item in more {
        let clashes = items.iter().any(|known| match (known, &item) {
            (Item::Group(_), Item::Group(_)) => last_key(known) == last_key(&item),
            (Item::Field(known), Item::Field(field)) => title(known) == title(field),
            _ => false,
        });
        if clashes { stay.push(item) } else { items.push(item) }
    }
    stay
}

fn last_key(item: &Item) -> Option<&str> {
    match item {
        Item::Group(group) => match group.helm_values_path.last() {
            Some(Segment::Key(key)) => Some(key),
            _ => None,
        },
        Item::Field(_) => None,
    }
}

fn title(field: &Field) -> &str {
    match field {
        Field::Range { title, .. } => title,
        Field::Checkbox { common, .. }
        | Field::Yaml { common, .. }
        | Field::Number { common, .. }
        | Field::Select { common, .. }
        | Field::Text { common, .. }
        | Field::Slider { common, .. } => &common.title,
    }
}
