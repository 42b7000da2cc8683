//! Everything that can go wrong with a release.

use std::time::Duration;

use diagnostic::{Diagnostic, Kind};

use crate::cluster::ClusterError;
use crate::diagnosis::Diagnosis;
use crate::object::ObjectRef;
use crate::plan::Moved;

/// Shorthand.
pub type Result<T> = std::result::Result<T, Error>;

/// Why an operation on a release did not succeed.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The name cannot be a release's.
    #[error("invalid release name {name:?}")]
    Name {
        /// What was given.
        name: String,
    },
    /// There is no such release.
    #[error("release {name:?} not found in namespace {namespace:?}")]
    NotFound {
        /// Name of the release.
        name: String,
        /// Where it was looked for.
        namespace: String,
        /// Namespaces that have a release of that name, or names close to it.
        near: Vec<String>,
    },
    /// There is no such revision.
    #[error("release {name:?} has no revision {revision}")]
    NoRevision {
        /// Name of the release.
        name: String,
        /// What was asked for.
        revision: u32,
        /// The revisions there are.
        have: Vec<u32>,
    },
    /// The release was never deployed, so there is nothing to start from.
    #[error("{name:?} has no deployed releases")]
    NoDeployed {
        /// Name of the release.
        name: String,
    },
    /// An install found a release of that name.
    #[error("cannot reuse a name that is still in use: {name:?} is {status}")]
    InUse {
        /// Name of the release.
        name: String,
        /// State of its newest revision.
        status: String,
    },
    /// The release is already uninstalled.
    #[error("the release named {name:?} is already deleted")]
    AlreadyUninstalled {
        /// Name of the release.
        name: String,
    },
    /// Another operation on the release is in progress.
    #[error("another operation (install/upgrade/rollback) is in progress on {name:?}: {what}")]
    Pending {
        /// Name of the release.
        name: String,
        /// Who holds it, in which state, for how long.
        what: String,
        /// Whether it was left behind by Helm, so that waiting is no use.
        abandoned: bool,
    },
    /// A revision is pending for so short a time that Helm might still work on it.
    #[error(
        "revision {revision} of {name:?} is {status} for {} only: Helm may still be at work on it",
        crate::event::seconds(*age)
    )]
    Young {
        /// Name of the release.
        name: String,
        /// Number of the revision.
        revision: u32,
        /// Its state.
        status: String,
        /// How long it has been so.
        age: Duration,
        /// How long it must have been so.
        older_than: Duration,
    },
    /// Somebody else has taken the lock over, because ours stood still for too long.
    #[error("somebody else has taken over {name:?}: this one did not answer for too long")]
    LockLost {
        /// Name of the release.
        name: String,
    },
    /// A record cannot be read or written.
    #[error("record of {name:?} revision {revision}: {what}")]
    Record {
        /// Name of the release.
        name: String,
        /// Number of the revision.
        revision: u32,
        /// What is wrong with it.
        what: String,
    },
    /// A record does not fit into a Secret.
    #[error(
        "the record of {name:?} is too large: {bytes} bytes packed, {} are allowed",
        crate::record::LIMIT
    )]
    RecordTooLarge {
        /// Name of the release.
        name: String,
        /// Its size.
        bytes: usize,
    },
    /// The storage driver is not supported.
    #[error("records cannot be kept with the driver {word:?}")]
    Driver {
        /// What was asked for.
        word: String,
    },
    /// A user's label is one of Helm's own.
    #[error("user supplied labels contains system reserved label name {label:?}")]
    SystemLabel {
        /// The label.
        label: String,
    },
    /// A document of a manifest is no Kubernetes object.
    #[error("{path}: {what}")]
    Manifest {
        /// The template it came from, or the record.
        path: String,
        /// What is wrong.
        what: String,
        /// The diagnostic with its place, where there is one.
        place: Option<Box<Diagnostic>>,
    },
    /// The cluster knows no such kind.
    #[error("{object}: the cluster has no kind {:?} in {:?}", object.kind, object.api_version)]
    UnknownKind {
        /// The object.
        object: Box<ObjectRef>,
        /// A kind or version that it does have.
        near: Option<String>,
    },
    /// Objects exist that belong to somebody else.
    #[error("{} object(s) exist and belong to somebody else", objects.len())]
    NotOwned {
        /// Each object with the reason in Helm's words, and its owner where it has one.
        objects: Vec<(ObjectRef, String, Option<String>)>,
    },
    /// The cluster did not do what was asked.
    #[error("{0}")]
    Cluster(#[from] ClusterError),
    /// Objects could not be applied; the others were.
    #[error("{} object(s) could not be applied", failures.len())]
    Apply {
        /// What happened to each.
        failures: Vec<ClusterError>,
    },
    /// A hook failed.
    #[error("{event} hook {hook} failed: {what}")]
    Hook {
        /// When it ran.
        event: String,
        /// Its object.
        hook: Box<ObjectRef>,
        /// What happened.
        what: String,
        /// Why.
        diagnoses: Vec<Diagnosis>,
    },
    /// Something was not ready in time, or failed.
    #[error("{}", not_ready_text(*timed_out, diagnoses))]
    NotReady {
        /// How long it was waited, where that was the limit.
        timed_out: Option<Duration>,
        /// What was not ready and why.
        diagnoses: Vec<Diagnosis>,
    },
    /// Things fell over while cleaning up after a failure.
    #[error("{first}; then {then}")]
    Twice {
        /// What failed first.
        first: Box<Error>,
        /// What failed while mending it, or what was done about it.
        then: String,
    },
    /// A user's patch cannot be read, or does not fit what was rendered.
    #[error("{which}: {what}")]
    Patch {
        /// The file or the patch.
        which: String,
        /// What is wrong.
        what: String,
    },
    /// A definition cannot be brought up to date.
    #[error("{object} cannot be upgraded safely: {}", harm.join("; "))]
    Harm {
        /// The definition.
        object: Box<ObjectRef>,
        /// What would come to harm.
        harm: Vec<String>,
    },
    /// Authors say that objects come after each other.
    #[error("objects depend on each other: {}", circle_text(members))]
    Circle {
        /// The members, each of which comes after the next, the last after the first.
        members: Vec<ObjectRef>,
    },
    /// What an author says that an object comes after cannot be read.
    #[error("{object}: {what}")]
    DependsOn {
        /// The object.
        object: Box<ObjectRef>,
        /// What cannot be read.
        what: String,
    },
    /// The rules of the order cannot be read.
    #[error("the rules of the order: {what}")]
    Rules {
        /// What is wrong with them.
        what: String,
    },
    /// A saved plan cannot be read, or does not belong to this cluster.
    #[error("the plan cannot be applied: {what}")]
    PlanFile {
        /// What is wrong with it.
        what: String,
    },
    /// A saved plan is of another revision.
    #[error(
        "the plan starts from {} of {name:?}, and there is {} by now",
        revision_text(*planned), revision_text(*revision)
    )]
    Outdated {
        /// Name of the release.
        name: String,
        /// The revision that it starts from.
        planned: Option<u32>,
        /// The newest revision by now.
        revision: Option<u32>,
    },
    /// The cluster is no longer as a saved plan saw it.
    #[error("{} object(s) of {name:?} changed since the plan was made", moved.len())]
    Moved {
        /// Name of the release.
        name: String,
        /// What changed.
        moved: Vec<Moved>,
    },
    /// The flags exclude each other or say nothing.
    #[error("{0}")]
    Usage(String),
    /// Stopped by the user.
    #[error("interrupted")]
    Interrupted,
}

fn not_ready_text(timed_out: Option<Duration>, diagnoses: &[Diagnosis]) -> String {
    let names: Vec<String> = diagnoses.iter().map(|diagnosis| diagnosis.object.to_string()).collect();
    match timed_out {
        Some(limit) => format!("not ready after {}: {}", crate::event::seconds(limit), names.join(", ")),
        None => format!("failed: {}", names.join(", ")),
    }
}

fn circle_text(members: &[ObjectRef]) -> String {
    let names: Vec<String> = members.iter().chain(members.first()).map(ToString::to_string).collect();
    names.join(" → ")
}

fn revision_text(revision: Option<u32>) -> String {
    revision.map_or_else(|| "no revision".to_owned(), |revision| format!("revision {revision}"))
}

impl Error {
    /// The class of failure, with notes and hints, for a person.
    pub fn diagnostic(&self) -> Diagnostic {
        let error = |kind| Diagnostic::error(kind, self.to_string());
        match self {
            Self::Name { name } if name.chars().count() > 53 => error(Kind::Usage)
                .note(format!("it has {} characters, 53 are allowed", name.chars().count()))
                .hint("choose a shorter name: Kubernetes allows 63 and charts add suffixes"),
            Self::Name { .. } => error(Kind::Usage).hint(
                "use lower case letters, digits, `-` and `.`; begin and end with a letter or digit; 53 at most",
            ),
            Self::NotFound { near, .. } if near.is_empty() => {
                error(Kind::NotFound).hint("`rhumb list -A` shows the releases of all namespaces")
            }
            Self::NotFound { near, .. } => error(Kind::NotFound).hint(format!("there is {}", near.join(", "))),
            Self::NoRevision { have, .. } => {
                let have: Vec<String> = have.iter().map(ToString::to_string).collect();
                error(Kind::NotFound).hint(format!("its revisions are {}", have.join(", ")))
            }
            Self::NoDeployed { name } => error(Kind::NotFound)
                .hint(format!("`rhumb upgrade --install {name} CHART` installs it where it does not exist")),
            Self::InUse { name, .. } => error(Kind::Conflict)
                .hint(format!("`rhumb upgrade {name} CHART` changes it, `rhumb uninstall {name}` removes it"))
                .hint("--replace takes over a name whose release failed or was uninstalled with --keep-history"),
            Self::AlreadyUninstalled { name } => error(Kind::NotFound)
                .hint(format!("`rhumb uninstall {name}` without --keep-history removes its history")),
            Self::Pending { name, abandoned: true, .. } => error(Kind::Locked).hint(format!(
                "if nothing works on it any more, `rhumb recover {name}` closes it and `rhumb rollback {name}` puts the \
                 last good revision back"
            )),
            Self::Pending { .. } => error(Kind::Locked).hint("--lock-timeout 5m waits until it is done"),
            Self::Young { older_than, .. } => error(Kind::Locked).hint(format!(
                "it is left alone for {}; --older-than 0s closes it now",
                crate::event::seconds(*older_than)
            )),
            Self::LockLost { name } => {
                error(Kind::Locked).hint(format!("`rhumb history {name}` shows what became of it"))
            }
            Self::Record { .. } => error(Kind::Integrity),
            Self::RecordTooLarge { .. } => {
                error(Kind::Limit).hint("keep large files out of the chart: `.helmignore` names what stays out")
            }
            Self::Driver { .. } => error(Kind::Unsupported)
                .note("HELM_DRIVER chooses where records are kept")
                .hint("use `secret` (the default) or `configmap`"),
            Self::SystemLabel { .. } => error(Kind::Usage)
                .hint(format!("Helm keeps these to itself: {}", crate::record::SYSTEM_LABELS.join(", "))),
            Self::Manifest { place: Some(place), .. } => (**place).clone(),
            Self::Manifest { .. } => error(Kind::Manifest),
            Self::UnknownKind { object, .. }
                if let Some((gone, instead)) = manifest::removal(&object.api_version, &object.kind) =>
            {
                let diagnostic = error(Kind::Manifest)
                    .note(format!("Kubernetes 1.{gone} removed {} from {}", object.kind, object.api_version));
                if instead.is_empty() { diagnostic } else { diagnostic.hint(format!("use {instead}")) }
            }
            Self::UnknownKind { near: Some(near), .. } => {
                error(Kind::Manifest).hint(format!("the cluster has {near}"))
            }
            Self::UnknownKind { .. } => error(Kind::Manifest)
                .hint("install the CustomResourceDefinition or the operator that brings this kind first"),
            Self::NotOwned { objects } => {
                let mut diagnostic = error(Kind::Conflict);
                for (object, reason, owner) in objects {
                    let owner = owner.as_ref().map_or_else(String::new, |owner| format!(" (of release {owner})"));
                    diagnostic = diagnostic.note(format!("{object}{owner}: {reason}"));
                }
                diagnostic.hint("--take-ownership makes them part of this release")
            }
            Self::Cluster(failure) => failure.diagnostic(),
            Self::Apply { failures } => {
                let kind = failures.first().map_or(Kind::Remote, ClusterError::kind);
                let mut diagnostic = error(kind);
                let mut hints: Vec<String> = vec![];
                for failure in failures {
                    let inner = failure.diagnostic();
                    diagnostic = diagnostic.note(inner.message);
                    hints.extend(inner.hints);
                }
                hints.dedup();
                hints.into_iter().fold(diagnostic, Diagnostic::hint)
            }
            Self::Hook { diagnoses, .. } | Self::NotReady { diagnoses, .. } => {
                diagnoses.iter().fold(error(Kind::NotReady), |diagnostic, diagnosis| diagnosis.add_to(diagnostic))
            }
            Self::Twice { first, then } => {
                let mut diagnostic = first.diagnostic();
                diagnostic.notes.push(then.clone());
                diagnostic
            }
            Self::Patch { .. } => error(Kind::Manifest)
                .hint("mend the patch and give it with --patch, or leave all patches out with --no-patches"),
            Self::Harm { .. } => error(Kind::Conflict)
                .hint("move the objects of this kind first; --crds create leaves the definition as it is"),
            Self::Circle { .. } => {
                error(Kind::Manifest).hint("take one of the `depends-on` annotations away")
            }
            Self::DependsOn { .. } => error(Kind::Manifest),
            Self::Rules { .. } => error(Kind::Usage)
                .hint("`stages`, `pods` and `references` may stand there; docs/order.md shows those built in"),
            Self::PlanFile { .. } => error(Kind::Usage).hint("`rhumb plan … --out FILE` writes a plan"),
            Self::Outdated { .. } => error(Kind::Conflict).hint("plan again"),
            Self::Moved { moved, .. } => {
                let note = |diagnostic: Diagnostic, moved: &Moved| {
                    let fields: Vec<&str> = moved.fields.iter().map(|change| change.path.as_str()).collect();
                    let fields =
                        if fields.is_empty() { String::new() } else { format!(": {}", fields.join(", ")) };
                    diagnostic.note(format!("{}: {}{fields}", moved.object, moved.what))
                };
                moved.iter().fold(error(Kind::Conflict), note).hint("plan again, and look at what changed")
            }
            Self::Usage(_) => error(Kind::Usage),
            Self::Interrupted => error(Kind::Interrupted),
        }
    }
}
