//! What went wrong with a release, in our words and in Helm's.

use release::Error;

use crate::Failure;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let helm = helms_words(&error);
        let failure = Self::from(error.diagnostic());
        match helm {
            Some(text) => failure.in_helms_words(text),
            None => failure,
        }
    }
}

/// What went wrong at a step which Helm names where what it is given can be no release's name.
pub(super) fn at_step(step: &str, error: Error) -> Failure {
    let words = match &error {
        Error::Name { name } => Some(format!("{step}: Release name is invalid: {name}")),
        _ => None,
    };
    let failure = Failure::from(error);
    match words {
        Some(words) => failure.in_helms_words(words),
        None => failure,
    }
}

/// What Helm prints for the same failure, where scripts might look for it.
fn helms_words(error: &Error) -> Option<String> {
    Some(match error {
        Error::Name { name } => format!("release name is invalid: {name}"),
        Error::NotFound { .. } => "release: not found".into(),
        Error::InUse { .. } => "release name check failed: cannot reuse a name that is still in use".into(),
        Error::Pending { .. } => "another operation (install/upgrade/rollback) is in progress".into(),
        Error::NoRevision { revision, .. } => format!("release has no {revision} version"),
        Error::NoDeployed { name } => format!("{name:?} has no deployed releases"),
        Error::AlreadyUninstalled { name } => format!("the release named {name:?} is already deleted"),
        Error::NotOwned { objects } => {
            format!(
                "unable to continue with install: {}",
                objects.first().map_or("", |(_, reason, _)| reason)
            )
        }
        _ => return None,
    })
}
