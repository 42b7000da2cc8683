{{- define "errors.outer" }}{{ include "errors.inner" . }}{{ end }}
{{- define "errors.inner" }}
{{ .Values.none.deeper }}
{{ end }}
