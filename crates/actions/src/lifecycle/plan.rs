//! Planning a change of a release, and carrying out what was planned.

use std::path::Path;
use std::sync::Arc;

use release::operation::{Proposal, Releases, RollbackOptions, UninstallOptions, Uninstalled};
use release::plan::{Operation, Plan, SavedPlan};

use super::connect::{Stop, begin, releases};
use super::draft::operation_failed;
use super::install::{self, Install};
use super::upgrade::{self, Upgrade};
use crate::{Context, Failure, Result};

/// A change of a release.
#[derive(Clone, Debug)]
pub enum Change {
    /// A new release.
    Install(Box<Install>),
    /// Another chart or other values.
    Upgrade(Box<Upgrade>),
    /// The documents of an earlier revision.
    Rollback {
        /// Name of the release.
        name: String,
        /// How.
        how: Box<RollbackOptions>,
    },
    /// The end of a release.
    Uninstall {
        /// Name of the release.
        name: String,
        /// How.
        how: UninstallOptions,
    },
}

impl Change {
    /// What is done, and to which release.
    fn subject(&self) -> (Operation, &str) {
        match self {
            Self::Install(what) => (Operation::Install, &what.name),
            Self::Upgrade(what) => (Operation::Upgrade, &what.name),
            Self::Rollback { name, .. } => (Operation::Rollback, name),
            Self::Uninstall { name, .. } => (Operation::Uninstall, name),
        }
    }
}

/// A change that was planned, with the connection that it is carried out by.
pub struct Proposed {
    releases: Releases,
    proposal: Proposal,
}

impl Proposed {
    /// What will be done.
    pub fn plan(&self) -> &Plan {
        &self.proposal.plan
    }

    /// The plan as it can be kept, and carried out by [`apply_plan`].
    ///
    /// # Errors
    /// Where the cluster does not answer.
    pub async fn saved(&self) -> Result<SavedPlan> {
        Ok(self.releases.save(&self.proposal).await?)
    }

    /// Fails where what was planned cannot succeed.
    ///
    /// # Errors
    /// The first reason.
    pub fn possible(&self) -> Result<()> {
        self.plan().possible().map_err(|error| in_words(self.plan().operation, error))
    }
}

/// Plans a change.
///
/// # Errors
/// Where nothing can be planned; what speaks against the change is in the plan.
pub async fn propose(cx: &Context, change: Change, stop: Stop) -> Result<Proposed> {
    let (operation, name) = change.subject();
    begin(cx, operation, name);
    let releases = releases(cx, stop)?;
    let mut proposal = match change {
        Change::Install(what) => install::propose(cx, &releases, *what)
            .await
            .map_err(|failure| operation_failed("INSTALLATION", failure))?,
        Change::Upgrade(what) => upgrade::propose(cx, &releases, *what)
            .await
            .map_err(|failure| operation_failed("UPGRADE", failure))?,
        Change::Rollback { name, how } => releases.propose_rollback(&name, &how).await?,
        Change::Uninstall { name, how } => releases.propose_uninstall(&name, &how).await?,
    };
    releases.preflight(&mut proposal).await?;
    Ok(Proposed { releases, proposal })
}

/// Carries out a plan, under the lock of the release and only where nothing has moved since it was made.
///
/// # Errors
/// [`release::Error::Moved`], [`release::Error::Outdated`]; why it failed.
pub async fn apply_plan(cx: &Context, saved: SavedPlan, stop: Stop) -> Result<Uninstalled> {
    let mut cx = cx.clone();
    // The plan knows where its release lives.
    let mut settings = (*cx.settings).clone();
    settings.namespace = Some(saved.release.namespace.clone());
    cx.settings = Arc::new(settings);
    let (operation, name) = (saved.operation, saved.release.name.clone());
    begin(&cx, operation, &name);
    let releases = releases(&cx, stop)?;
    let wait = saved.uninstall.as_ref().map_or(saved.options.lock_timeout, |how| how.lock_timeout);
    let work = async {
        let (proposal, moved) = releases.revive(saved).await?;
        if !moved.is_empty() {
            return Err(release::Error::Moved { name: name.clone(), moved });
        }
        releases.carry_out(proposal).await
    };
    releases.exclusively(&name, wait, work).await.map_err(|error| in_words(operation, error))
}

/// Writes a plan to a file that only its owner can read, since it holds Secrets.
///
/// # Errors
/// Where the file cannot be written.
pub fn save_plan(saved: &SavedPlan, path: &Path) -> Result<()> {
    use std::io::Write;
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};

    let text = saved.text()?;
    let write = || {
        let mut options = std::fs::OpenOptions::new();
        let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(path)?;
        // A file that was there keeps its mode otherwise.
        file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|error| Failure::io(format!("cannot write {}", path.display()), &error))
}

/// Reads a saved plan.
///
/// # Errors
/// Where the file is no plan.
pub fn read_plan(path: &Path) -> Result<SavedPlan> {
    let attempted = || format!("cannot read {}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| Failure::io(attempted(), &error))?;
    SavedPlan::read(&text).map_err(|error| Failure::from(error).context(attempted()))
}

/// A failure of an operation with Helm's words for the operation before it.
fn in_words(operation: Operation, error: release::Error) -> Failure {
    match operation {
        Operation::Install => operation_failed("INSTALLATION", error.into()),
        Operation::Upgrade => operation_failed("UPGRADE", error.into()),
        Operation::Rollback | Operation::Uninstall => error.into(),
    }
}
