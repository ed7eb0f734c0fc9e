//! Failures of the whole run over time, those of attacks beside the others: the trend on page one.

use super::axis::Axis;
use super::{svg, text, tick_labels};
use crate::markup::Markup;
use crate::tries::HourOfFailures;
use askama::filters::Safe;
use doorknob_event::time::{DAY, EventTime, HOUR};
use doorknob_report::quantity::{count, duration};
use std::collections::BTreeMap;

/// Most bars.
const BARS_MAX: i64 = 100;

/// Widths of a bar.
const WIDTHS: &[i64] = &[HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 30 * DAY, 365 * DAY];

/// Empty without failures in at least two bars.
pub(crate) fn trend(hours: &BTreeMap<EventTime, HourOfFailures>) -> Option<Markup> {
    let (first, last) = (*hours.first_key_value()?.0, *hours.last_key_value()?.0);
    let fits = |width: &&i64| last.bin(**width) - first.bin(**width) < BARS_MAX;
    let width = WIDTHS.iter().find(fits).copied().unwrap_or(365 * DAY);
    let (begin, end) = (first.bin(width), last.bin(width) + 1);
    if end - begin < 2 {
        return None;
    }
    let mut bars: BTreeMap<i64, HourOfFailures> = BTreeMap::new();
    for (hour, failures) in hours {
        let bar = bars.entry(hour.bin(width)).or_default();
        bar.all = bar.all.saturating_add(failures.all);
        bar.attacks = bar.attacks.saturating_add(failures.attacks.min(failures.all));
    }
    let highest = bars.values().map(|bar| bar.all).max().unwrap_or(1).max(1);
    let axis =
        Axis { first: EventTime(begin * width), last: EventTime(end * width), left: 4.0, right: 456.0 };
    let wide = 452.0 / (end - begin) as f64;
    let (mut attacks, mut others) = (String::new(), String::new());
    for (at, bar) in &bars {
        let x = 4.0 + (at - begin) as f64 * wide;
        let high = |failures: u64| failures as f64 / highest as f64 * 80.0;
        let (attack, other) = (high(bar.attacks), high(bar.all - bar.attacks));
        let bar_width = wide * 0.86;
        if attack > 0.0 {
            let attack = attack.max(1.5);
            attacks.push_str(&format!("M{x:.1} 90v-{attack:.1}h{bar_width:.1}v{attack:.1}z"));
        }
        if other > 0.0 {
            let other = other.max(1.0);
            others.push_str(&format!("M{x:.1} {:.1}v-{other:.1}h{bar_width:.1}v{other:.1}z", 90.0 - attack));
        }
    }
    let mut content = format!(
        "<path class=\"other-bars\" d=\"{others}\"/><path class=\"attack-bars\" d=\"{attacks}\"/><path class=\"rule\" d=\"M4 90H456\"/>"
    );
    content.push_str(&tick_labels(&axis, 5, 106.0));
    let label =
        format!("Failed logons over time; a bar is {}, the highest {}", duration(width), count(highest));
    content.push_str(&text(
        456.0,
        122.0,
        "tick end",
        &format!("a bar is {}, the highest {}", duration(width), count(highest)),
    ));
    Some(Safe(svg("chart trend", 460.0, 126.0, &label, &content)))
}
