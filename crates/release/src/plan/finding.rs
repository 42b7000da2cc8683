//! What a plan found out before anything is changed: why it cannot succeed, or what one should know.

use serde::Serialize;

use crate::cluster::{ClusterError, Failure};
use crate::error::Error;
use crate::object::ObjectRef;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The operation would fail.
    Error,
    /// It may fail, or do something that is not wanted.
    Warning,
}

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Check {
    /// The cluster has no such kind: its definition is missing, or its API was removed.
    Kind,
    /// The API version is gone in a later version of Kubernetes.
    RemovedApi,
    /// The object belongs to somebody else.
    Ownership,
    /// Other managers own fields that would change.
    Conflict,
    /// A field that cannot be changed would change.
    Immutable,
    /// A right is missing.
    Rights,
    /// A ResourceQuota or LimitRange is in the way.
    Quota,
    /// The namespace's Pod Security level does not let the pods in.
    PodSecurity,
    /// A custom resource definition cannot be changed safely.
    Definition,
    /// A dependency between objects cannot be followed.
    Order,
    /// The server refuses the object for another reason.
    Refused,
}

/// One thing that a plan found out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// What it is about.
    pub check: Check,
    /// The object, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectRef>,
    /// One sentence.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Finding {
    /// What an error says that ends an operation before it changed anything.
    pub fn of(error: &Error) -> Vec<Self> {
        let finding = |check, object: Option<&ObjectRef>, message: String, hint| Self {
            severity: Severity::Error,
            check,
            object: object.cloned(),
            message,
            hint,
        };
        match error {
            Error::NotOwned { objects } => objects
                .iter()
                .map(|(object, reason, _)| {
                    let hint = Some("--take-ownership makes it part of this release".to_owned());
                    finding(Check::Ownership, Some(object), reason.clone(), hint)
                })
                .collect(),
            Error::UnknownKind { object, .. } => {
                let hint = error.diagnostic().hints.into_iter().next();
                let removed = manifest::removal(&object.api_version, &object.kind).is_some();
                vec![finding(
                    if removed { Check::RemovedApi } else { Check::Kind },
                    Some(object),
                    error.to_string(),
                    hint,
                )]
            }
            Error::Apply { failures } => failures
                .iter()
                .map(|failure| {
                    let hint = failure.diagnostic().hints.into_iter().next();
                    finding(check(failure), failure.object.as_deref(), failure.gist(), hint)
                })
                .collect(),
            other => vec![finding(
                if matches!(other, Error::Harm { .. }) {
                    Check::Definition
                } else if matches!(other, Error::Circle { .. } | Error::DependsOn { .. }) {
                    Check::Order
                } else {
                    Check::Refused
                },
                None,
                other.to_string(),
                other.diagnostic().hints.into_iter().next(),
            )],
        }
    }
}

/// What a refusal of the server is about.
pub(crate) fn check(failure: &ClusterError) -> Check {
    match &failure.failure {
        Failure::Conflict(_) => Check::Conflict,
        _ if failure.message.contains("exceeded quota") || failure.message.contains("usage per ") => {
            Check::Quota
        }
        _ if failure.message.contains("violates PodSecurity") => Check::PodSecurity,
        Failure::Forbidden | Failure::Unauthorized => Check::Rights,
        Failure::Invalid if failure.is_immutable() => Check::Immutable,
        _ => Check::Refused,
    }
}
