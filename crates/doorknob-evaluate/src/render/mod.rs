//! An evaluation as a table for a terminal, as JSON, and as the page `docs/accuracy.md`.

mod losses;
mod page;
mod table;

pub use page::page;
pub use table::table;

use crate::interval::{Estimate, Proportion};
use crate::summary::{AttackClass, Summary};
use crate::worlds::Evaluation;

/// The whole evaluation as one JSON document, with every attack, nuisance and false alarm of every world.
///
/// # Errors
/// Never in practice: every part can be written as JSON.
pub fn json(evaluation: &Evaluation) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(evaluation)
}

/// A number without digits that say nothing: two of the fraction below ten, one below a hundred, none above.
pub(crate) fn figure(value: f64) -> String {
    match value {
        value if value.is_infinite() => "never".into(),
        value if value == value.trunc() || value.abs() >= 100.0 => format!("{value:.0}"),
        value if value.abs() >= 10.0 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}

/// `97 %`; a share that is not whole is never rounded to 0 or 100.
pub(crate) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let rounded = percent.round();
    if (rounded == 100.0 || rounded == 0.0) && percent != rounded {
        format!("{percent:.1} %")
    } else {
        format!("{rounded:.0} %")
    }
}

/// `97 %`, or `-` of nothing.
pub(crate) fn share(proportion: &Proportion) -> String {
    proportion.share().map_or("-".into(), percent)
}

/// `432 of 440, 98 % (96 to 99)`.
pub(crate) fn share_in_full(proportion: &Proportion) -> String {
    let Some(share) = proportion.share() else { return "-".into() };
    format!(
        "{} of {}, {} ({:.0} to {:.0})",
        proportion.hits,
        proportion.total,
        percent(share),
        proportion.low * 100.0,
        proportion.high * 100.0
    )
}

/// The number, or `-` where there is none.
pub(crate) fn estimate(estimate: Option<&Estimate>) -> String {
    estimate.map_or("-".into(), |estimate| figure(estimate.value))
}

/// `1.04 (1.01 to 1.09)`.
pub(crate) fn estimate_in_full(estimate: Option<&Estimate>) -> String {
    let Some(estimate) = estimate else { return "-".into() };
    if estimate.low == estimate.high {
        return figure(estimate.value);
    }
    format!("{} ({} to {})", figure(estimate.value), figure(estimate.low), figure(estimate.high))
}

/// The figures by which tools are put beside each other: found, false alarms per world, precision, pieces, records,
/// technique, got in, mend, attempts.
pub(crate) fn key_figures(s: &Summary) -> [String; 9] {
    [
        share(&s.found),
        figure(s.false_alarms.value),
        share(&s.precision),
        estimate(s.incidents_per_attack.as_ref()),
        s.attributed.map_or("-".into(), |e| percent(e.value)),
        share(&s.technique_right),
        share(&s.compromises_named),
        share(&s.misconfigurations_machine),
        estimate(s.fast_attempts.as_ref()),
    ]
}

/// The figures of one kind of attack but how many were found: pieces, records, technique, got in, attempts, minutes.
pub(crate) fn class_figures(class: &AttackClass) -> [String; 6] {
    let number = |value: Option<f64>| value.map_or("-".into(), figure);
    [
        number(class.incidents_per_attack),
        class.attributed.map_or("-".into(), percent),
        share(&class.technique_right),
        share(&class.compromises_named),
        number(class.attempts),
        number(class.minutes),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_claim_no_more_than_they_know() {
        for (value, text) in [
            (1.0, "1"),
            (1.04, "1.04"),
            (12.34, "12.3"),
            (1234.5, "1234"),
            (0.0, "0"),
            (f64::INFINITY, "never"),
        ] {
            assert_eq!(figure(value), text);
        }
        for (share, text) in
            [(1.0, "100 %"), (0.999, "99.9 %"), (0.974, "97 %"), (0.001, "0.1 %"), (0.0, "0 %")]
        {
            assert_eq!(percent(share), text);
        }
        assert_eq!(share(&Proportion::of(0, 0)), "-");
        assert_eq!(share_in_full(&Proportion::of(19, 20)), "19 of 20, 95 % (76 to 99)");
    }
}
