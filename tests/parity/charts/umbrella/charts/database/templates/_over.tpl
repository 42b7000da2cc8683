{{- define "kit.override" -}}from database{{- end -}}
