{{- /*
What the templates have in common. Names are global to a release with all its subcharts: keep the chart's name in front.

The short name: the chart's, or the one that the values set. Kubernetes allows labels 63 characters.
*/}}
{{- define "<CHARTNAME>.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- /*
The name of every object: RELEASE-NAME, or RELEASE alone if that says the name already.
*/}}
{{- define "<CHARTNAME>.fullname" -}}
{{- $name := include "<CHARTNAME>.name" . -}}
{{- $said := contains $name .Release.Name -}}
{{- $full := ternary .Release.Name (list .Release.Name $name | join "-") $said -}}
{{- .Values.fullnameOverride | default $full | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- /*
By these labels the Deployment and the Service find their pods. A Deployment cannot change them once it is installed.
*/}}
{{- define "<CHARTNAME>.selectorLabels" -}}
app.kubernetes.io/name: {{ include "<CHARTNAME>.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{- /*
The labels of every object. `+` is allowed in a version, not in a label.
*/}}
{{- define "<CHARTNAME>.labels" -}}
{{ include "<CHARTNAME>.selectorLabels" . }}
{{- with .Chart.AppVersion }}
app.kubernetes.io/version: {{ replace "+" "_" . | trunc 63 | quote }}
{{- end }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ list .Chart.Name .Chart.Version | join "-" | replace "+" "_" | trunc 63 | trimAll "-_." | quote }}
{{- end }}

{{- /*
The account that the pods run as.
*/}}
{{- define "<CHARTNAME>.serviceAccountName" -}}
{{- $otherwise := .Values.serviceAccount.create | ternary (include "<CHARTNAME>.fullname" .) "default" -}}
{{- .Values.serviceAccount.name | default $otherwise -}}
{{- end }}

{{- /*
The image: REPOSITORY:TAG, with @DIGEST behind it where one is set.
*/}}
{{- define "<CHARTNAME>.image" -}}
{{- with .Values.image -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}{{ with .digest }}@{{ . }}{{ end }}
{{- end -}}
{{- end }}
