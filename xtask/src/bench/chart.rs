//! The chart of a hundred objects, and the records of many releases.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

/// How many releases a list is tried on, and how many revisions each of them has.
pub(super) const RELEASES: usize = 200;
pub(super) const REVISIONS: usize = 10;

/// 40 config maps, 20 services, 20 deployments and 20 service accounts; the value `round` stands in each.
const TEMPLATES: &str = "{{- range $i := until 40 }}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: '{{ $.Release.Name }}-map-{{ $i }}', annotations: {round: '{{ $.Values.round }}'}}
data: {key: 'value {{ $.Values.round }}', other: stays}
{{- end }}
{{- range $i := until 20 }}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: '{{ $.Release.Name }}-account-{{ $i }}', annotations: {round: '{{ $.Values.round }}'}}
---
apiVersion: v1
kind: Service
metadata: {name: '{{ $.Release.Name }}-service-{{ $i }}', annotations: {round: '{{ $.Values.round }}'}}
spec:
  selector: {app: '{{ $.Release.Name }}-{{ $i }}'}
  ports: [{name: http, port: 80, targetPort: 8080}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: '{{ $.Release.Name }}-deployment-{{ $i }}', annotations: {round: '{{ $.Values.round }}'}}
spec:
  replicas: 1
  selector: {matchLabels: {app: '{{ $.Release.Name }}-{{ $i }}'}}
  template:
    metadata:
      labels: {app: '{{ $.Release.Name }}-{{ $i }}'}
      annotations: {round: '{{ $.Values.round }}'}
    spec:
      serviceAccountName: '{{ $.Release.Name }}-account-{{ $i }}'
      containers: [{name: main, image: 'example.org/main:1', ports: [{containerPort: 8080}]}]
{{- end }}
";

/// Writes the chart below a folder.
pub(super) fn write(folder: &Path) -> Result<()> {
    let chart = folder.join("hundred");
    fs::create_dir_all(chart.join("templates")).context("no folder for the chart")?;
    fs::write(chart.join("Chart.yaml"), "apiVersion: v2\nname: hundred\nversion: 1.0.0\n")?;
    fs::write(chart.join("values.yaml"), "round: 0\n")?;
    fs::write(chart.join("templates/all.yaml"), TEMPLATES)?;
    Ok(())
}

/// The records of many releases, as copies of one that Helm wrote; a list of Secrets.
pub(super) fn records(model: &Value) -> Result<Value> {
    let text = model["data"]["release"].as_str().context("the record has no text")?;
    let packed = STANDARD.decode(STANDARD.decode(text)?)?;
    let mut json = String::new();
    GzDecoder::new(packed.as_slice()).read_to_string(&mut json)?;
    let mut release: Value = serde_json::from_str(&json)?;
    let mut items = Vec::with_capacity(RELEASES * REVISIONS);
    for number in 0..RELEASES {
        for revision in 1..=REVISIONS {
            let name = format!("many-{number}");
            let status = if revision == REVISIONS { "deployed" } else { "superseded" };
            release["name"] = json!(name);
            release["version"] = json!(revision);
            release["info"]["status"] = json!(status);
            let mut packer = GzEncoder::new(Vec::new(), Compression::default());
            packer.write_all(release.to_string().as_bytes())?;
            let mut secret = model.clone();
            secret["data"]["release"] = json!(STANDARD.encode(STANDARD.encode(packer.finish()?)));
            secret["metadata"] = json!({
                "name": format!("sh.helm.release.v1.{name}.v{revision}"),
                "namespace": model["metadata"]["namespace"],
                "labels": {"name": name, "owner": "helm", "status": status, "version": revision.to_string(),
                    "createdAt": "1700000000"},
            });
            items.push(secret);
        }
    }
    Ok(json!({"apiVersion": "v1", "kind": "List", "items": items}))
}
