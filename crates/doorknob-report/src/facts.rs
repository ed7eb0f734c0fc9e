//! Labels at the left, what they say at the right, wrapped under itself.

use crate::line::Line;
use crate::quantity::count;
use crate::style::{Role, Style};
use std::io::{self, Write};

/// Column where the right side begins, counted within the block.
pub(crate) const LABEL_COLUMNS: usize = 10;

/// Writes one fact: a label (may be empty) and its lines, all wrapped to the measure.
pub(crate) fn write_fact(out: &mut dyn Write, style: Style, label: Line, lines: &[Line]) -> io::Result<()> {
    write_fact_at(out, style, LABEL_COLUMNS, label, lines)
}

/// The same with the right side at another column.
pub(crate) fn write_fact_at(
    out: &mut dyn Write,
    style: Style,
    at: usize,
    label: Line,
    lines: &[Line],
) -> io::Result<()> {
    let room = style.measure().saturating_sub(at);
    let mut label = Some(label);
    for line in lines.iter().flat_map(|line| line.wrapped(room)) {
        let label = label.take().unwrap_or_default();
        if label.is_empty() && line.is_empty() {
            writeln!(out)?;
            continue;
        }
        let pad = at.saturating_sub(label.width()).max(usize::from(!label.is_empty()));
        label.write(out, style)?;
        write!(out, "{:pad$}", "")?;
        line.write(out, style)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Columns that the right side has.
pub(crate) fn room(style: Style) -> usize {
    style.measure().saturating_sub(LABEL_COLUMNS)
}

/// `head` and `items` joined by commas, as many as fit into `rows` lines of `width` columns, then how many more there
/// are. `total` counts those too that were never handed over. At least one item is shown.
pub(crate) fn listed(head: &str, items: &[String], total: u64, width: usize, rows: usize) -> String {
    let with = |shown: usize| {
        let mut text = format!("{head}{}", items.get(..shown).unwrap_or(items).join(", "));
        let left = total.saturating_sub(shown as u64);
        if left > 0 {
            text.push_str(&format!(" and {} more", count(left)));
        }
        text
    };
    let fits = |shown: &usize| Line::text(with(*shown)).wrapped(width).len() <= rows;
    // A list that is cut fills its lines: the longest that fits is near the columns there are.
    let most = items.len().min(width * rows);
    let shown = (1..=most).rev().find(fits).unwrap_or_else(|| most.min(1));
    with(shown)
}

/// A faint label.
pub(crate) fn label(text: &str) -> Line {
    Line::of(Role::Faint, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_tell_how_many_are_left_out() {
        let items: Vec<String> = (0..100).map(|n| format!("user{n:02}")).collect();
        assert_eq!(listed("", &items[..3], 3, 60, 1), "user00, user01, user02");
        assert_eq!(listed("3: ", &items, 1_500, 40, 1), "3: user00, user01, user02 and 1,497 more");
        assert_eq!(listed("", &items[..1], 1, 10, 1), "user00");
        assert_eq!(listed("", &items[..1], 1, 2, 1), "user00");
        assert_eq!(listed("", &[], 0, 10, 1), "");
        assert_eq!(listed("", &[], 9, 10, 1), " and 9 more");
    }
}
