//! What a command is handed.

use std::cell::{Cell, OnceCell};
use std::future::Future;
use std::path::Path;
use std::sync::Arc;

use actions::lifecycle::Stop;
use actions::render::Moment;
use actions::{Context, Failure, Settings};
use chart::Chart;
use diagnostic::Kind;

use crate::args::{GlobalFlags, SourceFlags};
use crate::environment;
use crate::invocation::Invocation;
use crate::printer::Printer;

/// Settings, the printer, and a runtime that is started only when a command needs the network.
pub(crate) struct Session {
    pub(crate) context: Context,
    pub(crate) printer: Arc<Printer>,
    pub(crate) invocation: Invocation,
    /// What the process ends with where nothing failed.
    pub(crate) exit_code: Cell<u8>,
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
            exit_code: Cell::new(0),
            runtime: OnceCell::new(),
        }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.context.settings
    }

    /// The time, at the place where we are.
    pub(crate) fn now() -> Moment {
        Moment::new(jiff::Timestamp::now(), crate::local_time::zone())
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

    /// Runs an operation on releases. The first Ctrl-C or SIGTERM asks it to stop, so that it can record that it failed; the
    /// second drops it.
    pub(crate) fn operate<T, F>(&self, operation: impl FnOnce(Stop) -> F) -> actions::Result<T>
    where
        F: Future<Output = actions::Result<T>>,
    {
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let interrupted = || Failure::new(Kind::Interrupted, "interrupted");
        let runtime = self.runtime.get_or_init(|| start(&mut tokio::runtime::Builder::new_current_thread()));
        let result = runtime.block_on(async {
            let mut operation = std::pin::pin!(operation(stopped));
            tokio::select! {
                result = &mut operation => return result,
                () = signal() => {}
            }
            if stop.send(true).is_err() {
                return Err(interrupted());
            }
            self.printer.note("stopping; once more to stop at once");
            tokio::select! {
                result = operation => result,
                () = signal() => Err(interrupted()),
            }
        });
        self.printer.finish();
        result
    }

    /// The chart that the user means; a runtime is started only if it has to be fetched.
    pub(crate) fn chart(&self, source: &SourceFlags, reference: &str) -> actions::Result<Chart> {
        self.read_chart(source, reference, Failure::of_chart)
    }

    /// The same chart for `show`, which says otherwise in Helm's words what is no chart.
    pub(crate) fn shown_chart(&self, source: &SourceFlags, reference: &str) -> actions::Result<Chart> {
        self.read_chart(source, reference, |error, _| error.into())
    }

    fn read_chart(
        &self,
        source: &SourceFlags,
        reference: &str,
        failed: impl Fn(chart::Error, &Path) -> Failure,
    ) -> actions::Result<Chart> {
        let query = source.query(reference);
        let mut warnings = vec![];
        let chart = match actions::locate::on_disk(self.settings(), &query)? {
            Some(path) => {
                if query.verify {
                    actions::verify(&self.context, &path, query.keyring.as_deref())?;
                }
                Chart::load_reporting(&path, &mut warnings).map_err(|error| failed(error, &path))?
            }
            None => {
                let found = self.block_on(actions::locate::download(&self.context, &query, query.verify))?;
                Chart::from_archive(&found.file_name, &found.archive)?
            }
        };
        for warning in &warnings {
            self.printer.diagnostic(warning);
        }
        Ok(chart)
    }

    /// The same on several threads, for a server; the future handles signals itself.
    pub(crate) fn block_on_threads<T>(
        &self,
        future: impl Future<Output = actions::Result<T>>,
    ) -> actions::Result<T> {
        start(&mut tokio::runtime::Builder::new_multi_thread()).block_on(future)
    }
}

/// Becomes ready when the user, or whoever runs us, wants us to stop.
async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut terminated) => drop(terminated.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}

#[expect(clippy::expect_used, reason = "without threads and timers there is nothing left to try")]
fn start(builder: &mut tokio::runtime::Builder) -> tokio::runtime::Runtime {
    builder.enable_all().build().expect("the operating system gives us a runtime")
}
