{{- define "show" }}{{ printf "%T %v" (index . 0) (index . 0) | toJson }}{{ end }}
{{- define "echo" }}{{ . }}{{ end }}
{{- define "nested" }}{{ .n }}{{ if gt .n 0 }}{{ include "nested" (dict "n" (sub .n 1 | int)) }}{{ end }}{{ end }}
