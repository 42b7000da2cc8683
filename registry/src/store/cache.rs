//! Small content in memory.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;

use crate::reference::Digest;

/// Locks, so that readers on several cores seldom meet.
const SHARDS: usize = 16;

/// Content by digest, bounded in bytes.
///
/// Each shard keeps two generations: what is read moves to the young one; when that has half of the space,
/// it becomes the old one and the former old one is dropped. That is nearly "least recently used", at the
/// cost of one lookup.
#[derive(Debug)]
pub(crate) struct Cache {
    shards: [Mutex<Shard>; SHARDS],
    /// Bytes that a generation of a shard may hold.
    generation: usize,
}

#[derive(Debug, Default)]
struct Shard {
    young: HashMap<Digest, Bytes>,
    old: HashMap<Digest, Bytes>,
    size: usize,
}

impl Cache {
    /// A cache of at most `capacity` bytes of content.
    pub(crate) fn new(capacity: usize) -> Self {
        Self { shards: Default::default(), generation: capacity / SHARDS / 2 }
    }

    /// The content, if it is here.
    pub(crate) fn get(&self, digest: &Digest) -> Option<Bytes> {
        let mut shard = self.shard(digest);
        if let Some(bytes) = shard.young.get(digest) {
            return Some(bytes.clone());
        }
        let bytes = shard.old.remove(digest)?;
        shard.insert(digest.clone(), bytes.clone(), self.generation);
        Some(bytes)
    }

    /// Keeps content, unless it alone is too large for a generation.
    pub(crate) fn insert(&self, digest: Digest, bytes: Bytes) {
        let mut shard = self.shard(&digest);
        if bytes.len() <= self.generation && !shard.young.contains_key(&digest) {
            shard.insert(digest, bytes, self.generation);
        }
    }

    fn shard(&self, digest: &Digest) -> std::sync::MutexGuard<'_, Shard> {
        // The digits are as good as a hash.
        let index = usize::from(digest.hex().as_bytes()[0]) + 16 * usize::from(digest.hex().as_bytes()[1]);
        self.shards[index % SHARDS].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shard {
    fn insert(&mut self, digest: Digest, bytes: Bytes, generation: usize) {
        if self.size + bytes.len() > generation {
            self.old = std::mem::take(&mut self.young);
            self.size = 0;
        }
        self.size += bytes.len();
        self.young.insert(digest, bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_within_its_bytes_and_keeps_what_is_read() {
        let cache = Cache::new(64 << 10);
        let favourite = Digest::of(b"favourite");
        cache.insert(favourite.clone(), Bytes::from(vec![1; 100]));
        for n in 0..10_000u32 {
            cache.insert(Digest::of(&n.to_le_bytes()), Bytes::from(vec![0; 100]));
            assert!(cache.get(&favourite).is_some(), "after {n}");
        }
        let held: usize = cache
            .shards
            .iter()
            .map(|shard| {
                let shard = shard.lock().unwrap();
                shard.young.values().chain(shard.old.values()).map(Bytes::len).sum::<usize>()
            })
            .sum();
        assert!(held <= 64 << 10, "{held}");
    }

    #[test]
    fn too_large_content_is_not_kept() {
        let cache = Cache::new(3200);
        let digest = Digest::of(b"x");
        cache.insert(digest.clone(), Bytes::from(vec![0; 101]));
        assert!(cache.get(&digest).is_none());
    }
}
