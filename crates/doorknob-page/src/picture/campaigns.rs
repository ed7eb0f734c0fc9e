//! All incidents on one time line: what ran beside what.

use super::axis::Axis;
use super::{cut, svg, text, tick_labels};
use crate::markup::{Markup, escaped};
use crate::phrases;
use askama::filters::Safe;
use doorknob_event::incident::Incident;

/// Rows drawn; the list below has them all.
pub(crate) const ROWS_MAX: usize = 24;

/// Each incident with its anchor, in order. `None` where there is nothing to compare.
pub(crate) fn campaigns(incidents: &[(String, &Incident)]) -> Option<Markup> {
    let first = incidents.iter().map(|(_, incident)| incident.first_seen).min()?;
    let last = incidents.iter().map(|(_, incident)| incident.last_seen).max()?;
    if incidents.len() < 2 || last <= first {
        return None;
    }
    let shown = incidents.get(..ROWS_MAX).unwrap_or(incidents);
    let axis = Axis { first, last, left: 250.0, right: 850.0 };
    let bottom = 8.0 + shown.len() as f64 * 20.0;
    let mut content = String::new();
    for tick in axis.ticks(6) {
        content.push_str(&format!("<path class=\"grid\" d=\"M{:.0} 4V{bottom:.0}\"/>", tick.x));
    }
    content.push_str(&tick_labels(&axis, 6, bottom + 16.0));
    for (row, (anchor, incident)) in shown.iter().enumerate() {
        let y = 8.0 + row as f64 * 20.0;
        let (from, to) = (axis.x(incident.first_seen), axis.x(incident.last_seen));
        let width = (to - from).max(5.0);
        content.push_str(&format!(
            "<a href=\"#{anchor}\"><title>{}</title>{}<rect class=\"bar-{}\" x=\"{:.1}\" y=\"{:.0}\" width=\"{width:.1}\" height=\"11\" rx=\"3\"/></a>",
            escaped(&incident.title),
            text(244.0, y + 11.0, "row end", &cut(&label(incident), 38)),
            incident.severity.word(),
            from.min(845.0),
            y + 2.0,
        ));
    }
    // It holds links, so it is a group and not one image.
    let drawn = svg("chart", 860.0, bottom + 24.0, "Incidents over time", &content);
    Some(Safe(drawn.replacen("role=\"img\"", "role=\"group\"", 1)))
}

fn label(incident: &Incident) -> String {
    format!("{}: {}", incident.class, phrases::who(incident))
}
