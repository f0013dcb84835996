//! In which order are examples learned? One that looks like chance and is the same everywhere.

/// Shuffles by Marsaglia's xorshift generator: a seed gives the same orders on every machine.
#[derive(Clone, Copy, Debug)]
pub struct Order(u64);

impl Order {
    /// Begins with a seed, which must not be zero.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Brings all into a new order (Fisher–Yates).
    pub fn shuffle(&mut self, all: &mut [usize]) {
        for i in (1..all.len()).rev() {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            all.swap(i, usize::try_from(self.0 % (i as u64 + 1)).unwrap_or(0));
        }
    }
}
