//! Randomness: a source that is handed in, so that a render can be repeated, and what Sprig draws from it.

use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};

use crate::Error;

/// A cryptographic source of random bytes.
#[derive(Clone, Debug)]
pub struct Random(StdRng);

impl Random {
    /// A source seeded by the operating system.
    pub fn system() -> Self {
        Self(StdRng::from_os_rng())
    }

    /// A source that always draws the same, for tests and repeated renders.
    pub fn seeded(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// Another source that draws differently from this one, and the same again from an equal one.
    pub fn fork(&mut self) -> Self {
        let mut seed = [0; 32];
        self.0.fill_bytes(&mut seed);
        Self(StdRng::from_seed(seed))
    }

    /// Fills the buffer.
    pub fn fill(&mut self, buffer: &mut [u8]) {
        self.0.fill_bytes(buffer);
    }

    /// A number below `bound`, each as likely as the others; zero for a bound of zero.
    pub fn below(&mut self, bound: u64) -> u64 {
        if bound < 2 {
            return 0;
        }
        // Draws beyond the last whole multiple are thrown away.
        let limit = u64::MAX - (u64::MAX % bound + 1) % bound;
        loop {
            let drawn = self.0.next_u64();
            if drawn <= limit {
                return drawn % bound;
            }
        }
    }

    fn pick(&mut self, count: i64, set: &[u8]) -> String {
        (0..count.max(0)).map(|_| char::from(set[self.below(set.len() as u64) as usize])).collect()
    }

    /// Letters and digits.
    pub fn alpha_numeric(&mut self, count: i64) -> String {
        self.pick(count, b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    }

    /// Letters.
    pub fn alphabetic(&mut self, count: i64) -> String {
        self.pick(count, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    }

    /// Digits.
    pub fn numeric(&mut self, count: i64) -> String {
        self.pick(count, b"0123456789")
    }

    /// Printable ASCII, the blank included.
    pub fn ascii(&mut self, count: i64) -> String {
        (0..count.max(0)).map(|_| char::from(b' ' + self.below(95) as u8)).collect()
    }

    /// That many bytes.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut buffer = vec![0; count];
        self.fill(&mut buffer);
        buffer
    }

    /// An integer of at least `low` and below `high`.
    ///
    /// # Errors
    /// [`Error::EmptyRange`] if there is none.
    pub fn integer(&mut self, low: i64, high: i64) -> Result<i64, Error> {
        let width = high.wrapping_sub(low);
        if width <= 0 {
            return Err(Error::EmptyRange);
        }
        Ok(low.wrapping_add(self.below(width as u64) as i64))
    }

    /// The characters in another order.
    pub fn shuffle(&mut self, text: &str) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        for last in (1..chars.len()).rev() {
            chars.swap(last, self.below(last as u64 + 1) as usize);
        }
        chars.into_iter().collect()
    }

    /// A random UUID (version 4).
    pub fn uuid(&mut self) -> String {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid().hyphenated().to_string()
    }
}

/// The generation of traits that `rsa` and the other key libraries take.
impl rsa::rand_core::RngCore for Random {
    fn next_u32(&mut self) -> u32 {
        self.0.next_u32()
    }

    fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    fn fill_bytes(&mut self, dest: &mut [u8]) {
        self.0.fill_bytes(dest);
    }

    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), rsa::rand_core::Error> {
        self.0.fill_bytes(dest);
        Ok(())
    }
}

impl rsa::rand_core::CryptoRng for Random {}
