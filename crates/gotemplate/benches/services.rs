//! The machine alone on a document of 200 services: `cargo bench -p gotemplate`.
//!
//! 200 services with 3 ports and 4 labels each; range, if, printf and template; builtins only.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement prints, and stops where it cannot go on"
)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use diagnostic::Source;
use gotemplate::{Compiled, Functions, Heap, Limits, Machine, TemplateSet, Value};

const TEMPLATE: &str = r#"{{- define "labels" }}
{{- range $key, $value := .labels }}
    {{ $key }}: {{ printf "%q" $value }}
{{- end }}
{{- end -}}
{{- range $index, $service := .services }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ printf "%s-%d" $service.name $index }}
  namespace: {{ $.namespace }}
  labels:
    {{- template "labels" $service }}
spec:
  type: {{ if $service.public }}LoadBalancer{{ else }}ClusterIP{{ end }}
  ports:
  {{- range $service.ports }}
    - name: {{ .name }}
      port: {{ .port }}
      {{- if eq .protocol "UDP" }}
      protocol: UDP
      {{- end }}
  {{- end }}
{{- end }}
"#;

fn data(heap: &mut Heap) -> Value {
    let mut services = Vec::new();
    for index in 0..200 {
        let labels = heap.map();
        for label in ["app", "component", "part-of", "tier"] {
            heap.set(labels, label, format!("{label}-{index}"));
        }
        let mut ports = Vec::new();
        for port in 0..3 {
            let map = heap.map();
            heap.set(map, "name", format!("port-{port}"));
            heap.set(map, "port", Value::float(f64::from(8000 + port)));
            heap.set(map, "protocol", if port == 2 { "UDP" } else { "TCP" });
            ports.push(map.into());
        }
        let service = heap.map();
        heap.set(service, "name", "service");
        heap.set(service, "public", index % 2 == 0);
        heap.set(service, "labels", labels);
        let ports = heap.list(ports);
        heap.set(service, "ports", ports);
        services.push(service.into());
    }
    let data = heap.map();
    heap.set(data, "namespace", "default");
    let services = heap.list(services);
    heap.set(data, "services", services);
    data.into()
}

fn main() {
    let functions = Functions::builtins().share();
    let source = Source::file("services.yaml", TEMPLATE);
    let started = Instant::now();
    let rounds = 1000;
    for _ in 0..rounds {
        Compiled::new(&source, &functions).unwrap();
    }
    let compile = started.elapsed() / rounds;
    let compiled = Compiled::new(&source, &functions).unwrap();
    let mut set = TemplateSet::new("services");
    set.add(&compiled);
    let set = Arc::new(set);
    let limits = Limits { steps: u64::MAX, output: usize::MAX, memory: usize::MAX, ..Limits::default() };
    let mut machine = Machine::new(functions, limits, ());
    let data = data(machine.heap_mut());
    let mut best = Duration::MAX;
    let mut bytes = 0;
    for _ in 0..2000 {
        let started = Instant::now();
        bytes = machine.execute_in(&set, compiled.main(), data.clone()).unwrap().len();
        best = best.min(started.elapsed());
    }
    // `cargo xtask bench` reads the second number.
    let micros = |time: Duration| time.as_secs_f64() * 1e6;
    println!(
        "compile {:.1} µs, execute {:.1} µs (best of 2000), {bytes} bytes",
        micros(compile),
        micros(best)
    );
}
