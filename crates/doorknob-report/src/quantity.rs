//! Numbers as a person reads them.

use doorknob_event::time::{DAY, HOUR, MINUTE, SECOND};

/// `4211` as `4,211`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// `1 file`, `2 files`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// Bytes in powers of 1,000: `512 bytes`, `12.4 MB`.
pub fn bytes(number: u64) -> String {
    let units = [(1_000_000_000_000, "TB"), (1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match units.into_iter().find(|(size, _)| number >= *size) {
        None => counted(number, "byte", "bytes"),
        Some((size, unit)) => {
            let value = number as f64 / size as f64;
            if value < 99.95 { format!("{value:.1} {unit}") } else { format!("{value:.0} {unit}") }
        }
    }
}

/// A duration in ticks of 100 ns, to two units: `0.8 s`, `2 min 43 s`, `3 h`, `7 d 2 h`. Negative ones count as zero.
pub fn duration(ticks: i64) -> String {
    let ticks = ticks.max(0);
    if ticks < 10 * SECOND {
        let milliseconds = (ticks + 5_000) / 10_000;
        return match (ticks, milliseconds % 1000) {
            (0, _) => "0 s".to_owned(),
            (_, _) if milliseconds == 0 => "under 1 ms".to_owned(),
            (_, 0) => format!("{} s", milliseconds / 1000),
            _ if milliseconds < 100 => format!("{milliseconds} ms"),
            _ => format!("{:.1} s", milliseconds as f64 / 1000.0),
        };
    }
    let steps = [(DAY, "d", HOUR, "h"), (HOUR, "h", MINUTE, "min"), (MINUTE, "min", SECOND, "s")];
    for (large, large_unit, small, small_unit) in steps {
        let rounded = (ticks + small / 2) / small * small;
        if rounded >= large {
            let (whole, rest) = (rounded / large, rounded % large / small);
            let head = format!("{} {large_unit}", count(whole.unsigned_abs()));
            return if rest == 0 { head } else { format!("{head} {rest} {small_unit}") };
        }
    }
    format!("{} s", (ticks + SECOND / 2) / SECOND)
}

/// A probability: `98 %`, never rounded to a certainty.
pub fn percent(probability: f64) -> String {
    let hundredths = (probability * 100.0).round();
    if hundredths >= 100.0 {
        ">99 %".to_owned()
    } else if hundredths < 1.0 || hundredths.is_nan() {
        "<1 %".to_owned()
    } else {
        format!("{hundredths:.0} %")
    }
}

/// How much less likely something is that lost by `nats`: `1,300 times less likely`.
pub fn less_likely_by(nats: f64) -> String {
    let direction = if nats < 0.0 { "more" } else { "less" };
    let times = nats.abs().exp();
    if times.is_nan() || times < 1.1 {
        "about as likely".to_owned()
    } else if times < 9.95 {
        format!("{times:.1} times {direction} likely")
    } else if times < 1e6 {
        format!("{} times {direction} likely", count(two_digits(times)))
    } else {
        format!("over a million times {direction} likely")
    }
}

/// Rounded to two significant digits: more would claim a precision that weights set by hand do not have.
fn two_digits(value: f64) -> u64 {
    let step = 10f64.powf(value.log10().floor() - 1.0).max(1.0);
    ((value / step).round() * step) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_bytes() {
        for (number, wanted) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(count(number), wanted);
        }
        assert_eq!(counted(1, "file", "files"), "1 file");
        assert_eq!(counted(0, "file", "files"), "0 files");
        let table = [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1.0 kB"),
            (12_400_000, "12.4 MB"),
            (512_000_000, "512 MB"),
            (3_000_000_000_000, "3.0 TB"),
        ];
        for (number, wanted) in table {
            assert_eq!(bytes(number), wanted);
        }
    }

    #[test]
    fn durations_have_two_units() {
        let table = [
            (0, "0 s"),
            (1, "under 1 ms"),
            (SECOND / 1000 * 17, "17 ms"),
            (SECOND / 10 * 8, "0.8 s"),
            (SECOND, "1 s"),
            (10 * SECOND, "10 s"),
            (163 * SECOND, "2 min 43 s"),
            (59 * SECOND + 9 * SECOND / 10, "1 min"),
            (2 * HOUR + 42 * MINUTE + 10 * SECOND, "2 h 42 min"),
            (3 * HOUR, "3 h"),
            (7 * DAY + 2 * HOUR, "7 d 2 h"),
            (-5, "0 s"),
        ];
        for (ticks, wanted) in table {
            assert_eq!(duration(ticks), wanted);
        }
    }

    #[test]
    fn probabilities_are_never_certain() {
        let table = [
            (1.0, ">99 %"),
            (0.996, ">99 %"),
            (0.98, "98 %"),
            (0.001, "<1 %"),
            (f64::NAN, "<1 %"),
            (0.5, "50 %"),
        ];
        for (probability, wanted) in table {
            assert_eq!(percent(probability), wanted);
        }
        let table = [
            (0.0, "about as likely"),
            (1.0, "2.7 times less likely"),
            (7.2, "1,300 times less likely"),
            (40.0, "over a million times less likely"),
            (-3.0, "20 times more likely"),
            (f64::NAN, "about as likely"),
        ];
        for (nats, wanted) in table {
            assert_eq!(less_likely_by(nats), wanted);
        }
    }
}
