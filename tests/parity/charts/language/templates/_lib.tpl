{{- define "language.labels" -}}
app: {{ .Chart.Name }}
release: {{ .Release.Name }}
{{- end -}}
{{- define "language.recursive" -}}
{{- if gt . 0 }}{{ . }} {{ include "language.recursive" (sub . 1) }}{{ end -}}
{{- end -}}
{{- define "language.word" }}{{ .Release.Name | upper }}{{ end -}}
