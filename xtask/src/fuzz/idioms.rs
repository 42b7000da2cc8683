//! What charts write again and again, with holes.
//!
//! A hole is a letter between angle brackets: what an argument may be, as in the functions of the grammar, or `B` for any text.

/// The idioms.
pub(super) const IDIOMS: &[&str] = &[
    r#"{{ include "chain" (dict "value" <a> "context" $) }}"#,
    r#"{{ include "chain" (dict "value" <m> "context" . "more" (list <a> <a>)) | nindent 4 | trim }}"#,
    r#"{{ include "keys" (dict "table" <m> "seen" (dict "a" <a>)) }}"#,
    r#"{{ tpl (toYaml <m>) $ }}"#,
    r#"{{ tpl (printf "{{ %s | quote }}" ".Values.s") (merge (dict "extra" <a>) $) }}"#,
    r#"{{ tpl "{{ range .Values.l }}{{ . }},{{ else }}none{{ end }}{{ $x := 1 }}{{ $x }}" $ }}"#,
    r#"{{ tpl "{{ define \"late\" }}<{{ . }}>{{ end }}{{ template \"late\" .Values.s }}" $ }}"#,
    r#"{{ $d := dict }}{{ range $k, $v := <m> }}{{ $_ := set $d $k (default "x" $v) }}{{ end }}{{ toYaml $d }}"#,
    r#"{{ $d := dict "n" 0 }}{{ range <l> }}{{ $_ := set $d "n" (add1 $d.n) }}{{ $_ := set $d (toString .) . }}{{ end }}{{ toJson $d }}"#,
    r#"{{ $l := list }}{{ range $i, $e := <l> }}{{ $l = append $l (dict "i" $i "e" $e) }}{{ else }}{{ $l = list <a> }}{{ end }}{{ toYaml $l }}"#,
    r#"{{ $a := <m> }}{{ $b := merge (dict "a" <a>) $a $.Values.m }}{{ $_ := set $b "b" 2 }}{{ toJson (list $a $b $.Values.m) }}"#,
    r#"{{ $a := deepCopy $.Values.m }}{{ $b := mergeOverwrite $a <m> (dict "a" (dict "z" <a>)) }}{{ toJson (list $a $b $.Values.m) }}"#,
    r#"{{ $a := dict "c" (dict "d" 1) }}{{ $b := merge (dict) $a }}{{ $_ := set $b.c "d" <a> }}{{ toJson $a }}"#,
    r#"{{ $_ := set $.Values "added" <a> }}{{ $.Values.added | toJson }}{{ hasKey $.Values "added" }}"#,
    r#"{{ ternary <a> <a> (not (empty <a>)) | toJson }}"#,
    r#"{{ coalesce <a> <a> | default <a> | quote }}"#,
    r#"{{ with <a> }}{{ . }}<B>{{ else with <a> }}{{ toYaml . | nindent 2 }}{{ else }}<B>{{ end }}"#,
    r#"{{ if and <a> (or <a> (not <a>)) (eq (toString <a>) <s>) }}<B>{{ else if kindIs "string" <a> }}<B>{{ else }}x{{ end }}"#,
    r#"{{ range $i, $e := <l> }}{{ if $i }}, {{ end }}{{ if gt $i 1 }}{{ break }}{{ end }}{{ $e }}{{ else }}none{{ end }}"#,
    r#"{{ range $k, $v := <m> }}{{ if kindIs "map" $v }}{{ continue }}{{ end }}{{ $k | upper }}={{ $v | toString | quote }};{{ end }}"#,
    r#"{{ range $k := keys <m> | sortAlpha }}{{ $k }}={{ get $.Values.m $k }}{{ end }}"#,
    r#"{{ printf "%d|%5.2f|%q|%v|%T|%x|%-6s|" (int <f>) (float64 <f>) (toString <a>) <a> <a> "text" <s> }}"#,
    r#"{{ printf "%s=%v" <s> <a> | indent 3 }}{{ printf "%03d%+d%o%b%c%U" <i> <i> <i> <i> 65 <i> }}"#,
    r#"{{ printf "%t %e %g %G %08.3f %x" <a> (float64 <f>) (float64 <f>) (float64 <f>) (float64 <f>) (int <f>) }}"#,
    r#"{{ add <f> <f> | int64 }} {{ div (int <f>) 2 }} {{ mul 1.5 <f> }} {{ sub (float64 <f>) (int64 <f>) }} {{ addf <f> 0.1 | toString }}"#,
    r#"{{ if gt (int <f>) 2 }}more{{ end }}{{ eq (int64 <f>) (int64 <f>) }}{{ lt (float64 <f>) 2.5 }}{{ max 1 (int <f>) | toJson }}"#,
    r#"{{ lookup "v1" "Secret" "ns" <s> | toJson }}{{ (lookup "v1" "Pod" "" "").items | len }}"#,
    r#"{{ $s := lookup "v1" "Secret" "ns" "x" }}{{ if and $s $s.data }}{{ index $s.data "k" | b64dec }}{{ else }}{{ <s> | b64enc }}{{ end }}"#,
    r#"{{ range $path, $_ := $.Files.Glob "*.txt" }}{{ base $path }}:{{ $.Files.Get $path | trim }}{{ end }}"#,
    r#"{{ ($.Files.Glob "**").AsConfig | nindent 2 }}{{ ($.Files.Glob "*.txt").AsSecrets }}"#,
    r#"{{ range $.Files.Lines "note.txt" }}[{{ . }}]{{ end }}{{ $.Files.Get <s> }}{{ tpl ($.Files.Get "note.txt") $ }}"#,
    r#"{{ semverCompare <v> $.Capabilities.KubeVersion.Version }}{{ semverCompare ">=1.20-0" $.Capabilities.KubeVersion.GitVersion }}"#,
    r#"{{ $v := semver <v> }}{{ $v.Major }}.{{ $v.Minor }}.{{ $v.Patch }}{{ $v.Prerelease }}{{ $v.Compare (semver "1.2.3") }}"#,
    r#"{{ $.Capabilities.APIVersions.Has <s> }}{{ $.Capabilities.APIVersions.Has "apps/v1/Deployment" }}"#,
    r#"{{ regexReplaceAll <p> <s> "${1}-$0" }}{{ regexFindAll <p> <s> -1 | join "|" }}"#,
    r#"{{ regexSplit <p> <s> -1 | toJson }}{{ regexMatch (regexQuoteMeta <s>) <s> }}{{ mustRegexFind <p> <s> | quote }}"#,
    r#"{{ dig "a" "b" <a> <m> | toJson }}{{ dig "c" "none" <m> | toJson }}{{ pluck "a" <m> $.Values.m | first }}"#,
    r#"{{ index $.Values "m" "a" | default (dict) | toJson }}{{ ($.Values.m.none).deeper }}{{ (($.Values.none).deeper).still | default "d" }}"#,
    r#"{{ fromYaml (toYaml <m>) | toJson }}{{ (fromJson (toJson <m>)).a }}{{ fromYamlArray (toYaml <l>) | len }}"#,
    r#"{{ toYaml <a> | nindent 2 }}{{ toYaml <m> | indent 1 | trim | sha256sum | trunc 8 }}{{ <l> | toYaml | quote }}"#,
    r#"{{ printf "%s-%s" $.Release.Name $.Chart.Name | replace "+" "_" | trunc 63 | trimSuffix "-" }}{{ <s> | lower | nospace | trunc -5 }}"#,
    r#"{{ omit <m> "a" "b" | toJson }}{{ pick <m> "a" | toYaml }}{{ without <l> <a> | toJson }}{{ uniq <l> | compact | reverse | toJson }}"#,
    r#"{{ $l := <l> }}{{ range $i := until (len $l) }}{{ index $l $i | toJson }}{{ end }}{{ range 2 }}{{ . }}{{ end }}{{ slice $l 0 1 | toJson }}"#,
    r#"{{ date "2006-01-02" <D> }}{{ <D> | dateModify "-1.5h" | date "15:04:05 MST" }}{{ dateInZone "Jan _2 15:04 -0700" <D> "Europe/Paris" }}"#,
    r#"{{- /* a comment */ -}} {{- $x := <a> -}} {{ with $x }} {{- $x = <a> }}{{ end }}{{ $x | toJson }}"#,
    r#"{{ toYamlPretty $.Values.m }}{{ toYamlPretty $.Values.l | nindent 2 }}{{ toYamlPretty $.Values.x }}"#,
    r#"{{ required "it is needed" <a> }}{{ if not <a> }}{{ fail (printf "no %v" <a>) }}{{ end }}"#,
    r#"{{ template "chain" (dict "value" <a> "context" $) }}{{ $.Template.Name }}{{ .Template.BasePath }}"#,
];

/// The partials and files that they and the grammar use.
pub(super) const FILES: &[(&str, &str)] = &[
    (
        "templates/_idioms.tpl",
        r#"{{- define "chain" -}}
{{- with .value }}{{ include "inner" (dict "it" . "n" (len $)) }}{{ else }}none{{ end }}{{ .context.Values.s }}
{{- range .more }}{{ include "inner" (dict "it" .) }}{{ end -}}
{{- end -}}
{{- define "defined" }}({{ toJson . }}{{ if kindIs "map" . }}{{ range $k, $v := . }} {{ $k }}{{ end }}{{ end }}){{ end -}}
{{- define "inner" }}<{{ if kindIs "map" .it }}{{ toYaml .it | nindent 2 }}{{ else }}{{ .it | toString | trunc 20 }}{{ end }}{{ .n }}>{{ end -}}
{{- define "keys" -}}
{{- $seen := .seen -}}
{{- range $k, $v := .table }}{{ $_ := set $seen $k (kindOf $v) }}{{ end -}}
{{ toJson $seen }}
{{- end -}}
"#,
    ),
    ("note.txt", "first {{ .Values.s }}\n\nthird\r\nlast"),
    ("empty.txt", ""),
];
