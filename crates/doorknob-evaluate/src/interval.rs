//! How sure a figure is: 95 % intervals, computed, never drawn from a clock or an unseeded generator.

use doorknob_simulate::random::Random;
use serde::Serialize;

/// Standard normal quantile of 97.5 %.
const Z: f64 = 1.959_963_985;

/// `hits` of `total`, with its interval.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize)]
pub struct Proportion {
    /// How many.
    pub hits: u64,
    /// Of how many.
    pub total: u64,
    /// Lower end of the 95 % interval, 0 to 1.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Proportion {
    /// With the interval of Wilson, which stays within 0 and 1 and does not claim certainty at either.
    /// It takes the trials as independent. Source: E. B. Wilson, "Probable Inference, the Law of Succession, and
    /// Statistical Inference", JASA 22 (1927).
    #[must_use]
    pub fn of(hits: u64, total: u64) -> Self {
        if total == 0 {
            return Proportion { hits, total, low: 0.0, high: 1.0 };
        }
        let n = total as f64;
        let share = hits as f64 / n;
        let middle = share + Z * Z / (2.0 * n);
        let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        let scale = 1.0 + Z * Z / n;
        Proportion {
            hits,
            total,
            low: ((middle - half) / scale).max(0.0),
            high: ((middle + half) / scale).min(1.0),
        }
    }

    /// How many of the items are so.
    pub fn count<T>(items: impl IntoIterator<Item = T>, mut is_so: impl FnMut(&T) -> bool) -> Self {
        let (mut hits, mut total) = (0, 0);
        for item in items {
            total += 1;
            hits += u64::from(is_so(&item));
        }
        Proportion::of(hits, total)
    }

    /// The share; `None` of nothing.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.total > 0).then(|| self.hits as f64 / self.total as f64)
    }
}

/// A number with its interval.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Estimate {
    /// The number; infinite (in JSON, null) for what never comes.
    pub value: f64,
    /// Lower end of the 95 % interval; equal to `value` where one world says nothing about others.
    pub low: f64,
    /// Upper end; infinite (in JSON, null) where it may be that it never comes.
    pub high: f64,
}

/// Events per world, with the interval of a Poisson count (Byar's approximation, which is close even at 0 and 1).
/// Source: Breslow and Day, "Statistical Methods in Cancer Research" II (1987), page 69.
#[must_use]
pub fn rate(count: u64, worlds: u64) -> Estimate {
    let worlds = worlds.max(1) as f64;
    let bound = |count: f64, sign: f64| {
        let root = 1.0 - 1.0 / (9.0 * count) + sign * Z / (3.0 * count.sqrt());
        count * root * root * root
    };
    let n = count as f64;
    Estimate {
        value: n / worlds,
        low: if count == 0 { 0.0 } else { bound(n, -1.0).max(0.0) / worlds },
        high: bound(n + 1.0, 1.0) / worlds,
    }
}

/// Resamples drawn; the percentiles of so many are steady to about a hundredth of the interval.
const RESAMPLES: usize = 1_000;
/// Seed of the resampling: any number, the same for ever.
const SEED: u64 = 0x00D0_0247;

/// A statistic over worlds, with the percentile interval of the bootstrap that draws whole worlds with replacement: what
/// happens within a world is not independent, worlds are. `None` where the statistic has no value.
/// Source: Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13.
pub fn over_worlds<T>(worlds: &[T], statistic: impl Fn(&[&T]) -> Option<f64>) -> Option<Estimate> {
    let all: Vec<&T> = worlds.iter().collect();
    let value = statistic(&all)?;
    if worlds.len() < 2 {
        return Some(Estimate { value, low: value, high: value });
    }
    let mut random = Random::new(SEED, 0);
    let mut drawn: Vec<f64> = (0..RESAMPLES)
        .filter_map(|_| {
            let sample: Vec<&T> = (0..worlds.len())
                .filter_map(|_| worlds.get(random.below(worlds.len() as u64) as usize))
                .collect();
            statistic(&sample)
        })
        .collect();
    drawn.sort_by(f64::total_cmp);
    let percentile = |share: f64| {
        let at = (share * drawn.len().saturating_sub(1) as f64).round() as usize;
        drawn.get(at).copied().unwrap_or(value)
    };
    Some(Estimate { value, low: percentile(0.025), high: percentile(0.975) })
}

/// Median of values where some never come and count as beyond all others: infinite when it is such a one, `None` of
/// nothing.
pub(crate) fn median(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let mut values: Vec<f64> = values.map(|value| value.unwrap_or(f64::INFINITY)).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len().saturating_sub(1) / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(one: f64, other: f64) -> bool {
        (one - other).abs() < 0.002
    }

    #[test]
    fn wilson_against_published_values() {
        // Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I, method 3.
        for (hits, total, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let proportion = Proportion::of(hits, total);
            assert!(near(proportion.low, low) && near(proportion.high, high), "{proportion:?}");
        }
        assert_eq!(Proportion::of(0, 0).share(), None);
    }

    #[test]
    fn a_rate_of_nothing_is_not_certain() {
        let none = rate(0, 20);
        assert_eq!((none.value, none.low), (0.0, 0.0));
        // Exact: -ln(0.025) / 20.
        assert!((none.high - 0.1844).abs() < 0.005, "{none:?}");
        let ten = rate(10, 1);
        // Exact: 4.795 and 18.39.
        assert!((ten.low - 4.795).abs() < 0.03 && (ten.high - 18.39).abs() < 0.03, "{ten:?}");
    }

    #[test]
    fn the_bootstrap_repeats_and_brackets() {
        let worlds: Vec<f64> = (0..20).map(|n| f64::from(n % 5)).collect();
        let mean = |sample: &[&f64]| Some(sample.iter().copied().sum::<f64>() / sample.len() as f64);
        let one = over_worlds(&worlds, mean).expect("a mean");
        assert_eq!(Some(one), over_worlds(&worlds, mean));
        assert!(one.low < 2.0 && 2.0 < one.high && one.low > 1.0 && one.high < 3.0, "{one:?}");
        assert!(over_worlds(&[1.0], mean).is_some_and(|alone| alone.low == alone.high));
    }

    #[test]
    fn missing_values_lie_beyond() {
        assert_eq!(median([Some(1.0), None, Some(3.0)].into_iter()), Some(3.0));
        assert_eq!(median([Some(1.0), None, None].into_iter()), Some(f64::INFINITY));
        assert_eq!(median(std::iter::empty()), None);
    }
}
