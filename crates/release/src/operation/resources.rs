//! The objects of a release as the cluster shows them: the tables that the server makes for people.

use futures::{StreamExt, stream};
use serde_json::{Value, json};

use super::releases::Releases;
use crate::cluster::Resource;
use crate::error::Result;
use crate::record::Release;

/// The live objects of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceTable {
    /// `v1/Deployment`; pods that belong to an object are `v1/Pod(related)`.
    pub title: String,
    /// Titles of the columns.
    pub columns: Vec<String>,
    /// One row for each object.
    pub rows: Vec<Vec<String>>,
    /// The objects; related pods as a `PodList`.
    pub objects: Vec<Value>,
}

impl Releases {
    /// The live objects of a revision by kind, in the order of the manifest, and the pods that belong to them. Objects
    /// that are missing or may not be read are left out.
    ///
    /// # Errors
    /// Where the cluster does not answer.
    pub async fn resources(&self, release: &Release) -> Result<Vec<ResourceTable>> {
        let placed = self.placed(release).await?;
        let shown: Vec<(String, Value)> = stream::iter(&placed)
            .map(|placed| async move {
                let table = self.cluster.table(&placed.resource, &placed.reference).await.ok()?;
                Some((format!("{}/{}", placed.resource.version, placed.reference.kind), table))
            })
            .buffered(self.cluster.parallel())
            .filter_map(|table| async { table })
            .collect()
            .await;
        let mut tables = vec![];
        for (title, table) in &shown {
            add(&mut tables, title, table, objects(table));
        }
        for (_, table) in &shown {
            let selector = &table["rows"][0]["object"]["spec"]["selector"]["matchLabels"];
            let namespace = table["rows"][0]["object"]["metadata"]["namespace"].as_str();
            if let (Some(labels), Some(namespace)) = (selector.as_object(), namespace) {
                let labels: Vec<String> = labels
                    .iter()
                    .map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default()))
                    .collect();
                let pods = Resource::core("Pod", "pods", true);
                if let Ok(table) = self.cluster.tables(&pods, namespace, &labels.join(",")).await {
                    // As Helm has it: one list for each object, where everything else stands by itself.
                    let list = json!({
                        "apiVersion": "v1",
                        "kind": "PodList",
                        "metadata": {"resourceVersion": table["metadata"]["resourceVersion"]},
                        "items": objects(&table),
                    });
                    add(&mut tables, "v1/Pod(related)", &table, vec![list]);
                }
            }
        }
        Ok(tables)
    }
}

/// The objects of the rows of a server's table.
fn objects(table: &Value) -> Vec<Value> {
    table["rows"].as_array().into_iter().flatten().map(|row| row["object"].clone()).collect()
}

/// Adds the rows of a server's table to ours; columns that matter less (priority above 0) are left out.
fn add(tables: &mut Vec<ResourceTable>, title: &str, table: &Value, objects: Vec<Value>) {
    let empty = vec![];
    let definitions = table["columnDefinitions"].as_array().unwrap_or(&empty);
    let shown: Vec<usize> =
        (0..definitions.len()).filter(|&index| definitions[index]["priority"].as_i64() == Some(0)).collect();
    let rows = table["rows"].as_array().unwrap_or(&empty);
    if rows.is_empty() {
        return;
    }
    let index = tables.iter().position(|known| known.title == title).unwrap_or_else(|| {
        let name = |&column: &usize| definitions[column]["name"].as_str().unwrap_or_default().to_uppercase();
        let columns = shown.iter().map(name).collect();
        tables.push(ResourceTable { title: title.into(), columns, rows: vec![], objects: vec![] });
        tables.len() - 1
    });
    for row in rows {
        let cell = |&column: &usize| match &row["cells"][column] {
            Value::String(text) => text.clone(),
            Value::Null => "<none>".into(),
            other => other.to_string(),
        };
        tables[index].rows.push(shown.iter().map(cell).collect());
    }
    tables[index].objects.extend(objects);
}
