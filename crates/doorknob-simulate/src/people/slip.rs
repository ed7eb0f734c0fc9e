//! Wrong passwords typed by their owners.

use crate::random::Random;
use crate::time::SECOND;

/// Wrong tries before the right one, as times after the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// Times of the wrong tries after the first try, 100 ns; the first is 0.
    pub wrong: Vec<i64>,
    /// Time of the right try after the first wrong one.
    pub right: i64,
}

/// Chance that the first try after a failure works, and each later one: Brostoff and Sasse's
/// 54 % by the third try and 93 % by the tenth.
const FIRST_RETRY: f64 = 0.46;
const LATER_RETRY: f64 = 0.27;

/// Draws a slip of at most `most` wrong tries. People take two seconds at least to type again, and
/// longer the longer it goes on.
pub fn slip(random: &mut Random, most: u32) -> Slip {
    let mut wrong = vec![0];
    let mut at = pause(random, 1);
    let mut chance = FIRST_RETRY;
    while (wrong.len() as u32) < most && !random.chance(chance) {
        wrong.push(at);
        chance = LATER_RETRY;
        at += pause(random, wrong.len());
    }
    Slip { wrong, right: at }
}

fn pause(random: &mut Random, tries: usize) -> i64 {
    let mean = 4.0 + 2.0 * tries as f64;
    (2.0 * SECOND as f64 + random.exponential(mean) * SECOND as f64) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_are_through_by_the_third_try() {
        let mut random = Random::new(3, 0);
        let slips: Vec<_> = (0..10_000).map(|_| slip(&mut random, 30)).collect();
        let by =
            |tries: usize| slips.iter().filter(|slip| slip.wrong.len() < tries).count() as f64 / 10_000.0;
        assert!((by(3) - 0.54).abs() < 0.08, "{}", by(3));
        assert!((by(10) - 0.93).abs() < 0.03, "{}", by(10));
        assert!(slips.iter().all(|slip| slip.wrong.windows(2).all(|pair| pair[1] - pair[0] >= 2 * SECOND)));
    }
}
