//! Chance that repeats: a seeded stream of numbers and the few distributions we draw from.
//!
//! The stream is ChaCha with 8 rounds. It is a published cipher with test vectors (RFC 8439 for
//! the block function), so no release of `rand_chacha` can change what a seed gives without being
//! wrong; and one seed has 2^64 independent streams, so that a user or an attack draws the same
//! numbers whatever else the world holds. The distributions are written here, and use `libm`
//! rather than the platform's mathematics, because both may differ between versions and machines.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A seeded source of chance.
#[derive(Debug, Clone)]
pub struct Random(ChaCha8Rng);

impl Random {
    /// The given stream of a seed. Equal arguments give equal numbers, for ever.
    #[must_use]
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut key = [0; 32];
        let mut state = seed;
        for word in key.chunks_exact_mut(8) {
            word.copy_from_slice(&split_mix(&mut state).to_le_bytes());
        }
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream(stream);
        Random(generator)
    }

    /// A generator of its own for a part, from the next number of this one.
    #[must_use]
    pub fn fork(&mut self) -> Self {
        Random::new(self.word(), 0)
    }

    /// 64 random bits.
    pub fn word(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A whole number in `0..bound`; 0 when the bound is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        // The high half of the product is uniform up to 2^-64 times the bound, which is far below
        // what any of our counts could show.
        ((u128::from(self.word()) * u128::from(bound)) >> 64) as u64
    }

    /// A whole number in `low..=high`; `low` when the range is empty.
    pub fn within(&mut self, low: i64, high: i64) -> i64 {
        if high <= low {
            return low;
        }
        low.wrapping_add_unsigned(self.below(high.abs_diff(low).saturating_add(1)))
    }

    /// A number in `0.0..1.0`.
    pub fn unit(&mut self) -> f64 {
        (self.word() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of the items.
    ///
    /// # Panics
    /// When there is none: callers pass constant tables and checked lists.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let index = self.below(items.len() as u64) as usize;
        items.get(index).expect("there is something to pick from")
    }

    /// Puts the items in random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last as u64 + 1) as usize;
            items.swap(last, other);
        }
    }

    /// Exponentially distributed with this mean: gaps between independent events.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * libm::log(1.0 - self.unit())
    }

    /// Between `low` and `high`, both positive, with every power equally likely: for sizes and
    /// paces whose scale is unknown.
    pub fn log_uniform(&mut self, low: f64, high: f64) -> f64 {
        libm::exp(libm::log(low) + self.unit() * (libm::log(high) - libm::log(low)))
    }

    /// Roughly normal (the sum of twelve uniform numbers), never beyond six deviations.
    pub fn normal(&mut self, mean: f64, deviation: f64) -> f64 {
        let sum: f64 = (0..12).map(|_| self.unit()).sum();
        mean + deviation * (sum - 6.0)
    }

    /// How many tries until one succeeds, at least 1, at most `most`.
    pub fn tries_until(&mut self, success: f64, most: u32) -> u32 {
        let mut tries = 1;
        while tries < most && !self.chance(success) {
            tries += 1;
        }
        tries
    }
}

/// Spreads a small seed over a key. Source: Steele, Lea, Flood, "Fast splittable pseudorandom
/// number generators" (OOPSLA 2014), the SplitMix64 variant of Vigna.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut word = *state;
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers themselves: a change would silently change every golden file.
    #[test]
    fn the_stream_of_a_seed_is_fixed() {
        let mut random = Random::new(1, 0);
        assert_eq!([random.word(), random.word()], STREAM_OF_SEED_1);
        assert_ne!(Random::new(1, 1).word(), STREAM_OF_SEED_1[0]);
        assert_ne!(Random::new(2, 0).word(), STREAM_OF_SEED_1[0]);
    }

    const STREAM_OF_SEED_1: [u64; 2] = [0xef72_eaf4_48a8_b558, 0x8a33_ba97_599a_55b3];

    #[test]
    fn ranges_are_kept_and_means_are_near() {
        let mut random = Random::new(7, 0);
        let mut sum = 0.0;
        for _ in 0..10_000 {
            assert!((3..=9).contains(&random.within(3, 9)));
            assert!((10.0..=1000.0).contains(&random.log_uniform(10.0, 1000.0)));
            assert!((1..=5).contains(&random.tries_until(0.3, 5)));
            sum += random.exponential(2.0);
        }
        assert!((sum / 10_000.0 - 2.0).abs() < 0.1);
        assert_eq!(random.within(5, 5), 5);
        assert_eq!(random.below(0), 0);
    }
}
