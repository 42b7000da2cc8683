{{- define "c.labels" -}}
app: {{ .Values.name }}
chart: {{ .Chart.Name }}-{{ .Chart.Version }}
release: {{ .Release.Name | quote }}
missing: {{ .Values.nothing }}
{{- end -}}
{{- define "c.double" -}}{{ mul .count 2 }} {{ typeOf .count }}{{- end -}}
