use actions::Result;
use actions::lifecycle::Change;
use clap::{Args, ValueEnum};
use diagnostic::Kind;
use release::cluster::Propagation;
use release::object::ObjectRef;
use release::operation::{UninstallOptions, Uninstalled};

use crate::args::{OrderFlags, ReviewFlags, WaitFlags};
use crate::session::Session;

/// Remove releases from the cluster
///
/// Deletes the objects of each release and its history. Objects whose annotation `helm.sh/resource-policy` says `keep`
/// stay, and so do objects that by now belong to somebody else.
#[derive(Args)]
#[command(visible_aliases = ["del", "delete", "un"])]
pub(crate) struct Uninstall {
    /// Names of releases
    #[arg(required = true)]
    releases: Vec<String>,

    #[command(flatten)]
    how: UninstallFlags,

    #[command(flatten)]
    review: ReviewFlags,
}

/// How releases are removed.
#[derive(Args)]
pub(crate) struct UninstallFlags {
    /// What happens to dependents
    #[arg(long, value_enum, default_value_t)]
    cascade: Cascade,

    /// Description that the record gets, where it is kept
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,

    /// Change nothing
    #[arg(long)]
    dry_run: bool,

    /// Succeed when there is no such release
    #[arg(long)]
    ignore_not_found: bool,

    /// Keep the records
    #[arg(long)]
    keep_history: bool,

    /// Run no hooks
    #[arg(long)]
    no_hooks: bool,

    #[command(flatten)]
    order: OrderFlags,

    #[command(flatten)]
    wait: WaitFlags,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Cascade {
    #[default]
    Background,
    Foreground,
    Orphan,
}

impl Uninstall {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let how = self.how.resolve()?;
        for name in &self.releases {
            let done = if self.review.plan {
                let change = Change::Uninstall { name: name.clone(), how: how.clone() };
                match super::plan::review(session, change, &self.review) {
                    Err(failure) if self.how.ignore_not_found && failure.kind() == Kind::NotFound => None,
                    done => Some(done?),
                }
            } else {
                session.operate(|stop| {
                    let ignore = self.how.ignore_not_found;
                    actions::lifecycle::uninstall(&session.context, name, &how, ignore, stop)
                })?
            };
            print(session, name, done.as_ref())?;
        }
        Ok(())
    }
}

/// Prints what was uninstalled, and what stays.
pub(super) fn print(session: &Session, name: &str, done: Option<&Uninstalled>) -> Result<()> {
    let info = done.map(info).unwrap_or_default();
    if !info.is_empty() {
        session.printer.line(info)?;
    }
    session.printer.line(format!("release \"{name}\" uninstalled"))
}

impl UninstallFlags {
    /// What was typed, as what it means.
    pub(super) fn resolve(&self) -> Result<UninstallOptions> {
        Ok(UninstallOptions {
            dry_run: self.dry_run,
            no_hooks: self.no_hooks,
            keep_history: self.keep_history,
            propagation: match self.cascade {
                Cascade::Background => Propagation::Background,
                Cascade::Foreground => Propagation::Foreground,
                Cascade::Orphan => Propagation::Orphan,
            },
            wait: self.wait.strategy(),
            timeout: self.wait.timeout,
            lock_timeout: self.wait.lock_timeout,
            description: self.description.clone().unwrap_or_default(),
            order: self.order.rules()?,
        })
    }
}

/// What stays, in Helm's words.
fn info(done: &Uninstalled) -> String {
    let lines = |objects: &[ObjectRef]| -> String {
        objects.iter().map(|object| format!("[{}] {}\n", object.kind, object.name)).collect()
    };
    let mut info = String::new();
    if !done.kept.is_empty() {
        info = format!("These resources were kept due to the resource policy:\n{}", lines(&done.kept));
    }
    if !done.foreign.is_empty() {
        if !info.is_empty() {
            info.push('\n');
        }
        info.push_str(&format!(
            "{} resource(s) were not deleted because they are not owned by this release:\n{}",
            done.foreign.len(),
            lines(&done.foreign)
        ));
    }
    info
}
