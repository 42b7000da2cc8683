//! What an OCI manifest says of a chart.

use yaml::JsonStyle;

use crate::Metadata;

/// Media type of the configuration: Chart.yaml as JSON.
pub const CONFIG_MEDIA_TYPE: &str = "application/vnd.cncf.helm.config.v1+json";
/// Media type of the layer that is the .tgz.
pub const CHART_MEDIA_TYPE: &str = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
/// Media type of the layer that is its .prov.
pub const PROVENANCE_MEDIA_TYPE: &str = "application/vnd.cncf.helm.chart.provenance.v1.prov";

impl Metadata {
    /// The configuration blob, byte for byte as Helm pushes it.
    pub fn oci_config(&self) -> String {
        // There are no numbers in it, so that it always prints.
        yaml::to_json(&self.to_node(), JsonStyle { sorted: false, ..JsonStyle::COMPACT }).unwrap_or_default()
    }

    /// The annotations of the manifest, sorted by key (pkg/registry/chart.go). `created` is a time in RFC 3339.
    pub fn oci_annotations(&self, created: &str) -> Vec<(String, String)> {
        let authors: Vec<String> =
            self.maintainers
                .iter()
                .map(|it| {
                    if it.email.is_empty() { it.name.clone() } else { format!("{} ({})", it.name, it.email) }
                })
                .collect();
        let own = [
            ("description", self.description.clone()),
            ("title", self.name.clone()),
            ("version", self.version.clone()),
            ("url", self.home.clone()),
            ("created", created.to_owned()),
            ("source", self.sources.first().cloned().unwrap_or_default()),
            ("authors", authors.join(", ")),
        ];
        let mut all: std::collections::BTreeMap<String, String> = own
            .into_iter()
            .filter(|(_, text)| !text.trim().is_empty())
            .map(|(key, text)| (format!("org.opencontainers.image.{key}"), text))
            .collect();
        for (key, text) in &self.annotations {
            // These two are the chart's identity.
            if !matches!(key.as_str(), "org.opencontainers.image.version" | "org.opencontainers.image.title")
            {
                all.insert(key.clone(), text.clone());
            }
        }
        all.into_iter().collect()
    }
}
