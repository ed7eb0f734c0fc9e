//! Pictures as inline SVG: they need no script, print well, and take their colours from the page's style sheet.
//!
//! Many marks of one look are one path, so that a mark costs about nine bytes.

pub(crate) mod axis;
pub(crate) mod calendar;
pub(crate) mod campaigns;
pub(crate) mod hours;
pub(crate) mod spark;
pub(crate) mod time_by_account;
pub(crate) mod who_on_whom;

use crate::markup::escaped;

/// Sources with a colour of their own; further ones share one.
pub(crate) const COLOURS: usize = 7;

/// Name of the colour class of the `at`-th source.
pub(crate) fn colour(at: usize) -> String {
    format!("s{}", at.min(COLOURS))
}

/// A text element; `class` and `anchor` are our own words.
fn text(x: f64, y: f64, class: &str, text: &str) -> String {
    format!("<text x=\"{x:.0}\" y=\"{y:.0}\" class=\"{class}\">{}</text>", escaped(text))
}

/// Columns that a label takes.
const LABEL: f64 = 66.0;

/// The labels of an axis; one that would stick out at the right ends there, one that would touch another is left out.
fn tick_labels(axis: &axis::Axis, most: i64, y: f64) -> String {
    let mut labels = String::new();
    let mut taken = f64::NEG_INFINITY;
    for tick in axis.ticks(most) {
        let sticks_out = tick.x > axis.right - LABEL / 2.0;
        let left = if sticks_out { axis.right - LABEL } else { tick.x - LABEL / 2.0 };
        if left < taken {
            continue;
        }
        taken = left + LABEL;
        labels.push_str(&match sticks_out {
            true => text(axis.right, y, "tick end", &tick.label),
            false => text(tick.x, y, "tick", &tick.label),
        });
    }
    labels
}

/// At most `limit` characters, the last an ellipsis where something is left out.
pub(crate) fn cut(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let kept: String = text.chars().take(limit.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// An SVG with a name for those who do not see it.
fn svg(class: &str, width: f64, height: f64, label: &str, content: &str) -> String {
    format!(
        "<svg class=\"{class}\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" aria-label=\"{}\">{content}</svg>",
        escaped(label)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_by_characters() {
        assert_eq!(cut("管理者管理者", 4), "管理者…");
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abc", 0), "…");
    }
}
