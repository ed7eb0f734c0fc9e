//! What is inside the page beside its text: style, scripts, the policy that allows just these, and data for the script.

use crate::picture::COLOURS;
use crate::picture::time_by_account::Ranks;
use crate::tries::{Ending, HourOfFailures, IncidentTries, Try};
use crate::{markup::Markup, phrases};
use askama::filters::Safe;
use doorknob_event::incident::Incident;
use doorknob_event::time::{EventTime, HOUR, SECOND};
use doorknob_report::visible::{is_hostile, visible};
use serde::Serialize;
use std::collections::BTreeMap;

/// The style sheet.
pub(crate) const STYLE: &str = include_str!("../assets/page.css");
/// The charting library, see `chart-bundle/`.
pub(crate) const CHARTS: &str = include_str!("../assets/charts.min.js");
/// Filter, sort, search, charts.
pub(crate) const SCRIPT: &str = include_str!("../assets/page.js");

/// SHA-256 of the three, in the form of a policy; a test holds them against the files.
///
/// Source: W3C Content Security Policy Level 3, section 6.7.3.3 (hashes of inline style and script).
const STYLE_HASH: &str = include_str!("../assets/page.css.sha256");
const CHARTS_HASH: &str = include_str!("../assets/charts.min.js.sha256");
const SCRIPT_HASH: &str = include_str!("../assets/page.js.sha256");

/// Nothing but these may run, and nothing may be loaded.
pub(crate) fn policy() -> Markup {
    let [style, charts, script] = [STYLE_HASH, CHARTS_HASH, SCRIPT_HASH].map(str::trim);
    Safe(format!(
        "default-src 'none'; style-src '{style}'; script-src '{charts}' '{script}'; base-uri 'none'; form-action 'none'"
    ))
}

/// Data for the script.
#[derive(Default, Serialize)]
pub(crate) struct Data {
    /// By anchor.
    incidents: BTreeMap<String, IncidentData>,
    /// Hours since 1970, failures.
    hours: Vec<u64>,
    endings: Vec<&'static str>,
    colours: usize,
}

#[derive(Serialize)]
struct IncidentData {
    accounts: Vec<String>,
    sources: Vec<String>,
    /// Milliseconds since 1970 from which the tries count.
    start: i64,
    /// Five numbers a try: seconds after `start`, account, source, ending, count.
    tries: Vec<u64>,
}

impl Data {
    /// With the failures by hour.
    pub(crate) fn new(hours: &BTreeMap<EventTime, HourOfFailures>) -> Self {
        let hours =
            hours.iter().flat_map(|(time, failures)| [time.bin(HOUR).unsigned_abs(), failures.all]).collect();
        let endings = Ending::ALL.iter().map(|ending| ending.text()).collect();
        Data { hours, endings, colours: COLOURS, ..Data::default() }
    }

    /// Adds an incident's tries, alike ones put together until there are at most about `limit`, with at most `names` names
    /// of accounts and of sources; the others share one.
    pub(crate) fn add(
        &mut self,
        anchor: &str,
        incident: &Incident,
        tries: &IncidentTries,
        limit: usize,
        names: usize,
    ) {
        let ranks = Ranks::of(tries);
        let Some(start) = tries.tries.first().map(|this| this.time) else { return };
        let account = |index: u32| phrases::account_at(incident, index);
        let source =
            |index: u32| incident.sources.get(index as usize).map(phrases::source).unwrap_or_default();
        let drawn = together(tries, &ranks, limit, names);
        let data = IncidentData {
            accounts: named(ranks.accounts(), account, "other accounts", names),
            sources: named(ranks.sources(), source, "other sources", names),
            start: start.0 / (SECOND / 1000),
            tries: drawn
                .into_iter()
                .flat_map(|(place, count)| {
                    let seconds = place.time.since(start).max(0) / SECOND;
                    [
                        seconds.unsigned_abs(),
                        place.account as u64,
                        place.source as u64,
                        place.ending as u64,
                        count,
                    ]
                })
                .collect(),
        };
        self.incidents.insert(anchor.to_owned(), data);
    }

    /// As it may stand in a script element: no `<`, `>` or `&`, and nothing that a reader of the source would not see.
    pub(crate) fn json(&self) -> Markup {
        // Numbers, strings and maps with string keys cannot fail.
        let text = serde_json::to_string(self).unwrap_or_else(|_| "{}".to_owned());
        let mut safe = String::with_capacity(text.len());
        for character in text.chars() {
            if matches!(character, '<' | '>' | '&') || is_hostile(character) {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    safe.push_str(&format!("\\u{unit:04x}"));
                }
            } else {
                safe.push(character);
            }
        }
        Safe(safe)
    }
}

fn named(indices: Vec<u32>, name: impl Fn(u32) -> String, others: &str, limit: usize) -> Vec<String> {
    let unnamed = indices.len().saturating_sub(limit);
    let mut names: Vec<String> =
        indices.into_iter().take(limit).map(|index| visible(&name(index)).into_owned()).collect();
    if unnamed > 0 {
        names.push(format!("{unnamed} {others}"));
    }
    names
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    time: EventTime,
    account: usize,
    source: usize,
    ending: Ending,
}

/// Tries further apart than this stay apart.
const WIDEST: i64 = 4096 * HOUR;

/// Widens the time that is one until the tries are few enough; those that got in stay single.
fn together(tries: &IncidentTries, ranks: &Ranks, limit: usize, names: usize) -> Vec<(Place, u64)> {
    let mut width = SECOND;
    let mut few = put_together(tries, ranks, width, names);
    while few.len() > limit && width < WIDEST {
        width *= 4;
        few = put_together(tries, ranks, width, names);
    }
    few
}

fn put_together(tries: &IncidentTries, ranks: &Ranks, width: i64, names: usize) -> Vec<(Place, u64)> {
    let mut sums: BTreeMap<(i64, usize, usize, Ending), (EventTime, u64)> = BTreeMap::new();
    for this in &tries.tries {
        let Try { time, account, source, ending, count } = *this;
        let (account, source) = (ranks.row(account).min(names), ranks.colour(source).min(names));
        let bin = if ending >= Ending::RightButBlocked { time.0 } else { time.bin(width) };
        let sum = sums.entry((bin, account, source, ending)).or_insert((time, 0));
        sum.0 = sum.0.min(time);
        sum.1 = sum.1.saturating_add(u64::from(count));
    }
    let place =
        |((_, account, source, ending), (time, count))| (Place { time, account, source, ending }, count);
    let mut places: Vec<(Place, u64)> = sums.into_iter().map(place).collect();
    places.sort_unstable();
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use sha2::{Digest as _, Sha256};

    #[test]
    fn the_policy_allows_just_the_page_s_own_style_and_scripts() {
        for (name, text, hash) in [
            ("page.css", STYLE, STYLE_HASH),
            ("charts.min.js", CHARTS, CHARTS_HASH),
            ("page.js", SCRIPT, SCRIPT_HASH),
        ] {
            let digest = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text));
            assert_eq!(hash.trim(), format!("sha256-{digest}"), "write this to assets/{name}.sha256");
            assert!(!text.contains("</script") && !text.contains("</style"), "{name} would end its element");
        }
    }

    #[test]
    fn tries_are_put_together_until_they_are_few_and_none_is_lost() {
        let start = EventTime::parse("2024-03-14T13:00:00Z").expect("a time");
        let tries = IncidentTries {
            tries: (0..10_000)
                .map(|n| Try {
                    time: start.plus(n * 7 * SECOND),
                    account: (n % 50) as u32,
                    source: 0,
                    ending: if n == 5_000 { Ending::GotIn } else { Ending::Failed },
                    count: 1,
                })
                .collect(),
        };
        let few = together(&tries, &Ranks::of(&tries), 500, 40);
        assert!(few.len() <= 500, "{}", few.len());
        assert_eq!(few.iter().map(|(_, count)| count).sum::<u64>(), 10_000);
        assert_eq!(few.iter().filter(|(place, _)| place.ending == Ending::GotIn).count(), 1);
    }

    #[test]
    fn data_cannot_end_its_element() {
        let mut data = Data::default();
        data.incidents.insert(
            "</script><!--\u{2028}".to_owned(),
            IncidentData { accounts: Vec::new(), sources: Vec::new(), start: 0, tries: Vec::new() },
        );
        let json = data.json().0;
        assert!(!json.contains(['<', '>', '&', '\u{2028}']));
        let back: serde_json::Value = serde_json::from_str(&json).expect("still JSON");
        assert!(back["incidents"].get("</script><!--\u{2028}").is_some());
    }
}
