//! Sources at the left, accounts at the right, a band for the tries between them.

use super::time_by_account::Ranks;
use super::{COLOURS, colour, cut, svg, text};
use crate::markup::Markup;
use crate::phrases;
use crate::tries::{Ending, IncidentTries};
use askama::filters::Safe;
use doorknob_event::incident::Incident;
use doorknob_report::quantity::count;
use std::collections::BTreeMap;

/// Sources drawn; the others are one.
const SOURCES_MAX: usize = 12;
/// Accounts drawn; the others are one.
const ACCOUNTS_MAX: usize = 16;

const ROW: f64 = 22.0;
const TOP: f64 = 10.0;

#[derive(Default)]
struct Band {
    tries: u64,
    worst: Option<Ending>,
}

/// `None` where there are not several of either: nothing to see that the text does not say.
pub(crate) fn draw(incident: &Incident, tries: &IncidentTries) -> Option<Markup> {
    let ranks = Ranks::of(tries);
    let (sources, accounts) = (ranks.sources(), ranks.accounts());
    if sources.len() < 2 && accounts.len() < 2 || sources.is_empty() {
        return None;
    }
    let bands = bands(tries, &ranks);
    let (left_rows, right_rows) = (sources.len().min(SOURCES_MAX + 1), accounts.len().min(ACCOUNTS_MAX + 1));
    let rows = left_rows.max(right_rows) as f64;
    let y = |at: usize, of: usize| TOP + (at as f64 + 0.5) * rows * ROW / of.max(1) as f64;
    let most = bands.values().map(|band| band.tries).max().unwrap_or(1).max(1);
    let mut content = String::new();
    for ((source, account), band) in &bands {
        let width = ((band.tries as f64).ln_1p() / (most as f64).ln_1p() * 7.0).max(1.0);
        let (from, to) = (y(*source, left_rows), y(*account, right_rows));
        let got_in = if band.worst >= Some(Ending::RightButBlocked) { " got-in" } else { "" };
        content.push_str(&format!(
            "<path class=\"band {}{got_in}\" stroke-width=\"{width:.1}\" d=\"M262 {from:.0}C420 {from:.0} 440 {to:.0} 598 {to:.0}\"/>",
            colour((*source).min(COLOURS)),
        ));
    }
    for at in 0..left_rows {
        let entry = sources.get(at).and_then(|index| incident.sources.get(*index as usize));
        let label = if at == SOURCES_MAX {
            format!("{} other sources", count((sources.len() - SOURCES_MAX) as u64))
        } else {
            entry.map(phrases::source).unwrap_or_default()
        };
        let y = y(at, left_rows);
        content.push_str(&format!(
            "<circle class=\"node {}\" cx=\"256\" cy=\"{y:.0}\" r=\"5\"/>",
            colour(at.min(COLOURS))
        ));
        content.push_str(&text(244.0, y + 4.0, "row end", &cut(&label, 36)));
    }
    for at in 0..right_rows {
        let label = if at == ACCOUNTS_MAX {
            format!("{} other accounts", count((accounts.len() - ACCOUNTS_MAX) as u64))
        } else {
            accounts.get(at).map(|index| phrases::account_at(incident, *index)).unwrap_or_default()
        };
        let y = y(at, right_rows);
        content.push_str(&format!("<circle class=\"node account\" cx=\"604\" cy=\"{y:.0}\" r=\"5\"/>"));
        content.push_str(&text(616.0, y + 4.0, "row start", &cut(&label, 34)));
    }
    Some(Safe(svg("chart", 860.0, TOP * 2.0 + rows * ROW, "Which source tried which account", &content)))
}

fn bands(tries: &IncidentTries, ranks: &Ranks) -> BTreeMap<(usize, usize), Band> {
    let mut bands: BTreeMap<(usize, usize), Band> = BTreeMap::new();
    for this in &tries.tries {
        let place = (ranks.colour(this.source).min(SOURCES_MAX), ranks.row(this.account).min(ACCOUNTS_MAX));
        let band = bands.entry(place).or_default();
        band.tries = band.tries.saturating_add(u64::from(this.count));
        band.worst = band.worst.max(Some(this.ending));
    }
    bands
}
