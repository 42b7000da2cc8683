//! How fast requests may follow each other, where the user limits it: a bucket of tokens, as Kubernetes' clients have it.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// A bucket that holds some tokens, one for each request, and gets new ones at a steady rate.
pub(super) struct Pace {
    per_second: f64,
    size: f64,
    /// The tokens that were there at a time.
    state: Mutex<(f64, Instant)>,
}

impl Pace {
    /// Lets `burst` requests pass at once, and so many per second after them; nothing where there is no limit.
    pub(super) fn new(per_second: f32, burst: u32) -> Option<Self> {
        let size = f64::from(burst.max(1));
        (per_second > 0.0).then(|| Self {
            per_second: f64::from(per_second),
            size,
            state: Mutex::new((size, Instant::now())),
        })
    }

    /// Waits for a token and takes it.
    pub(super) async fn wait(&self) {
        while let Some(pause) = self.take() {
            tokio::time::sleep(pause).await;
        }
    }

    /// Takes a token, or tells how long it takes until there is one.
    fn take(&self) -> Option<Duration> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let fresh = now.duration_since(state.1).as_secs_f64() * self.per_second;
        let tokens = (state.0 + fresh).min(self.size);
        let missing = 1.0 - tokens;
        *state = (if missing > 0.0 { tokens } else { tokens - 1.0 }, now);
        (missing > 0.0).then(|| Duration::from_secs_f64(missing / self.per_second))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_burst_passes_and_the_rest_follows_at_the_rate() {
        assert!(Pace::new(0.0, 5).is_none());
        // So slow that no machine gets a fourth token while it looks.
        let slow = Pace::new(0.001, 3).unwrap();
        for _ in 0..3 {
            slow.wait().await;
        }
        let pause = slow.take().unwrap();
        assert!(pause > Duration::from_secs(500) && pause <= Duration::from_secs(1000), "{pause:?}");

        let pace = Pace::new(100.0, 3).unwrap();
        let start = Instant::now();
        for _ in 0..13 {
            pace.wait().await;
        }
        assert!(start.elapsed() >= Duration::from_millis(95), "{:?}", start.elapsed());
    }
}
