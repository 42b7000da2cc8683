//! What can be set.

use std::path::PathBuf;
use std::time::Duration;

use crate::{Access, Events, Patience, Tls};

/// The settings of a registry.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// The data folder; it is made if need be, and used by one registry at a time.
    pub data: PathBuf,
    /// What survives a power cut.
    pub durability: Durability,
    /// Whether content may be deleted over HTTP.
    pub deletes: bool,
    /// Whether a published version of a chart may get other content. A signature can always be added.
    pub replace: bool,
    /// Bytes of manifests and small blobs that are kept in memory.
    pub cache: usize,
    /// How long requests may go on after the registry was told to stop.
    pub drain: Duration,
    /// Who may read and write.
    pub access: Access,
    /// How connections are encrypted; not at all if absent.
    pub tls: Option<Tls>,
    /// Time between two looks at the files of the certificates; not zero.
    pub renewal: Duration,
    /// How long clients may take.
    pub patience: Patience,
    /// Most connections at once; further ones wait to be taken.
    pub connections: usize,
    /// How long content that no manifest names is kept, counted from when somebody last pushed it or asked for
    /// it; for ever if absent.
    pub grace: Option<Duration>,
    /// Time between two rounds of upkeep, which remove abandoned uploads and garbage; not zero.
    pub upkeep: Duration,
    /// Is told what happens.
    pub events: Events,
}

impl Config {
    /// The defaults: durable, deleting allowed, published versions fixed, open to everybody, without TLS.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            durability: Durability::default(),
            deletes: true,
            replace: false,
            cache: 16 << 20,
            drain: Duration::from_secs(10),
            access: Access::open(),
            tls: None,
            renewal: Duration::from_secs(5),
            patience: Patience::default(),
            connections: 4096,
            grace: Some(Duration::from_secs(24 * 3600)),
            upkeep: Duration::from_secs(3600),
            events: Events::default(),
        }
    }
}

/// What survives a power cut. A killed process loses nothing it acknowledged while `Durable`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// Everything that was acknowledged.
    #[default]
    Durable,
    /// What was acknowledged before the last orderly stop: for caches that can be filled again.
    Relaxed,
}
