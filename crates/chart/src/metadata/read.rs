//! Chart.yaml from a table.

use std::sync::Arc;

use diagnostic::Source;
use yaml::{Node, Value};

use super::{Dependency, Fields, ImportValue, Maintainer, Metadata, Rule, Violation};
use crate::Error;

impl Metadata {
    /// Reads the text of a Chart.yaml and checks it as Helm does when it loads one.
    pub fn parse(source: &Arc<Source>) -> Result<Self, Error> {
        Self::from_node(&yaml::parse_one(source)?)
    }

    /// The same from a table, such as the configuration of an OCI chart.
    pub fn from_node(node: &Node) -> Result<Self, Error> {
        let mut metadata = Self::default();
        metadata.read(node)?;
        metadata.default_api_version();
        metadata.validate_at(Some(&Fields::new(node, "")?))?;
        Ok(metadata)
    }

    /// The keys of Chart.yaml.
    pub const FIELDS: [&str; 17] = [
        "apiVersion",
        "name",
        "version",
        "kubeVersion",
        "description",
        "type",
        "keywords",
        "home",
        "sources",
        "dependencies",
        "maintainers",
        "icon",
        "appVersion",
        "deprecated",
        "annotations",
        "condition",
        "tags",
    ];

    /// What a table says, without checking any rule, as `lint` looks at it.
    ///
    /// # Errors
    /// A field has the wrong type.
    pub fn from_node_unchecked(node: &Node) -> Result<Self, Error> {
        let mut metadata = Self::default();
        metadata.read(node)?;
        Ok(metadata)
    }

    /// Reads a table over what is there already, as encoding/json does. Nothing is checked yet.
    pub(crate) fn read(&mut self, node: &Node) -> Result<(), Error> {
        let fields = Fields::new(node, "")?;
        fields.string("apiVersion", &mut self.api_version)?;
        fields.string("name", &mut self.name)?;
        fields.string("version", &mut self.version)?;
        fields.string("kubeVersion", &mut self.kube_version)?;
        fields.string("description", &mut self.description)?;
        fields.string("type", &mut self.kind)?;
        fields.strings("keywords", &mut self.keywords)?;
        fields.string("home", &mut self.home)?;
        fields.strings("sources", &mut self.sources)?;
        fields.list("dependencies", &mut self.dependencies, dependency)?;
        fields.list("maintainers", &mut self.maintainers, maintainer)?;
        fields.string("icon", &mut self.icon)?;
        fields.string("appVersion", &mut self.app_version)?;
        fields.bool("deprecated", &mut self.deprecated)?;
        for (key, text) in fields.texts("annotations")? {
            self.annotations.insert(key.to_owned(), text);
        }
        fields.string("condition", &mut self.condition)?;
        fields.string("tags", &mut self.tags)
    }

    /// A chart without `apiVersion` is as old as Helm 2.
    pub(crate) fn default_api_version(&mut self) {
        if self.api_version.is_empty() {
            "v1".clone_into(&mut self.api_version);
        }
    }
}

/// The `dependencies` of a table, of Chart.lock for one. Nothing is checked.
pub(crate) fn dependencies(fields: &Fields<'_>) -> Result<Vec<Dependency>, Error> {
    let mut all = vec![];
    fields.list("dependencies", &mut all, dependency)?;
    Ok(all)
}

fn dependency(node: &Node, path: String) -> Result<Dependency, Error> {
    if node.is_null() {
        return Err(Violation { rule: Rule::EmptyDependency, origin: node.origin.clone() }.into());
    }
    let fields = Fields::new(node, path)?;
    let mut dependency = Dependency::default();
    fields.string("name", &mut dependency.name)?;
    fields.string("version", &mut dependency.version)?;
    fields.string("repository", &mut dependency.repository)?;
    fields.string("condition", &mut dependency.condition)?;
    fields.strings("tags", &mut dependency.tags)?;
    fields.bool("enabled", &mut dependency.enabled)?;
    fields.string("alias", &mut dependency.alias)?;
    let mut imports = vec![];
    fields.list("import-values", &mut imports, |item, _| Ok(import(item)))?;
    // Helm passes over items that are neither a name nor a table.
    dependency.import_values = imports.into_iter().flatten().collect();
    Ok(dependency)
}

fn import(node: &Node) -> Option<ImportValue> {
    match &node.value {
        Value::String(name) => Some(ImportValue::Export(name.to_string())),
        Value::Mapping(paths) => {
            // A missing path is what Go prints for nil.
            let path = |key| paths.get(key).and_then(Node::to_text).unwrap_or_else(|| "<nil>".to_owned());
            Some(ImportValue::Paths { child: path("child"), parent: path("parent") })
        }
        _ => None,
    }
}

fn maintainer(node: &Node, path: String) -> Result<Maintainer, Error> {
    if node.is_null() {
        return Err(Violation { rule: Rule::EmptyMaintainer, origin: node.origin.clone() }.into());
    }
    let fields = Fields::new(node, path)?;
    let mut maintainer = Maintainer::default();
    fields.string("name", &mut maintainer.name)?;
    fields.string("email", &mut maintainer.email)?;
    fields.string("url", &mut maintainer.url)?;
    Ok(maintainer)
}
