//! Holding the lock of a release while something is done to it.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::releases::Releases;
use crate::error::{Error, Result};
use crate::lock::{Held, Lock, Taken};
use crate::record::{Info, Status};

/// How the record of a revision that was cut off begins its sentence.
const CUT_OFF: &str = "cut off while ";

tokio::task_local! {
    /// What is held by the operation that runs: it may consist of others, which then need not take the lock again.
    static HOLDING: Holding;
}

/// The lock of a release, held or known to be none.
#[derive(Clone)]
struct Holding {
    namespace: String,
    name: String,
    /// Nothing where Leases are forbidden.
    held: Option<Arc<Held>>,
}

impl Releases {
    /// Does something to a release while its lock is held; what was left behind by a holder who is gone is closed first. A
    /// lock that beats is waited for as long as `wait` says. Where the lock is lost, the work ends.
    ///
    /// # Errors
    /// [`Error::Pending`] where somebody else holds the lock; whatever the work gives.
    pub async fn exclusively<T, E: From<Error>>(
        &self,
        name: &str,
        wait: Duration,
        work: impl Future<Output = std::result::Result<T, E>>,
    ) -> std::result::Result<T, E> {
        // Operations consist of others: on the heap each of them counts once.
        let work = Box::pin(work);
        if self.holding(name).is_some() {
            return work.await;
        }
        let lock = self.lock(name);
        // What the cluster is does not depend on who holds the lock.
        let take = async {
            futures::join!(lock.take(&self.identity, wait, &self.events), self.cluster.get_acquainted()).0
        };
        let taken = tokio::select! {
            taken = take => taken?,
            () = self.stopped() => return Err(Error::Interrupted.into()),
        };
        let held = match taken {
            Taken::Held(held) => Some(Arc::new(held)),
            Taken::Forbidden(why) => {
                self.events.warn(format!(
                    "Leases are forbidden here: if this is cut off, nothing tells that it is over ({why})"
                ));
                None
            }
            Taken::NoNamespace => return work.await,
        };
        let (namespace, name) = (self.namespace.clone(), name.to_owned());
        let holding = Holding { namespace, name: name.clone(), held: held.clone() };
        let Some(held) = held else { return HOLDING.scope(holding, work).await };
        let work = Box::pin(async {
            self.close_left_behind(&name, &held).await?;
            work.await
        });
        let result = tokio::select! {
            result = held.fence().around(HOLDING.scope(holding, work)) => result,
            lost = held.lost() => return Err(lost.into()),
        };
        held.give_back().await;
        result
    }

    pub(super) fn lock(&self, name: &str) -> Lock {
        Lock::new(&self.cluster, &self.namespace, name, self.patience)
    }

    /// Whether the operation that runs holds the lock of a release, or would if it might.
    pub(super) fn holds(&self, name: &str) -> bool {
        self.holding(name).is_some()
    }

    fn holding(&self, name: &str) -> Option<Holding> {
        let held = HOLDING.try_with(Clone::clone).ok()?;
        (held.namespace == self.namespace && held.name == name).then_some(held)
    }

    /// Names the revision that is worked on in the lock that is held.
    pub(super) async fn announce(&self, name: &str, revision: u32) -> Result<()> {
        match self.holding(name).and_then(|holding| holding.held) {
            Some(held) => held.names(revision).await,
            None => Ok(()),
        }
    }

    /// Gives the lock that is held back before the operation ends, since nothing is left that needs it.
    pub(super) async fn give_back(&self, name: &str) {
        if let Some(held) = self.holding(name).and_then(|holding| holding.held) {
            held.give_back().await;
        }
    }

    /// Closes the revision that the last holder left pending.
    async fn close_left_behind(&self, name: &str, held: &Held) -> Result<()> {
        let Some(holder) = held.left() else { return Ok(()) };
        let Some(revision) = holder.revision else { return Ok(()) };
        let mut left = match self.read_bare(name, revision).await {
            Ok(left) => left,
            Err(Error::NoRevision { .. }) => return Ok(()),
            Err(error) => return Err(error),
        };
        if left.info.status.is_pending() {
            let was = left.info.status.clone();
            left.set_status(Status::Failed, format!("{CUT_OFF}{was} by {}", holder.identity));
            self.update_record(&left).await?;
        }
        Ok(())
    }
}

/// Whether a revision was cut off in a state: it is in it still, or its record was closed since.
pub(super) fn is_cut_off(info: &Info, was: &Status) -> bool {
    let closed = || {
        let words = info.description.strip_prefix(CUT_OFF).and_then(|rest| rest.strip_prefix(was.as_str()));
        info.status == Status::Failed && words.is_some_and(|rest| rest.starts_with(' '))
    };
    info.status == *was || closed()
}
