//! An open registry.

use std::sync::Arc;

use crate::charts::{Changes, Library};
use crate::store::{Collected, Options, TagChange};
use crate::{Config, Error, Event, Store};

/// A registry whose data folder is open: what [`crate::serve`] serves, and what callers in the process use.
#[derive(Clone, Debug)]
pub struct Registry(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    library: Library,
    config: Config,
}

impl Registry {
    /// Opens the data folder. Blocks.
    ///
    /// # Errors
    /// [`Error::InUse`] when another registry has it, [`Error::NotOurs`] when it holds something else,
    /// [`Error::StorageFull`], [`Error::Io`].
    pub fn open(config: Config) -> Result<Self, Error> {
        let options = Options { durability: config.durability, replace: config.replace, cache: config.cache };
        let events = config.events.clone();
        let changes = Changes::default();
        let noted = changes.clone();
        let watcher = Box::new(move |moved: &[TagChange]| {
            noted.note(moved);
            for change in moved {
                let (repository, tag) = (change.repository.to_string(), change.tag.to_string());
                events.tell(match change.gone {
                    false => Event::Tagged { repository, tag },
                    true => Event::Untagged { repository, tag },
                });
            }
        });
        let (store, opened) = Store::open(&config.data, options, watcher)?;
        config.events.tell(Event::Opened(opened));
        let library = Library::new(store.clone(), config.events.clone(), changes);
        Ok(Self(Arc::new(Inner { store, library, config })))
    }

    /// The storage.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The charts.
    pub fn library(&self) -> &Library {
        &self.0.library
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// One round of upkeep: removes abandoned uploads and garbage, takes the reserve again after a full disk.
    pub(crate) async fn keep_up(&self) {
        let (store, config) = (self.store().clone(), self.config());
        let _ = tokio::task::spawn_blocking(move || store.sweep()).await;
        let Some(grace) = config.grace else { return };
        match self.store().collect_garbage(grace).await {
            Ok(collected) if collected == Collected::default() => {}
            Ok(collected) => config.events.tell(Event::Collected(collected)),
            Err(error) => tracing::error!(%error, "garbage could not be collected"),
        }
    }

    /// Writes what is outstanding and closes the data folder. Blocks.
    pub fn close(&self) {
        self.0.store.close();
    }
}
