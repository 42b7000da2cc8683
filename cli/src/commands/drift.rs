use actions::lifecycle::{drift, fix_drift};
use actions::{Failure, Result};
use clap::Args;
use diagnostic::Kind;
use release::drift::{
    Controllers, Drift as Found, DriftedField, DriftedObject, Ignored, IgnoredField, Writer,
};
use serde_json::Value;

use crate::args::OutputFormat;
use crate::session::Session;

/// Show what has changed in the cluster since a release was applied, and who changed it
///
/// Fields that controllers own, such as the replicas that an autoscaler sets, are no drift. Secrets show as digests.
#[derive(Args)]
pub(crate) struct Drift {
    /// Name of the release
    release: String,

    /// Put everything back as it was applied
    #[arg(long)]
    fix: bool,

    /// Exit with code 18 when something has changed
    #[arg(long, conflicts_with = "fix")]
    exit_code: bool,

    /// Treat this field manager as a controller, too; may be given several times
    #[arg(long, value_name = "MANAGER", value_delimiter = ',')]
    ignore_manager: Vec<String>,

    /// Leave this field alone, and what is below it: `/PATH` as it is shown, `KIND:/PATH` or `KIND/NAME:/PATH`; may be given
    /// several times. Objects may name such fields themselves, in the annotation `rhumb.io/ignore-drift`
    #[arg(long, value_name = "FIELD")]
    ignore_field: Vec<IgnoredField>,

    /// Show what controllers changed, too
    #[arg(long, conflicts_with = "ignore_manager")]
    all: bool,

    /// Print the result as a table, JSON or YAML
    #[arg(short, long, value_enum, default_value_t)]
    output: OutputFormat,
}

impl Drift {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let (name, cx) = (&self.release, &session.context);
        let controllers = Controllers { further: self.ignore_manager, none: self.all };
        let ignored = Ignored { controllers, fields: self.ignore_field };
        let found = if self.fix {
            session.operate(|stop| fix_drift(cx, name, &ignored, stop))?
        } else {
            session.operate(|stop| drift(cx, name, &ignored, stop))?
        };
        session.printer.result(self.output, &found, || text(&found, self.fix))?;
        if self.exit_code && !found.objects.is_empty() {
            let count = found.objects.len();
            let message = format!("{count} object(s) have changed since they were applied");
            let failure = Failure::new(Kind::Drifted, message);
            // What was put back just now needs no advice.
            let hint = format!("`rhumb drift {name} --fix` puts them back");
            return Err(if self.fix { failure } else { failure.hint(hint) });
        }
        Ok(())
    }
}

fn text(found: &Found, fixed: bool) -> String {
    let Found { release, revision, checked, objects, .. } = found;
    if objects.is_empty() {
        return format!("{release}, revision {revision}: all {checked} object(s) are as they were applied\n");
    }
    let mut out: String = objects.iter().map(object).collect();
    let what = if fixed { "put back" } else { "changed since they were applied" };
    out.push_str(&format!(
        "{release}, revision {revision}: {} of {checked} object(s) {what}\n",
        objects.len()
    ));
    out
}

fn object(drifted: &DriftedObject) -> String {
    let DriftedObject { object, missing, fields } = drifted;
    let mut out = format!("{object}{}\n", if *missing { ": it is gone" } else { "" });
    fields.iter().for_each(|changed| out.push_str(&field(changed)));
    out
}

fn field(field: &DriftedField) -> String {
    let DriftedField { path, applied, live, by } = field;
    let (mark, change) = match (applied, live) {
        (None, Some(live)) => ('+', short(live)),
        (Some(applied), None) => ('-', short(applied)),
        (applied, live) => {
            let side = |value: &Option<Value>| value.as_ref().map(short).unwrap_or_default();
            ('~', format!("{} → {}", side(applied), side(live)))
        }
    };
    let by: Vec<String> = by.iter().map(writer).collect();
    let by = if by.is_empty() { String::new() } else { format!("  by {}", by.join(", ")) };
    format!("  {mark} {path}: {change}{by}\n")
}

fn writer(writer: &Writer) -> String {
    let subresource = writer.subresource.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
    let time = writer.time.as_ref().map(|time| format!(" at {time}")).unwrap_or_default();
    format!("{}{subresource}{time}", writer.manager)
}

/// A value on one line that is not too long.
fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 80 { text } else { text.chars().take(79).chain(['…']).collect() }
}
