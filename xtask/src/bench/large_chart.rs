//! A large chart of our own, of the size and the kind of the monitoring stacks that people run: about a hundred and
//! thirty objects, half a megabyte of output, four subcharts, long values and megabytes of definitions that a render
//! only passes by.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::Result;

const RULE_FILES: usize = 40;
const ALERTS: usize = 14;
const DASHBOARDS: usize = 30;
const PANELS: usize = 24;
const SUBCHARTS: usize = 4;
const DEFINITIONS: usize = 6;
const SECTIONS: usize = 260;

/// Writes the chart into a folder that does not exist yet.
pub(crate) fn write(folder: &Path) -> Result<()> {
    put(folder, "Chart.yaml", &chart_yaml("stack", SUBCHARTS))?;
    put(folder, "values.yaml", &values(SECTIONS))?;
    put(folder, "templates/_helpers.tpl", HELPERS)?;
    put(folder, "templates/workload.yaml", WORKLOAD)?;
    for index in 0..RULE_FILES {
        put(folder, &format!("templates/rules/group-{index:02}.yaml"), &rules(index))?;
    }
    for index in 0..DASHBOARDS {
        put(folder, &format!("templates/dashboards/board-{index:02}.yaml"), &dashboard(index))?;
    }
    for index in 0..DEFINITIONS {
        put(folder, &format!("crds/kind-{index}.yaml"), &definition(index))?;
    }
    for index in 0..SUBCHARTS {
        let folder = folder.join(format!("charts/part{index}"));
        put(&folder, "Chart.yaml", &chart_yaml(&format!("part{index}"), 0))?;
        put(&folder, "values.yaml", &values(SECTIONS / 8))?;
        put(&folder, "templates/_helpers.tpl", &HELPERS.replace("stack.", &format!("part{index}.")))?;
        let workload = WORKLOAD.replace("stack.", &format!("part{index}."));
        for name in ["server", "agent", "gateway", "store"] {
            put(&folder, &format!("templates/{name}.yaml"), &workload.replace("main", name))?;
        }
    }
    Ok(())
}

fn put(folder: &Path, name: &str, text: &str) -> Result<()> {
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    Ok(fs::write(path, text)?)
}

fn chart_yaml(name: &str, subcharts: usize) -> String {
    let mut text =
        format!("apiVersion: v2\nname: {name}\nversion: 1.2.3\nappVersion: \"4.5\"\ndependencies:\n");
    for index in 0..subcharts {
        let _ =
            writeln!(text, "  - name: part{index}\n    version: 1.2.3\n    condition: part{index}.enabled");
    }
    if subcharts == 0 { text.replace("dependencies:\n", "") } else { text }
}

/// Sections that are mostly comments and empty, as values.yaml files are.
fn values(sections: usize) -> String {
    let mut text = "global:\n  registry: registry.example\n  labels: {}\nmain:\n  replicas: 2\n".to_owned();
    text.push_str(
        "  image: {repository: app, tag: \"1.0\"}\n  resources:\n    limits: {cpu: 1, memory: 1Gi}\n",
    );
    text.push_str(
        "  env:\n    A: one\n    B: \"two\"\nrules:\n  enabled: true\n  disabled: {}\n  labels: {}\n",
    );
    for name in ["server", "agent", "gateway", "store"] {
        let _ = writeln!(
            text,
            "{name}:\n  replicas: 1\n  image: {{repository: {name}, tag: \"2\"}}\n  env: {{}}"
        );
    }
    for index in 0..sections {
        let _ = write!(
            text,
            "
## What belongs to section {index}: it is off unless it is asked for, and these lines say at
## some length what it is good for, as such files do.
##
section{index}:
  enabled: false

  ## Added to the name of everything in this section
  ##
  nameOverride: \"\"
  annotations: {{}}
  #   example.org/team: {index}
  tolerations: []
  # - key: node
  #   operator: Exists
  service:
    type: ClusterIP
    port: {}
    extraPorts: []
  storage:
    size: 10Gi
    accessModes:
      - ReadWriteOnce
",
            8000 + index
        );
    }
    text
}

fn rules(index: usize) -> String {
    let mut text = format!(
        "{{{{- if and .Values.rules.enabled (not (hasKey .Values.rules.disabled \"group{index}\")) }}}}
apiVersion: monitoring.example.org/v1
kind: Rule
metadata:
  name: {{{{ printf \"%s-%s\" (include \"stack.fullname\" .) \"group-{index:02}\" | trunc 63 | trimSuffix \"-\" }}}}
  labels:
    {{{{- include \"stack.labels\" . | nindent 4 }}}}
spec:
  groups:
  - name: group-{index:02}
    rules:
"
    );
    for alert in 0..ALERTS {
        let _ = write!(
            text,
            "    {{{{- if not (.Values.rules.disabled.Alert{alert} | default false) }}}}
    - alert: Alert{alert}
      annotations:
        {{{{- if .Values.rules.labels }}}}
        {{{{- toYaml .Values.rules.labels | nindent 8 }}}}
        {{{{- end }}}}
        description: 'Pod {{{{`{{{{`}}}} $labels.namespace {{{{`}}}}`}}}} has been failing for {{{{ .Values.rules.window | default \"15m\" }}}}.'
        summary: Something is failing.
      expr: |-
        sum by (namespace) (rate(requests_total{{job=\"{{{{ .Release.Name }}}}\",code=~\"5..\"}}[5m])) > {alert}
      for: {{{{ dig \"Alert{alert}\" \"for\" \"15m\" .Values.rules }}}}
      labels:
        severity: {{{{ ternary \"critical\" \"warning\" (eq (mod {alert} 2) 0) }}}}
    {{{{- end }}}}
"
        );
    }
    text + "{{- end }}\n"
}

fn dashboard(index: usize) -> String {
    let mut panels = String::new();
    for panel in 0..PANELS {
        let comma = if panel + 1 < PANELS { "," } else { "" };
        let _ = write!(
            panels,
            "{{\"id\":{panel},\"title\":\"Panel {panel}\",\"type\":\"timeseries\",\"targets\":[{{\"expr\":\
             \"sum(rate(bytes_total{{cluster=\\\"$cluster\\\"}}[$interval])) by (pod)\",\"legendFormat\":\"{{{{pod}}}}\"}}],\
             \"fieldConfig\":{{\"defaults\":{{\"unit\":\"Bps\",\"custom\":{{\"fillOpacity\":10,\"showPoints\":\"never\"}}}}}}}}{comma}"
        );
    }
    format!(
        "{{{{- if .Values.main.replicas }}}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{{{ include \"stack.fullname\" . }}}}-board-{index:02}
  annotations:
{{{{ toYaml .Values.global.labels | indent 4 }}}}
  labels:
    {{{{- include \"stack.labels\" . | nindent 4 }}}}
data:
  board.json: |-
    {{{{`{{\"panels\":[{panels}],\"title\":\"Board {index}\"}}`}}}}
{{{{- end }}}}
"
    )
}

/// A definition of a kind, about 700 kB long.
fn definition(index: usize) -> String {
    let mut text = format!(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: kinds{index}.example.org\nspec:\n"
    );
    text.push_str("  versions:\n  - name: v1\n    schema:\n      openAPIV3Schema:\n        properties:\n");
    for field in 0..4000 {
        let _ = write!(
            text,
            "          field{field}:\n            description: What field {field} means, in a sentence or two that nobody reads.\n            type: string\n            x-order: {field}\n"
        );
    }
    text
}

const HELPERS: &str = r#"{{- define "stack.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- define "stack.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "stack.name" .) | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- define "stack.labels" -}}
app.kubernetes.io/name: {{ include "stack.name" . }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.global.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}
"#;

const WORKLOAD: &str = r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "stack.fullname" . }}-main
  labels: {{- include "stack.labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.main.replicas }}
  selector:
    matchLabels: {{- include "stack.labels" . | nindent 6 }}
  template:
    metadata:
      annotations:
        checksum/values: {{ toJson .Values.main | sha256sum }}
      labels: {{- include "stack.labels" . | nindent 8 }}
    spec:
      containers:
        - name: main
          image: {{ printf "%s/%s:%v" .Values.global.registry .Values.main.image.repository .Values.main.image.tag | quote }}
          env:
            {{- range $name, $value := .Values.main.env }}
            - name: {{ $name }}
              value: {{ tpl (toString $value) $ | quote }}
            {{- end }}
          {{- with .Values.main.resources }}
          resources: {{- toYaml . | nindent 12 }}
          {{- end }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ include "stack.fullname" . }}-main
  labels: {{- include "stack.labels" . | nindent 4 }}
spec:
  ports:
    - name: http
      port: 80
  selector: {{- include "stack.labels" . | nindent 4 }}
"#;
