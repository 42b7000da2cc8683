//! Chart.yaml back to a table.

use indexmap::IndexMap;
use yaml::{Mapping, Node, Value};

use super::{Dependency, ImportValue, Maintainer, Metadata};

impl Metadata {
    /// The table that Helm's Go struct would give, in its order and without empty fields: what stands in
    /// release records, in the configuration of OCI charts and, sorted, in a packaged Chart.yaml.
    pub fn to_node(&self) -> Node {
        let mut table = Mapping::new();
        put(&mut table, "name", &self.name);
        put(&mut table, "home", &self.home);
        put_list(&mut table, "sources", &self.sources);
        put(&mut table, "version", &self.version);
        put(&mut table, "description", &self.description);
        put_list(&mut table, "keywords", &self.keywords);
        put_nodes(&mut table, "maintainers", self.maintainers.iter().map(maintainer_node));
        put(&mut table, "icon", &self.icon);
        put(&mut table, "apiVersion", &self.api_version);
        put(&mut table, "condition", &self.condition);
        put(&mut table, "tags", &self.tags);
        put(&mut table, "appVersion", &self.app_version);
        if self.deprecated {
            table.insert("deprecated", Node::new(true));
        }
        put_annotations(&mut table, &self.annotations);
        put(&mut table, "kubeVersion", &self.kube_version);
        put_nodes(&mut table, "dependencies", self.dependencies.iter().map(dependency_node));
        put(&mut table, "type", &self.kind);
        Node::new(table)
    }
}

/// A dependency in the order of Helm's Go struct, which the digest of a lock is made of.
pub(crate) fn dependency_node(dependency: &Dependency) -> Node {
    let mut table = Mapping::new();
    table.insert("name", Node::new(dependency.name.as_str()));
    put(&mut table, "version", &dependency.version);
    table.insert("repository", Node::new(dependency.repository.as_str()));
    put(&mut table, "condition", &dependency.condition);
    put_list(&mut table, "tags", &dependency.tags);
    if dependency.enabled {
        table.insert("enabled", Node::new(true));
    }
    put_nodes(&mut table, "import-values", dependency.import_values.iter().map(import_node));
    put(&mut table, "alias", &dependency.alias);
    Node::new(table)
}

fn import_node(import: &ImportValue) -> Node {
    match import {
        ImportValue::Export(name) => Node::new(name.as_str()),
        ImportValue::Paths { child, parent } => Node::new(
            [("child", child), ("parent", parent)]
                .into_iter()
                .map(|(key, path)| (key, Node::new(path.as_str())))
                .collect::<Mapping>(),
        ),
    }
}

fn maintainer_node(maintainer: &Maintainer) -> Node {
    let mut table = Mapping::new();
    put(&mut table, "name", &maintainer.name);
    put(&mut table, "email", &maintainer.email);
    put(&mut table, "url", &maintainer.url);
    Node::new(table)
}

/// Sets a text unless it is empty.
fn put(table: &mut Mapping, key: &str, text: &str) {
    if !text.is_empty() {
        table.insert(key, Node::new(text));
    }
}

/// Annotations in the order of their keys, as a Go map is written.
pub(crate) fn put_annotations(table: &mut Mapping, annotations: &IndexMap<String, String>) {
    if annotations.is_empty() {
        return;
    }
    let mut annotations: Vec<_> = annotations.iter().collect();
    annotations.sort();
    let annotations: Mapping =
        annotations.into_iter().map(|(key, text)| (key.as_str(), Node::new(text.as_str()))).collect();
    table.insert("annotations", Node::new(annotations));
}

fn put_list(table: &mut Mapping, key: &str, texts: &[String]) {
    put_nodes(table, key, texts.iter().map(|text| Node::new(text.as_str())));
}

fn put_nodes(table: &mut Mapping, key: &str, nodes: impl ExactSizeIterator<Item = Node>) {
    if nodes.len() > 0 {
        table.insert(key, Node::new(Value::Sequence(nodes.collect())));
    }
}
