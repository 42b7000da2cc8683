//! What every verb is handed.

use std::sync::Arc;

use crate::{Events, Settings};

/// Settings and the sink of events. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    /// What the environment and the global flags say.
    pub settings: Arc<Settings>,
    /// Where events go.
    pub events: Arc<dyn Events>,
}

impl Context {
    /// A context.
    pub fn new(settings: Settings, events: Arc<dyn Events>) -> Self {
        Self { settings: Arc::new(settings), events }
    }
}
