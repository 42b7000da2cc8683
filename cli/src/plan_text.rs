//! A plan as people read it.

use std::fmt::Write;

use release::diff::FieldChange;
use release::plan::{Action, Finding, Plan, PlannedHook, Severity, Step};
use serde_json::Value;
use similar::TextDiff;

/// How much of a plan is shown.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shown {
    /// What stays as it is too, and the fields that the cluster sets by itself.
    pub(crate) all: bool,
}

/// The plan as text: in the order in which it is done a line for each object, with its fields below, and each hook; then
/// findings and the sum.
pub(crate) fn plan_text(plan: &Plan, shown: Shown) -> String {
    let mut out = String::new();
    let revision = match plan.base {
        Some(base) if base != plan.revision => format!("revision {base} → {}", plan.revision),
        _ => format!("revision {}", plan.revision),
    };
    line(
        &mut out,
        0,
        &format!("{} of {:?} in namespace {:?}, {revision}", plan.operation, plan.release, plan.namespace),
    );
    out.push('\n');
    let groups = groups(plan, shown);
    let several = groups.len() > 1;
    for Group { title, hooks, steps } in groups {
        if several {
            line(&mut out, 0, &title);
        }
        for hook in hooks {
            line(&mut out, 0, &format!("» hook      {}/{} on {}", hook.kind, hook.name, hook.on));
        }
        for step in steps {
            step_text(&mut out, step, &plan.namespace, shown);
        }
    }
    for finding in &plan.findings {
        finding_text(&mut out, finding);
    }
    if !out.ends_with("\n\n") {
        out.push('\n');
    }
    line(&mut out, 0, &sum(plan));
    out
}

/// What is done together.
struct Group<'a> {
    title: String,
    hooks: Vec<&'a PlannedHook>,
    steps: Vec<&'a Step>,
}

/// What a plan does, in the order in which it is done; groups of which nothing is shown are left out.
fn groups(plan: &Plan, shown: Shown) -> Vec<Group<'_>> {
    let (before, after): (Vec<_>, Vec<_>) = plan.hooks.iter().partition(|hook| hook.on.starts_with("pre-"));
    let hooks = |title: &str, hooks| Group { title: title.into(), hooks, steps: vec![] };
    let first = plan.new_namespace.iter().collect();
    let mut groups = vec![
        Group { title: "namespace:".into(), hooks: vec![], steps: first },
        Group { title: "definitions:".into(), hooks: vec![], steps: shown_of(&plan.definitions, shown) },
        hooks("hooks before:", before),
    ];
    let waves = plan.steps.iter().filter_map(|step| step.wave).max().unwrap_or_default();
    for of_wave in plan.steps.chunk_by(|one, other| one.wave == other.wave) {
        let title = match of_wave.first().and_then(|step| step.wave) {
            Some(wave) => format!("wave {wave} of {waves}:"),
            None => "left alone:".into(),
        };
        groups.push(Group { title, hooks: vec![], steps: shown_of(of_wave, shown) });
    }
    groups.push(hooks("hooks after:", after));
    groups.retain(|group| !group.hooks.is_empty() || !group.steps.is_empty());
    groups
}

fn shown_of(steps: &[Step], shown: Shown) -> Vec<&Step> {
    steps.iter().filter(|step| shown.all || step.action != Action::Unchanged).collect()
}

fn line(out: &mut String, indent: usize, text: &str) {
    let _ = writeln!(out, "{:indent$}{text}", "");
}

fn step_text(out: &mut String, step: &Step, namespace: &str, shown: Shown) {
    let (sign, verb) = match step.action {
        Action::Create => ("+", "create"),
        Action::Update => ("~", "update"),
        Action::Recreate => ("±", "recreate"),
        Action::Adopt => ("←", "adopt"),
        Action::Unchanged => (" ", "unchanged"),
        Action::Delete => ("-", "delete"),
        Action::Keep => ("=", "keep"),
    };
    let place = match &step.object.namespace {
        Some(other) if other != namespace => format!(" in namespace {other:?}"),
        _ => String::new(),
    };
    let note = step.note.as_ref().map_or_else(String::new, |note| format!(" ({note})"));
    line(out, 0, &format!("{sign} {verb:<9} {}{place}{note}", step.object));
    let (servers, ours): (Vec<&FieldChange>, Vec<&FieldChange>) =
        step.fields.iter().partition(|change| change.by_server && !shown.all);
    for change in ours {
        field_text(out, change);
    }
    if !servers.is_empty() {
        line(
            out,
            6,
            &format!("({} field(s) that the cluster sets by itself; --all shows them)", servers.len()),
        );
    }
    if shown.all && !step.after.is_empty() {
        let names: Vec<String> = step.after.iter().map(ToString::to_string).collect();
        line(out, 6, &format!("after {}", names.join(", ")));
    }
    if ours_alone(step) {
        line(out, 6, "(only who owns which field, and the release's marks)");
    }
    for conflict in &step.conflicts {
        line(out, 6, &format!("! {}: {}", conflict.field, conflict.owner));
    }
}

/// Whether an update changes no field.
fn ours_alone(step: &Step) -> bool {
    step.action == Action::Update && step.fields.is_empty() && step.note.is_none()
}

fn field_text(out: &mut String, change: &FieldChange) {
    let path = &change.path;
    match (&change.old, &change.new) {
        (Some(Value::String(old)), Some(Value::String(new))) if old.contains('\n') || new.contains('\n') => {
            line(out, 6, &format!("{path}:"));
            for hunk in TextDiff::from_lines(old.as_str(), new).unified_diff().context_radius(2).iter_hunks()
            {
                for text in hunk.to_string().lines() {
                    line(out, 8, text);
                }
            }
        }
        (Some(old), Some(new)) => line(out, 6, &format!("{path}: {} → {}", value(old), value(new))),
        (None, Some(new)) => line(out, 6, &format!("{path}: + {}", value(new))),
        (Some(old), None) => line(out, 6, &format!("{path}: - {}", value(old))),
        (None, None) => {}
    }
}

/// A value on one line, cut where it is long.
fn value(value: &Value) -> String {
    const WIDTH: usize = 160;
    let text = value.to_string();
    if text.chars().count() <= WIDTH {
        return text;
    }
    let cut: String = text.chars().take(WIDTH).collect();
    format!("{cut}… ({} characters)", text.chars().count())
}

fn finding_text(out: &mut String, finding: &Finding) {
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let object = finding.object.as_ref().map_or_else(String::new, |object| format!("{object}: "));
    line(out, 0, &format!("! {severity:<9} {object}{}", finding.message));
    if let Some(hint) = &finding.hint {
        line(out, 6, hint);
    }
}

/// How many objects it does something with, in one sentence.
fn sum(plan: &Plan) -> String {
    let summary = plan.summary();
    let parts: Vec<String> = [
        (summary.create, "to create"),
        (summary.update, "to update"),
        (summary.recreate, "to recreate"),
        (summary.adopt, "to adopt"),
        (summary.delete, "to delete"),
        (summary.keep, "kept"),
        (summary.unchanged, "unchanged"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{count} {what}"))
    .collect();
    if parts.is_empty() { "no objects".to_owned() } else { parts.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use release::object::ObjectRef;
    use release::plan::{Check, Operation};
    use serde_json::json;

    fn step(wave: usize, action: Action, kind: &str, name: &str) -> Step {
        let object = ObjectRef {
            api_version: "v1".into(),
            kind: kind.into(),
            namespace: Some("ns".into()),
            name: name.into(),
        };
        Step { wave: Some(wave), ..Step::new(object, action) }
    }

    fn hook(on: &str) -> PlannedHook {
        PlannedHook { on: on.into(), kind: "Job".into(), name: "migrate".into(), weight: 0 }
    }

    fn change(path: &str, old: Option<Value>, new: Option<Value>, by_server: bool) -> FieldChange {
        FieldChange { path: path.into(), pointer: path.into(), old, new, by_server }
    }

    #[test]
    fn reads_as_people_read() {
        let mut update = step(1, Action::Update, "ConfigMap", "a");
        update.fields = vec![
            change("/data/k", Some(json!("one")), Some(json!("two")), false),
            change("/data/file", Some(json!("a\nb\nc\n")), Some(json!("a\nB\nc\n")), false),
            change("/metadata/annotations/injected", None, Some(json!("x")), true),
        ];
        let mut created = step(3, Action::Create, "Deployment", "web");
        created.note = Some("unchecked: namespace \"ns\" does not exist yet".into());
        let plan = Plan {
            operation: Operation::Upgrade,
            release: "demo".into(),
            namespace: "ns".into(),
            base: Some(1),
            revision: 2,
            steps: vec![
                update,
                step(2, Action::Unchanged, "Service", "web"),
                created,
                step(4, Action::Delete, "Secret", "s"),
            ],
            hooks: ["pre-upgrade", "post-upgrade"].map(hook).into(),
            findings: vec![Finding {
                severity: Severity::Error,
                check: Check::Immutable,
                object: None,
                message: "no".into(),
                hint: Some("--recreate".into()),
            }],
            ..Plan::default()
        };
        let new_namespace = Step::new(
            ObjectRef {
                api_version: "v1".into(),
                kind: "Namespace".into(),
                namespace: None,
                name: "ns".into(),
            },
            Action::Create,
        );
        let first = Plan { new_namespace: Some(new_namespace), ..Plan::default() };
        assert!(plan_text(&first, Shown::default()).contains("\n+ create    Namespace/ns\n\n1 to create\n"));
        let expected = "\
upgrade of \"demo\" in namespace \"ns\", revision 1 → 2

hooks before:
» hook      Job/migrate on pre-upgrade
wave 1 of 4:
~ update    ConfigMap/a
      /data/k: \"one\" → \"two\"
      /data/file:
        @@ -1,3 +1,3 @@
         a
        -b
        +B
         c
      (1 field(s) that the cluster sets by itself; --all shows them)
wave 3 of 4:
+ create    Deployment/web (unchecked: namespace \"ns\" does not exist yet)
wave 4 of 4:
- delete    Secret/s
hooks after:
» hook      Job/migrate on post-upgrade
! error     no
      --recreate

1 to create, 1 to update, 1 to delete, 1 unchanged
";
        assert_eq!(plan_text(&plan, Shown::default()), expected);
        let all = plan_text(&plan, Shown { all: true });
        assert!(
            all.contains("/metadata/annotations/injected: + \"x\"") && all.contains("unchanged Service/web")
        );
    }
}
