use std::collections::BTreeMap;

use actions::Result;
use clap::Args;
use release::record::{ApplyMethod, Release};
use serde::Serialize;
use serde_json::Value;

use super::Which;
use crate::args::OutputFormat;
use crate::session::Session;

/// What is known about the release
#[derive(Args)]
pub(super) struct Metadata {
    #[command(flatten)]
    which: Which,

    /// Print the result as a table, JSON or YAML
    #[arg(short, long, value_enum, default_value_t)]
    output: OutputFormat,
}

/// The same as Helm prints it (pkg/action/get_metadata.go).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Element {
    name: String,
    chart: String,
    version: String,
    app_version: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    annotations: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    labels: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dependencies: Vec<Value>,
    namespace: String,
    revision: u32,
    status: String,
    deployed_at: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    apply_method: &'static str,
}

impl Metadata {
    pub(super) fn run(self, session: &Session) -> Result<()> {
        let mut release = self.which.read(session)?;
        if self.which.revision.is_some_and(|revision| revision > 0) {
            // Of a revision that was asked for Helm shows the user's labels alone.
            release.all_labels = std::mem::take(&mut release.labels);
        }
        let element = Element::of(&release);
        session.printer.result(self.output, &element, || element.block())
    }
}

impl Element {
    fn of(release: &Release) -> Self {
        let metadata = &release.chart["metadata"];
        let texts = |table: &Value| -> BTreeMap<String, String> {
            let entries = table.as_object().into_iter().flatten();
            entries.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
        };
        let deployed = release.info.last_deployed.as_ref().and_then(release::record::Time::zoned);
        Self {
            name: release.name.clone(),
            chart: release.chart_field("name").into(),
            version: release.chart_field("version").into(),
            app_version: release.chart_field("appVersion").into(),
            annotations: texts(&metadata["annotations"]),
            labels: release.all_labels.clone(),
            dependencies: metadata["dependencies"].as_array().cloned().unwrap_or_default(),
            namespace: release.namespace.clone(),
            revision: release.version,
            status: release.info.status.to_string(),
            deployed_at: deployed.map_or_else(String::new, |time| {
                let offset =
                    if time.offset().is_zero() { "Z".into() } else { time.strftime("%:z").to_string() };
                format!("{}{offset}", time.strftime("%Y-%m-%dT%H:%M:%S"))
            }),
            apply_method: match release.apply_method {
                None => "",
                Some(ApplyMethod::ServerSide) => "ssa",
                Some(ApplyMethod::ClientSide) => "csa",
            },
        }
    }

    fn block(&self) -> String {
        let set = |labels: &BTreeMap<String, String>| {
            labels.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(",")
        };
        let dependencies: Vec<&str> =
            self.dependencies.iter().filter_map(|dependency| dependency["name"].as_str()).collect();
        let method = match self.apply_method {
            "" => "client-side apply (defaulted)",
            "csa" => "client-side apply",
            _ => "server-side apply",
        };
        [
            ("NAME", self.name.as_str()),
            ("CHART", &self.chart),
            ("VERSION", &self.version),
            ("APP_VERSION", &self.app_version),
            ("ANNOTATIONS", &set(&self.annotations)),
            ("LABELS", &set(&self.labels)),
            ("DEPENDENCIES", &dependencies.join(",")),
            ("NAMESPACE", &self.namespace),
            ("REVISION", &self.revision.to_string()),
            ("STATUS", &self.status),
            ("DEPLOYED_AT", &self.deployed_at),
            ("APPLY_METHOD", method),
        ]
        .iter()
        .map(|(title, value)| format!("{title}: {value}\n"))
        .collect()
    }
}
