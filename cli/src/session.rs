//! What a command is handed.

use std::cell::OnceCell;
use std::future::Future;
use std::sync::Arc;

use actions::{Context, Failure, Settings};
use diagnostic::Kind;

use crate::args::GlobalFlags;
use crate::environment;
use crate::invocation::Invocation;
use crate::printer::Printer;

/// Settings, the printer, and a runtime that is started only when a command needs the network.
pub(crate) struct Session {
    pub(crate) context: Context,
    pub(crate) printer: Arc<Printer>,
    pub(crate) invocation: Invocation,
    runtime: OnceCell<tokio::runtime::Runtime>,
}

impl Session {
    pub(crate) fn new(global: &GlobalFlags, invocation: &Invocation, printer: Printer) -> Self {
        let printer = Arc::new(printer);
        let settings = environment::settings(global);
        Self {
            context: Context::new(settings, Arc::clone(&printer) as Arc<dyn actions::Events>),
            printer,
            invocation: *invocation,
            runtime: OnceCell::new(),
        }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.context.settings
    }

    /// Runs a future to its end, on one thread; Ctrl-C drops it, which every future of ours survives.
    pub(crate) fn block_on<T>(&self, future: impl Future<Output = actions::Result<T>>) -> actions::Result<T> {
        let runtime = self.runtime.get_or_init(|| start(&mut tokio::runtime::Builder::new_current_thread()));
        runtime.block_on(async {
            tokio::select! {
                result = future => result,
                _ = tokio::signal::ctrl_c() => Err(Failure::new(Kind::Interrupted, "interrupted")),
            }
        })
    }

    /// The same on several threads, for a server; the future handles signals itself.
    pub(crate) fn block_on_threads<T>(
        &self,
        future: impl Future<Output = actions::Result<T>>,
    ) -> actions::Result<T> {
        start(&mut tokio::runtime::Builder::new_multi_thread()).block_on(future)
    }
}

#[expect(clippy::expect_used, reason = "without threads and timers there is nothing left to try")]
fn start(builder: &mut tokio::runtime::Builder) -> tokio::runtime::Runtime {
    builder.enable_all().build().expect("the operating system gives us a runtime")
}
