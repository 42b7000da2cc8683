//! What the registry tells its caller while it runs.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use serde::Serialize;

use crate::store::{Collected, Opened};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
#[non_exhaustive]
pub enum Event {
    /// The data folder is open.
    Opened(Opened),
    /// Requests are answered.
    Listening {
        /// The bound address.
        address: SocketAddr,
    },
    /// A tag appeared or moved.
    Tagged {
        /// The repository.
        repository: String,
        /// The tag.
        tag: String,
    },
    /// A tag was deleted, by itself or with its manifest.
    Untagged {
        /// The repository.
        repository: String,
        /// The tag.
        tag: String,
    },
    /// The archive of a chart cannot be read, so that the chart is not listed.
    ChartUnreadable {
        /// The repository.
        repository: String,
        /// The tag.
        tag: String,
        /// Why.
        reason: String,
    },
    /// Content that no manifest named was removed.
    Collected(Collected),
    /// The certificates have changed: new connections get the new ones.
    CertificatesRenewed,
    /// The certificates have changed and cannot be used; connections get the former ones.
    CertificatesUnusable {
        /// Why.
        reason: String,
    },
    /// New requests are refused, those in progress go on.
    Draining,
    /// All is written.
    Stopped {
        /// Whether requests were cut off because they took too long.
        cut_off: bool,
    },
}

/// Is called with every [`Event`], from any thread; it must not block.
#[derive(Clone)]
pub struct Events(Arc<dyn Fn(Event) + Send + Sync>);

impl Events {
    /// Calls `listener` with every event.
    pub fn new(listener: impl Fn(Event) + Send + Sync + 'static) -> Self {
        Self(Arc::new(listener))
    }

    pub(crate) fn tell(&self, event: Event) {
        (self.0)(event);
    }
}

impl Default for Events {
    /// Nobody listens.
    fn default() -> Self {
        Self::new(|_| {})
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Events")
    }
}
