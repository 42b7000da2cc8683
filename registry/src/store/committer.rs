//! Group commit: one thread owns the index's write side and every name in `blobs/`.
//!
//! While a commit waits for the disk, the changes of other requests queue up and become the next commit, so
//! that many pushes at once share two syncs (the folder, the index) instead of paying two each.

use std::collections::BTreeSet;
use std::fs;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use super::database::Database;
use super::layout::Layout;
use super::tables;
use super::transaction::{Effects, Transaction};
use crate::reference::Digest;
use crate::{Durability, Error};

/// Most changes in one commit, so that nobody waits behind an endless one.
const BATCH: usize = 512;

/// A change that waits for the next commit; what it returns waits for the commit's outcome. It gets the error
/// instead of a transaction when none could be begun.
type Change = Box<dyn FnOnce(Result<&mut Transaction<'_>, Error>) -> Outcome + Send>;
type Outcome = Box<dyn FnOnce(Result<(), Error>) + Send>;
/// Is told what a commit did, right after it.
pub(crate) type Watcher = Box<dyn Fn(&Effects) + Send>;

/// The way to the committing thread.
pub(crate) struct Committer {
    sender: Mutex<Option<SyncSender<Change>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Committer {
    /// Starts the thread.
    pub(crate) fn start(
        layout: Layout,
        database: Arc<Database>,
        durability: Durability,
        watcher: Watcher,
    ) -> Result<Self, Error> {
        let (sender, receiver) = sync_channel(BATCH);
        let work = Work { layout: layout.clone(), database, durability, watcher };
        let thread = std::thread::Builder::new()
            .name("registry-commit".to_owned())
            .spawn(move || work.run(&receiver))
            .map_err(Error::io("start the committing thread of", layout.root()))?;
        Ok(Self { sender: Mutex::new(Some(sender)), thread: Mutex::new(Some(thread)) })
    }

    /// Makes a change; it is durable, and visible, when this returns.
    ///
    /// Dropping the future does not take the change back.
    pub(crate) async fn commit<T, F>(&self, change: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Transaction<'_>) -> Result<T, Error> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let change: Change = Box::new(move |transaction| {
            let result = transaction.and_then(change);
            // Nobody may be waiting any more: the change stands all the same.
            Box::new(move |committed| drop(reply.send(committed.and(result))))
        });
        let sender =
            self.sender.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or(Error::Closed)?;
        if let Err(full) = sender.try_send(change) {
            let change = match full {
                std::sync::mpsc::TrySendError::Full(change) => change,
                std::sync::mpsc::TrySendError::Disconnected(_) => return Err(Error::Closed),
            };
            let sent = tokio::task::spawn_blocking(move || sender.send(change)).await;
            if !matches!(sent, Ok(Ok(()))) {
                return Err(Error::Closed);
            }
        }
        answer.await.map_err(|_| Error::Closed)?
    }

    /// Commits what is queued, then ends the thread.
    pub(crate) fn stop(&self) {
        drop(self.sender.lock().unwrap_or_else(PoisonError::into_inner).take());
        if let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = thread.join();
        }
    }
}

struct Work {
    layout: Layout,
    database: Arc<Database>,
    durability: Durability,
    watcher: Watcher,
}

impl Work {
    fn run(&self, receiver: &Receiver<Change>) {
        while let Ok(first) = receiver.recv() {
            let mut batch = vec![first];
            batch.extend(receiver.try_iter().take(BATCH));
            self.commit(batch);
        }
        if self.durability == Durability::Relaxed {
            // Commits so far lie in memory only.
            let _ = self.database.write(Durability::Durable, |_| Ok(()));
        }
    }

    fn commit(&self, batch: Vec<Change>) {
        self.database.revive();
        let mut outcomes = Vec::with_capacity(batch.len());
        let mut effects = Effects::default();
        let mut batch = Some(batch);
        let result = self.database.write(self.durability, |transaction| {
            outcomes.extend(batch.take().into_iter().flatten().map(|change| change(Ok(&mut *transaction))));
            let synced = match self.durability {
                Durability::Durable => transaction.sync_folders(),
                Durability::Relaxed => Ok(()),
            };
            effects = transaction.take_effects();
            synced
        });
        match &result {
            Ok(()) => {
                for digest in &effects.orphaned {
                    let _ = fs::remove_file(self.layout.blob(digest));
                }
                (self.watcher)(&effects);
            }
            Err(error) => {
                tracing::error!(%error, "a commit failed");
                self.discard(&effects.adopted);
            }
        }
        if let Err(error) = &result {
            outcomes.extend(batch.take().into_iter().flatten().map(|change| change(Err(error.clone()))));
        }
        for outcome in outcomes {
            outcome(result.clone());
        }
    }

    /// Removes files that came in with a commit that failed, unless an earlier one holds them.
    fn discard(&self, adopted: &BTreeSet<Digest>) {
        for digest in adopted {
            let held = self.database.read(|read| tables::is_held(&read.open_table(tables::HOLDERS)?, digest));
            if matches!(held, Ok(false)) {
                let _ = fs::remove_file(self.layout.blob(digest));
            }
        }
    }
}
