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

/// Most who type the password every day slip with a finger or a shift key and see it.
const RETRY_AFTER_SLIP: f64 = 0.8;
/// One in eight has lost the password: a new one, a holiday, the one of another system. Without
/// these, and with them alone, a site of a thousand persons and a threshold of five would have
/// hardly a lockout or fifty a day; help desks report a few.
const LOST: f64 = 0.12;
/// Chance that the first try after a failure works for those, and each later one: Brostoff and
/// Sasse's 54 % by the third try and 93 % by the tenth, measured on passwords in weekly use.
const FIRST_RETRY: f64 = 0.46;
const LATER_RETRY: f64 = 0.27;

/// Draws a slip of at most `most` wrong tries. People take two seconds at least to type again, and
/// longer the longer it goes on.
pub fn slip(random: &mut Random, most: u32) -> Slip {
    let mut wrong = vec![0];
    let mut at = pause(random, 1);
    let (first, later) =
        if random.chance(LOST) { (FIRST_RETRY, LATER_RETRY) } else { (RETRY_AFTER_SLIP, RETRY_AFTER_SLIP) };
    let mut chance = first;
    while (wrong.len() as u32) < most && !random.chance(chance) {
        wrong.push(at);
        chance = later;
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
    fn most_slips_are_short_and_a_few_are_long() {
        let mut random = Random::new(3, 0);
        let slips: Vec<_> = (0..10_000).map(|_| slip(&mut random, 30)).collect();
        let longer = |tries: usize| slips.iter().filter(|slip| slip.wrong.len() >= tries).count();
        assert!((2_000..3_500).contains(&longer(2)), "{}", longer(2));
        // 0.12 of 0.54 * 0.73^3, and hardly any of the others.
        assert!((200..400).contains(&longer(5)), "{}", longer(5));
        assert!(slips.iter().all(|slip| slip.wrong.windows(2).all(|pair| pair[1] - pair[0] >= 2 * SECOND)));
    }
}
