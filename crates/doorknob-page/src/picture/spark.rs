//! The 48 bins of an incident as small bars: in a line of text, or as a picture of its own.

use super::axis::Axis;
use super::{svg, text, tick_labels};
use crate::markup::Markup;
use crate::phrases::instant;
use askama::filters::Safe;
use doorknob_event::incident::Timeline;
use doorknob_event::time::SECOND;
use doorknob_report::quantity::{count, duration};

/// Bars without labels, 3 units wide each.
pub(crate) fn spark(timeline: &Timeline) -> Option<Markup> {
    let (path, width) = bars(timeline, 0.0, 3.0, 20.0)?;
    Some(Safe(format!(
        "<svg class=\"spark\" viewBox=\"0 0 {width:.0} 20\" aria-hidden=\"true\"><path d=\"{path}\"/></svg>"
    )))
}

/// Bars with an axis.
pub(crate) fn picture(timeline: &Timeline) -> Option<Markup> {
    let bin = ticks_of_a_bin(timeline)?;
    let wide = 820.0 / timeline.failures.len().max(1) as f64;
    let (path, _) = bars(timeline, 20.0, wide, 90.0)?;
    let end = timeline.start.plus(bin.saturating_mul(timeline.failures.len() as i64));
    let axis = Axis { first: timeline.start, last: end, left: 20.0, right: 840.0 };
    let highest = timeline.failures.iter().copied().max().unwrap_or(0);
    let mut content = format!("<path class=\"bars\" d=\"{path}\"/><path class=\"rule\" d=\"M20 90H840\"/>");
    content.push_str(&tick_labels(&axis, 7, 106.0));
    let label = format!(
        "Failed tries from {} on; a bar is {}, the highest {}",
        instant(timeline.start),
        duration(bin),
        count(highest)
    );
    content.push_str(&text(
        840.0,
        122.0,
        "tick end",
        &format!("a bar is {}, the highest {}", duration(bin), count(highest)),
    ));
    Some(Safe(svg("chart", 860.0, 126.0, &label, &content)))
}

fn ticks_of_a_bin(timeline: &Timeline) -> Option<i64> {
    let seconds = timeline.bin_seconds;
    let drawable =
        seconds.is_finite() && seconds > 0.0 && timeline.failures.iter().any(|failures| *failures > 0);
    drawable.then_some((seconds * SECOND as f64) as i64)
}

/// The bars' outline as one line, since there may be hundreds of these; and how wide they are together.
fn bars(timeline: &Timeline, left: f64, wide: f64, height: f64) -> Option<(String, f64)> {
    ticks_of_a_bin(timeline)?;
    let highest = timeline.failures.iter().copied().max().unwrap_or(0).max(1);
    let mut path = format!("M{left:.0} {height:.0}");
    let mut high_before = 0;
    for (at, failures) in timeline.failures.iter().enumerate() {
        // The least that is not nothing is still seen.
        let high = match failures {
            0 => 0,
            some => ((*some as f64 / highest as f64 * height).round() as i64).max(2),
        };
        if high != high_before {
            let from = left + at as f64 * wide;
            path.push_str(&format!("H{}v{}", short(from), high_before - high));
            high_before = high;
        }
    }
    let end = left + timeline.failures.len() as f64 * wide;
    path.push_str(&format!("H{}v{high_before}z", short(end)));
    Some((path, timeline.failures.len() as f64 * wide))
}

/// With a decimal only where there is one.
fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}
