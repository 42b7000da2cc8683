//! The tree, drawn again and again on a terminal by a thread of its own, so that whoever tells an event never waits.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use console::Term;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use release::Event;

use super::tree::{Size, Tree};

/// How often it is drawn.
const TICK: Duration = Duration::from_millis(120);
/// Lines that are left to what stands above.
const ABOVE: u16 = 3;

/// A tree on the terminal; dropped, it is gone.
pub(super) struct Live {
    bar: ProgressBar,
    tree: Arc<Mutex<Tree>>,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Live {
    /// Shows an empty tree.
    pub(super) fn start() -> Self {
        let style =
            ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_spinner());
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style);
        let tree = Arc::new(Mutex::new(Tree::new(Instant::now())));
        let (stop, stopped) = channel();
        let (shared, drawn) = (Arc::clone(&tree), bar.clone());
        let thread = std::thread::spawn(move || {
            while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(TICK) {
                // It may be made larger or smaller at any time.
                let (lines, columns) = Term::stderr().size();
                let size = Size { columns: columns.into(), lines: lines.saturating_sub(ABOVE).max(1).into() };
                let lines = shared.lock().unwrap_or_else(PoisonError::into_inner).lines(Instant::now(), size);
                // Nothing is filled up with blanks, which would be left behind where the terminal becomes narrower.
                drawn.set_message(lines.join("\n"));
            }
        });
        Self { bar, tree, stop: Some(stop), thread: Some(thread) }
    }

    /// Takes an event into the tree.
    pub(super) fn take(&self, event: &Event) {
        self.tree.lock().unwrap_or_else(PoisonError::into_inner).take(event, Instant::now());
    }

    /// Prints above the tree.
    pub(super) fn suspend(&self, print: impl FnOnce()) {
        self.bar.suspend(print);
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // Had it panicked there would be nothing left to draw, which is what is wanted.
            let _ = thread.join();
        }
        self.bar.finish_and_clear();
    }
}
