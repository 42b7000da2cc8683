//! An open registry.

use std::sync::Arc;

use crate::store::Options;
use crate::{Config, Error, Event, Store};

/// A registry whose data folder is open: what [`crate::serve`] serves, and what callers in the process use.
#[derive(Clone, Debug)]
pub struct Registry(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
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
        let watcher = Box::new(move |moved: &[(crate::reference::Repository, crate::reference::Tag)]| {
            for (repository, tag) in moved {
                events.tell(Event::Tagged { repository: repository.to_string(), tag: tag.to_string() });
            }
        });
        let (store, opened) = Store::open(&config.data, options, watcher)?;
        config.events.tell(Event::Opened(opened));
        Ok(Self(Arc::new(Inner { store, config })))
    }

    /// The storage.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// Writes what is outstanding and closes the data folder. Blocks.
    pub fn close(&self) {
        self.0.store.close();
    }
}
