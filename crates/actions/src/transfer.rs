//! Transfers as events.

use std::sync::Arc;

use oci::Progress;

use crate::{Event, Events};

/// Tells the transfers of `oci` as [`Event`]s.
pub(crate) struct Transfers(pub(crate) Arc<dyn Events>);

impl Progress for Transfers {
    fn started(&self, what: &str, total: Option<u64>) {
        self.0.emit(Event::TransferStarted { what: what.to_owned(), total });
    }

    fn advanced(&self, what: &str, done: u64) {
        self.0.emit(Event::TransferProgress { what: what.to_owned(), done });
    }

    fn finished(&self, what: &str, bytes: u64) {
        self.0.emit(Event::TransferFinished { what: what.to_owned(), bytes });
    }
}
