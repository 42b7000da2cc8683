//! What a terminal shows of work in progress: below everything else that is printed, and gone when the work is done.

use std::sync::{Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use release::Event;

use super::live::Live;

/// What is shown now.
#[derive(Default)]
pub(crate) struct Screen(Mutex<Shown>);

#[derive(Default)]
enum Shown {
    #[default]
    Nothing,
    Transfer(ProgressBar),
    Tree(Live),
}

impl Screen {
    /// Prints above what is shown.
    pub(crate) fn above(&self, print: impl FnOnce()) {
        match &*self.shown() {
            Shown::Nothing => print(),
            Shown::Transfer(bar) => bar.suspend(print),
            Shown::Tree(live) => live.suspend(print),
        }
    }

    /// Takes away what is shown.
    pub(crate) fn clear(&self) {
        if let Shown::Transfer(bar) = std::mem::take(&mut *self.shown()) {
            bar.finish_and_clear();
        }
    }

    /// Shows an event of a release in the tree.
    pub(crate) fn tree(&self, event: &Event) {
        let mut shown = self.shown();
        if !matches!(&*shown, Shown::Tree(_)) {
            *shown = Shown::Tree(Live::start());
        }
        if let Shown::Tree(live) = &*shown {
            live.take(event);
        }
    }

    /// Shows that a transfer began.
    pub(crate) fn transfer(&self, what: &str, total: Option<u64>) {
        let bar = match total {
            Some(bytes) => ProgressBar::new(bytes).with_style(
                ProgressStyle::with_template("{prefix} {bar:30} {bytes}/{total_bytes} {bytes_per_sec}")
                    .unwrap_or_else(|_| ProgressStyle::default_bar()),
            ),
            None => ProgressBar::new_spinner(),
        };
        bar.set_draw_target(ProgressDrawTarget::stderr());
        bar.set_prefix(what.to_owned());
        *self.shown() = Shown::Transfer(bar);
    }

    /// Shows how far the transfer is.
    pub(crate) fn transferred(&self, bytes: u64) {
        if let Shown::Transfer(bar) = &*self.shown() {
            bar.set_position(bytes);
        }
    }

    fn shown(&self) -> std::sync::MutexGuard<'_, Shown> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
