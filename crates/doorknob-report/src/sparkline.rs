//! A small picture of attempts over time.

use crate::line::Line;
use crate::moment;
use crate::quantity::{count, duration};
use crate::style::Role;
use doorknob_event::incident::{Severity, Timeline};
use doorknob_event::time::{EventTime, SECOND};

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Fewer bins than this show nothing that the figures beside them do not say.
const BINS_MIN: usize = 3;

/// Begin, bars, end, and what a bar stands for: on one line, or two where `width` is small. Empty where there is nothing
/// to draw.
///
/// Where even the bars do not fit, the bins are added up in pairs (or threes, ...) until they do.
pub(crate) fn picture(timeline: &Timeline, severity: Severity, width: usize) -> Vec<Line> {
    let seconds = timeline.bin_seconds;
    let drawable = timeline.failures.len() >= BINS_MIN
        && seconds.is_finite()
        && seconds > 0.0
        && timeline.failures.iter().any(|failures| *failures > 0);
    if !drawable {
        return Vec::new();
    }
    let drawn = |bins_a_bar| {
        let bars: Vec<u64> = timeline.failures.chunks(bins_a_bar).map(sum).collect();
        drawn(timeline.start, seconds * bins_a_bar as f64, &bars, severity)
    };
    let fitting = (1..timeline.failures.len()).map(drawn).find(|(bars, _)| bars.width() <= width);
    let (mut bars, legend) = fitting.unwrap_or_else(|| drawn(timeline.failures.len()));
    if bars.width() + 3 + legend.len() <= width {
        bars.push(Role::Faint, format!(" · {legend}"));
        return vec![bars];
    }
    vec![bars, Line::of(Role::Faint, legend)]
}

fn sum(bins: &[u64]) -> u64 {
    bins.iter().fold(0, |sum, failures| sum.saturating_add(*failures))
}

fn drawn(start: EventTime, seconds: f64, bars: &[u64], severity: Severity) -> (Line, String) {
    let highest = bars.iter().copied().max().unwrap_or(0);
    let ticks = (seconds * SECOND as f64) as i64;
    let end = start.plus(ticks.saturating_mul(bars.len() as i64));
    let days = moment::date(start) != moment::date(end);
    let label = |time| match end.since(start) {
        _ if days => moment::date(time),
        short if short < 10 * SECOND => moment::fine_clock(time),
        _ => moment::clock(time),
    };
    let mut line = Line::of(Role::Faint, format!("{} ", label(start)));
    line.push(Role::Of(severity), bars.iter().map(|failures| bar(*failures, highest)).collect::<String>());
    line.push(Role::Faint, format!(" {}", label(end)));
    (line, format!("a bar is {}, the highest {}", duration(ticks), count(highest)))
}

/// Nothing is a dot; the least that is not nothing is the lowest bar.
fn bar(failures: u64, highest: u64) -> char {
    if failures == 0 || highest == 0 {
        return '·';
    }
    let step = (u128::from(failures) * BARS.len() as u128).div_ceil(u128::from(highest));
    BARS.get(step as usize - 1).copied().unwrap_or('█')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timeline(failures: &[u64]) -> Timeline {
        let start = EventTime::parse("2024-03-14T13:00:00Z").expect("a time");
        Timeline { start, bin_seconds: 60.0, failures: failures.to_vec() }
    }

    fn shown(failures: &[u64], width: usize) -> Vec<String> {
        picture(&timeline(failures), Severity::High, width).iter().map(Line::plain).collect()
    }

    #[test]
    fn bars_are_relative_to_the_highest() {
        assert_eq!(
            shown(&[0, 1, 4, 8, 1000], 80),
            ["13:00:00 ·▁▁▁█ 13:05:00 · a bar is 1 min, the highest 1,000"]
        );
        for nothing in [&[][..], &[0, 0, 0, 0], &[4, 4]] {
            assert!(shown(nothing, 80).is_empty());
        }
        assert_eq!(shown(&[u64::MAX / 2; 4], 120).len(), 1);
    }

    #[test]
    fn a_narrow_terminal_gets_two_lines_then_fewer_bars() {
        assert_eq!(shown(&[1; 48], 120).len(), 1);
        let bars = |text: &str| text.chars().filter(|c| *c == '█').count();
        for (width, wanted) in [(70, 48), (50, 24), (10, 1)] {
            let lines = shown(&[1; 48], width);
            assert_eq!((lines.len(), lines.first().map(|line| bars(line))), (2, Some(wanted)), "{lines:?}");
        }
    }
}
