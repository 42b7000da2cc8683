//! Why the cluster did not do what was asked.

use std::fmt;

use diagnostic::{Diagnostic, Kind};
use kube::core::Status;
use serde::Serialize;

use crate::object::ObjectRef;

/// The cluster did not do what was asked.
#[derive(Clone, Debug)]
pub struct ClusterError {
    /// What was attempted, such as `apply`.
    pub verb: String,
    /// On what.
    pub object: Option<Box<ObjectRef>>,
    /// What went wrong.
    pub failure: Failure,
    /// What the server or the network said.
    pub message: String,
}

/// The classes of what goes wrong between us and a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// The kubeconfig is malformed, or its credentials cannot be had.
    Config,
    /// Nothing answers.
    Unreachable,
    /// The answer did not come in time.
    Timeout,
    /// The server does not know who asks.
    Unauthorized,
    /// The server knows, and does not allow it.
    Forbidden,
    /// There is no such object.
    NotFound,
    /// There is no such namespace.
    NoNamespace(String),
    /// The namespace is going away.
    NamespaceEnds,
    /// There is one already.
    Exists,
    /// Other managers own fields that this would change.
    Conflict(Vec<FieldOwner>),
    /// It was changed by somebody else in between.
    Changed,
    /// The server finds the object wrong.
    Invalid,
    /// Server-side apply has no type for the object: duplicate list keys, undeclared fields, no name.
    Untyped,
    /// An admission webhook or policy refuses it.
    Refused,
    /// The server is busy, or has an error of its own.
    Server,
    /// The list that a watch started from is too old.
    Expired,
}

/// A field and the manager that owns it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldOwner {
    /// Path of the field, such as `.spec.replicas`.
    pub field: String,
    /// What the server says of its owner, such as `conflict with "kubectl" using apps/v1`.
    pub owner: String,
}

impl ClusterError {
    /// Something that went wrong before a request was sent.
    pub(crate) fn local(failure: Failure, message: String) -> Self {
        Self { verb: String::new(), object: None, failure, message }
    }

    /// What the client reports.
    pub(crate) fn from_kube(verb: &str, object: Option<&ObjectRef>, error: kube::Error) -> Self {
        let (failure, message) = match error {
            kube::Error::Api(status) => (classify(&status), status.message.clone()),
            kube::Error::Auth(error) => (Failure::Unauthorized, chain(&error)),
            kube::Error::Service(error) => (Failure::Unreachable, chain(&*error)),
            kube::Error::HyperError(error) => (Failure::Unreachable, chain(&error)),
            kube::Error::ReadEvents(error) => (Failure::Unreachable, chain(&error)),
            error @ (kube::Error::RustlsTls(_)
            | kube::Error::TlsRequired
            | kube::Error::InferConfig(_)
            | kube::Error::InferKubeconfig(_)
            | kube::Error::ProxyProtocolDisabled { .. }
            | kube::Error::ProxyProtocolUnsupported { .. }) => (Failure::Config, chain(&error)),
            other => (Failure::Server, chain(&other)),
        };
        Self { verb: verb.into(), object: object.cloned().map(Box::new), failure, message }
    }

    /// Whether there is no such object.
    pub fn is_not_found(&self) -> bool {
        matches!(self.failure, Failure::NotFound | Failure::NoNamespace(_))
    }

    /// Whether a field would change that cannot be changed. The server says so in many words, and in no code of its own.
    pub fn is_immutable(&self) -> bool {
        const WORDS: [&str; 8] = [
            "immutable",
            "cannot change roleRef",
            "may not change once set",
            "may not be changed in an update",
            "updates to statefulset spec",
            "updates to parameters are forbidden",
            "updates to provisioner are forbidden",
            "pod updates may not change fields",
        ];
        self.failure == Failure::Invalid && WORDS.iter().any(|words| self.message.contains(words))
    }

    /// What the server said, without the values that it quotes where those are whole objects: they are long, and may be
    /// secret.
    pub fn gist(&self) -> String {
        let mut text = self.message.as_str();
        let mut gist = String::new();
        while let Some(start) = text.find("Invalid value: ") {
            let quoted = &text[start + "Invalid value: ".len()..];
            // The quotation ends where its bracket closes and the reason follows.
            match quoted.find("}: ").filter(|_| !quoted.starts_with('"')) {
                Some(_) => {
                    gist.push_str(&text[..start]);
                    text = &quoted[closing(quoted)..];
                }
                None => {
                    gist.push_str(&text[..text.len() - quoted.len()]);
                    text = quoted;
                }
            }
        }
        gist + text
    }

    /// Whether nobody knows if it was carried out: there was no answer, or one of a server in trouble.
    pub(crate) fn is_in_doubt(&self) -> bool {
        matches!(self.failure, Failure::Unreachable | Failure::Timeout | Failure::Server)
    }

    /// The class of failure.
    pub fn kind(&self) -> Kind {
        match self.failure {
            Failure::Config => Kind::Usage,
            Failure::Unreachable | Failure::Timeout => Kind::Unreachable,
            Failure::Unauthorized => Kind::Unauthorized,
            Failure::Forbidden => Kind::Forbidden,
            Failure::NotFound | Failure::NoNamespace(_) => Kind::NotFound,
            Failure::Exists | Failure::Conflict(_) | Failure::Changed | Failure::Refused => Kind::Conflict,
            Failure::Invalid | Failure::Untyped => Kind::Manifest,
            Failure::Server | Failure::Expired | Failure::NamespaceEnds => Kind::Remote,
        }
    }

    /// For a person.
    pub fn diagnostic(&self) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(self.kind(), self.to_string());
        if let Failure::Conflict(owners) = &self.failure {
            for owner in owners {
                diagnostic = diagnostic.note(format!("{}: {}", owner.field, owner.owner));
            }
        }
        match self.hint() {
            Some(hint) => diagnostic.hint(hint),
            None => diagnostic,
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match &self.failure {
            Failure::Config => "check the kubeconfig: `kubectl config view` shows what is read".into(),
            Failure::Unreachable | Failure::Timeout => {
                "check that the cluster runs and that KUBECONFIG, --kubeconfig and --kube-context name it"
                    .into()
            }
            Failure::Unauthorized => {
                "log in again: the token or certificate is missing, wrong or expired".into()
            }
            Failure::Forbidden => {
                "ask for the right that the message names, or act as somebody who has it".into()
            }
            Failure::NoNamespace(name) => format!("--create-namespace creates {name:?} on install"),
            Failure::NamespaceEnds => "wait until the namespace is gone, then create it anew".into(),
            Failure::Conflict(_) => {
                "--force-conflicts takes the fields over; or leave them out of the chart".into()
            }
            Failure::Changed => "somebody changed it meanwhile: try again".into(),
            Failure::Invalid if self.is_immutable() => {
                "--recreate deletes the object and creates it anew; or leave the field as it is".into()
            }
            Failure::Invalid => "mend the template or the value that the field comes from".into(),
            Failure::Refused => "mend what the policy names, or ask who keeps the policy".into(),
            _ => return None,
        })
    }
}

impl fmt::Display for ClusterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.object, self.verb.is_empty()) {
            (Some(object), false) => write!(f, "cannot {} {object}: {}", self.verb, self.message),
            (None, false) => write!(f, "cannot {}: {}", self.verb, self.message),
            (_, true) => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for ClusterError {}

fn classify(status: &Status) -> Failure {
    let says = |words: &[&str]| words.iter().any(|word| status.message.contains(word));
    let causes = || status.details.iter().flat_map(|details| &details.causes);
    match status.code {
        // Server-side apply answers so when its typed converter gives up.
        _ if says(&[
            "field not declared in schema",
            "duplicate entries for key",
            "resource name may not be empty",
        ]) =>
        {
            Failure::Untyped
        }
        _ if says(&["failed to create typed"]) => Failure::Invalid,
        401 => Failure::Unauthorized,
        403 if causes().any(|cause| cause.reason == "NamespaceTerminating") => Failure::NamespaceEnds,
        403 if says(&["PodSecurity", "admission", "violates"]) => Failure::Refused,
        403 => Failure::Forbidden,
        404 | 410 if status.code == 404 => match &status.details {
            Some(details) if details.kind == "namespaces" && says(&["not found"]) => {
                Failure::NoNamespace(details.name.clone())
            }
            _ => Failure::NotFound,
        },
        409 if causes().any(|cause| cause.reason == "FieldManagerConflict") => Failure::Conflict(
            causes()
                .map(|cause| FieldOwner { field: cause.field.clone(), owner: cause.message.clone() })
                .collect(),
        ),
        409 if status.reason == "AlreadyExists" => Failure::Exists,
        409 => Failure::Changed,
        410 => Failure::Expired,
        400 | 422 if says(&["admission webhook", "denied the request", "ValidatingAdmissionPolicy"]) => {
            Failure::Refused
        }
        400 | 415 | 422 => Failure::Invalid,
        504 => Failure::Timeout,
        _ if says(&["admission webhook"]) => Failure::Refused,
        _ => Failure::Server,
    }
}

/// Where a quoted object ends, and the reason after it begins.
fn closing(quoted: &str) -> usize {
    let mut depth = 0;
    for (at, letter) in quoted.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 && quoted[at..].starts_with("}: ") {
            return at + "}: ".len();
        }
    }
    // Brackets within texts confuse the count: the last end is the right one then.
    quoted.rfind("}: ").map_or(0, |at| at + "}: ".len())
}

/// An error with its causes, each once.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        let next_text = next.to_string();
        if !text.contains(&next_text) {
            text.push_str(": ");
            text.push_str(&next_text);
        }
        cause = next.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_out_whole_objects() {
        for (message, gist) in [
            ("a: Invalid value: {\"b\":{\"c\":1}}: field is immutable", "a: field is immutable"),
            ("a: Invalid value: core.Pod{B:\"{\"}: is immutable", "a: is immutable"),
            ("a: Invalid value: \"x\": must be y", "a: Invalid value: \"x\": must be y"),
            ("[a: Invalid value: {\"b\":1}: no, c: Invalid value: {\"d\":2}: never]", "[a: no, c: never]"),
            ("plain", "plain"),
        ] {
            let error = ClusterError::local(Failure::Invalid, message.into());
            assert_eq!(error.gist(), gist);
        }
    }
}
