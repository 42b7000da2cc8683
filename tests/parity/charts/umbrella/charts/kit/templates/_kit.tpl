{{- define "kit.name" -}}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 63 }}{{- end -}}
{{- define "kit.override" -}}from kit{{- end -}}
