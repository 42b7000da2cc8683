//! The tree, drawn again and again on a terminal by a thread of its own, so that whoever tells an event never waits.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use release::Event;

use super::tree::Tree;

/// How often it is drawn.
const TICK: Duration = Duration::from_millis(120);
/// As many lines as the smallest usual terminal has, less those of a prompt.
const LINES: usize = 20;

/// A tree on the terminal; dropped, it is gone.
pub(super) struct Live {
    bars: MultiProgress,
    tree: Arc<Mutex<Tree>>,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Live {
    /// Shows an empty tree.
    pub(super) fn start() -> Self {
        let bars = MultiProgress::with_draw_target(ProgressDrawTarget::stderr());
        let tree = Arc::new(Mutex::new(Tree::new(Instant::now())));
        let (stop, stopped) = channel();
        let (shared, drawn) = (Arc::clone(&tree), bars.clone());
        let thread = std::thread::spawn(move || {
            let mut rows: Vec<ProgressBar> = vec![];
            while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(TICK) {
                let lines =
                    shared.lock().unwrap_or_else(PoisonError::into_inner).lines(Instant::now(), LINES);
                draw(&drawn, &mut rows, lines);
            }
        });
        Self { bars, tree, stop: Some(stop), thread: Some(thread) }
    }

    /// Takes an event into the tree.
    pub(super) fn take(&self, event: &Event) {
        self.tree.lock().unwrap_or_else(PoisonError::into_inner).take(event, Instant::now());
    }

    /// Prints above the tree.
    pub(super) fn suspend(&self, print: impl FnOnce()) {
        self.bars.suspend(print);
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // Had it panicked there would be nothing left to draw, which is what is wanted.
            let _ = thread.join();
        }
        // A terminal that cannot be cleared keeps its last lines.
        let _ = self.bars.clear();
    }
}

/// Makes the rows on the terminal those of the tree; each is cut at the terminal's width.
fn draw(bars: &MultiProgress, rows: &mut Vec<ProgressBar>, lines: Vec<String>) {
    while rows.len() > lines.len() {
        if let Some(row) = rows.pop() {
            row.finish_and_clear();
            bars.remove(&row);
        }
    }
    while rows.len() < lines.len() {
        let style = ProgressStyle::with_template("{wide_msg}");
        let row =
            ProgressBar::new_spinner().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        rows.push(bars.add(row));
    }
    for (row, line) in rows.iter().zip(lines) {
        row.set_message(line);
        row.tick();
    }
}
