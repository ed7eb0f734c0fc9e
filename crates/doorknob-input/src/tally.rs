//! What one thread counts about one input. Tallies of several threads merge to the same sum in any order.

use crate::civil_date::DateOrder;
use crate::summary::{InputSummary, Outcome};
use crate::zone::{Zone, offset_text};
use doorknob_event::anomaly::{Anomaly, AnomalyKind};
use doorknob_event::time::EventTime;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Where in its input something lies.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct Place {
    /// 1-based line of a text input.
    pub(crate) line: Option<u64>,
    /// Byte offset.
    pub(crate) offset: Option<u64>,
    /// Record id.
    pub(crate) record_id: Option<u64>,
}

impl Place {
    /// The input as a whole.
    pub(crate) const WHOLE: Place = Place { line: None, offset: None, record_id: None };

    pub(crate) fn line(line: u64) -> Place {
        Place { line: Some(line), ..Place::WHOLE }
    }

    pub(crate) fn offset(offset: u64) -> Place {
        Place { offset: Some(offset), ..Place::WHOLE }
    }
}

/// What had to be assumed to read a record: reported, so that nothing is guessed silently.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Assumption {
    /// The zone followed from a pair of times in the record: minutes east of UTC.
    ZoneFromPair(i64),
    /// The zone is the one that the caller gave.
    ZoneGiven,
    /// Day and month stand in this order because the input shows it.
    DatesShown(DateOrder),
    /// Day and month stand in this order because that is how such times are written; the input does not show it.
    DatesUsual(DateOrder),
}

impl Assumption {
    fn text(self, zone: Option<&Zone>) -> String {
        match self {
            Assumption::ZoneFromPair(minutes) => {
                format!("zone {} follows from a second time in the record", offset_text(minutes))
            }
            Assumption::ZoneGiven => {
                format!("zone {} was given", zone.map_or(String::new(), Zone::to_string))
            }
            Assumption::DatesShown(order) => format!("dates are {order}, as other dates of the input show"),
            Assumption::DatesUsual(order) => {
                format!("dates are taken for {order}; the input does not show the order of day and month")
            }
        }
    }
}

/// Alike anomalies of one input.
#[derive(Clone, Debug)]
struct Trouble {
    first: Place,
    /// Of the first one; may hold hostile text.
    detail: String,
    count: u64,
}

/// What one thread has counted about one input.
///
/// Anomalies are bounded: they are told apart by kind and by a text that the program holds, never by text of the input.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) bytes: u64,
    pub(crate) records: u64,
    pub(crate) events: u64,
    pub(crate) events_without_zone: u64,
    /// Pieces of text that are no record in any format we know.
    unrecognised: Option<Trouble>,
    first: Option<EventTime>,
    last: Option<EventTime>,
    formats: BTreeMap<(&'static str, &'static str), u64>,
    assumptions: BTreeMap<Assumption, u64>,
    troubles: BTreeMap<(AnomalyKind, &'static str), Trouble>,
    pub(crate) passed_over: Option<&'static str>,
    /// Of a compressed stream: how.
    pub(crate) compression: Option<&'static str>,
    /// Of an archive: how many inputs it holds.
    pub(crate) members: Option<u64>,
    pub(crate) unreadable: Option<String>,
}

impl Tally {
    /// Counts a record of a dialect in a carrier.
    pub(crate) fn record(&mut self, carrier: &'static str, dialect: &'static str) {
        self.records(carrier, dialect, 1);
    }

    /// Counts records of a dialect in a carrier.
    pub(crate) fn records(&mut self, carrier: &'static str, dialect: &'static str, count: u64) {
        self.records += count;
        *self.formats.entry((carrier, dialect)).or_default() += count;
    }

    /// Notes that something had to be assumed for one record.
    pub(crate) fn assume(&mut self, assumption: Assumption) {
        *self.assumptions.entry(assumption).or_default() += 1;
    }

    /// Counts an event that counts.
    pub(crate) fn event(&mut self, time: Option<EventTime>) {
        self.events += 1;
        if let Some(time) = time {
            self.first = Some(self.first.map_or(time, |first| first.min(time)));
            self.last = Some(self.last.map_or(time, |last| last.max(time)));
        }
    }

    /// Notes an anomaly. `what` tells alike ones apart; `detail` is kept for the first one only.
    pub(crate) fn trouble(
        &mut self,
        kind: AnomalyKind,
        what: &'static str,
        place: Place,
        detail: impl FnOnce() -> String,
    ) {
        self.troubles(kind, what, place, 1, detail);
    }

    /// Notes `count` alike anomalies, the first at `place`.
    pub(crate) fn troubles(
        &mut self,
        kind: AnomalyKind,
        what: &'static str,
        place: Place,
        count: u64,
        detail: impl FnOnce() -> String,
    ) {
        match self.troubles.get_mut(&(kind, what)) {
            Some(known) if known.first <= place => known.count += count,
            Some(known) => {
                *known = Trouble { first: place, detail: detail(), count: known.count + count };
            }
            None => {
                self.troubles.insert((kind, what), Trouble { first: place, detail: detail(), count });
            }
        }
    }

    /// Notes a piece of text that is no record of any format we know. Only where an input holds records as well is
    /// that an anomaly; otherwise the input is none of ours.
    pub(crate) fn unrecognised(&mut self, place: Place, detail: impl FnOnce() -> String) {
        match &mut self.unrecognised {
            Some(known) if known.first <= place => known.count += 1,
            Some(known) => *known = Trouble { first: place, detail: detail(), count: known.count + 1 },
            None => self.unrecognised = Some(Trouble { first: place, detail: detail(), count: 1 }),
        }
    }

    /// Adds what another thread counted about the same input.
    pub(crate) fn merge(&mut self, other: Tally) {
        self.bytes += other.bytes;
        self.records += other.records;
        self.events += other.events;
        self.events_without_zone += other.events_without_zone;
        self.first = [self.first, other.first].into_iter().flatten().min();
        self.last = [self.last, other.last].into_iter().flatten().max();
        for (format, count) in other.formats {
            *self.formats.entry(format).or_default() += count;
        }
        for (assumption, count) in other.assumptions {
            *self.assumptions.entry(assumption).or_default() += count;
        }
        for ((kind, what), trouble) in other.troubles {
            self.troubles(kind, what, trouble.first, trouble.count, || trouble.detail);
        }
        if let Some(theirs) = other.unrecognised {
            self.unrecognised = Some(match self.unrecognised.take() {
                Some(ours) if ours.first <= theirs.first => {
                    Trouble { count: ours.count + theirs.count, ..ours }
                }
                ours => Trouble { count: ours.map_or(0, |ours| ours.count) + theirs.count, ..theirs },
            });
        }
        self.passed_over = self.passed_over.or(other.passed_over);
        self.compression = self.compression.or(other.compression);
        self.members = self.members.max(other.members);
        self.unreadable = self.unreadable.take().or(other.unreadable);
    }

    /// The summary of the input, and its anomalies in the order of their places.
    pub(crate) fn finish(mut self, path: PathBuf, zone: Option<&Zone>) -> (InputSummary, Vec<Anomaly>) {
        if let Some(trouble) = self.unrecognised.take()
            && self.records > 0
        {
            let what = "left out: no event in a format we know";
            self.troubles(AnomalyKind::BadValue, what, trouble.first, trouble.count, || trouble.detail);
        }
        let outcome = self.outcome();
        let name = path.to_string_lossy().into_owned();
        let mut anomalies: Vec<(Place, Anomaly)> = Vec::new();
        if let Outcome::Unreadable(why) = &outcome {
            let anomaly = Anomaly::new(name.clone(), AnomalyKind::Unreadable, why.clone());
            anomalies.push((Place::WHOLE, anomaly));
        }
        anomalies.extend(
            self.troubles
                .iter()
                .map(|((kind, what), trouble)| (trouble.first, located(&name, *kind, what, trouble))),
        );
        anomalies.sort();
        let lost = |kind: AnomalyKind| {
            matches!(kind, AnomalyKind::Damaged | AnomalyKind::Truncated | AnomalyKind::Bound)
        };
        let damaged =
            self.troubles.iter().filter(|((kind, _), _)| lost(*kind)).map(|(_, trouble)| trouble.count).sum();
        let name = |(carrier, dialect): (&str, &str)| match dialect {
            "" => carrier.to_owned(),
            _ => format!("{carrier} ({dialect})"),
        };
        let mut formats: Vec<(String, u64)> =
            self.formats.into_iter().map(|(format, count)| (name(format), count)).collect();
        formats.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let assumptions =
            self.assumptions.into_iter().map(|(assumption, count)| (assumption.text(zone), count)).collect();
        let summary = InputSummary {
            path,
            outcome,
            compression: self.compression,
            members: self.members,
            depth: 0,
            formats,
            assumptions,
            bytes: self.bytes,
            records: self.records,
            events: self.events,
            events_without_zone: self.events_without_zone,
            first: self.first,
            last: self.last,
            damaged,
        };
        (summary, anomalies.into_iter().map(|(_, anomaly)| anomaly).collect())
    }

    fn outcome(&self) -> Outcome {
        match (&self.unreadable, self.passed_over) {
            (Some(why), _) if self.records == 0 => Outcome::Unreadable(why.clone()),
            (_, Some(why)) => Outcome::PassedOver(why.to_owned()),
            _ if self.records == 0 && self.members.is_none() && self.troubles.is_empty() => {
                Outcome::PassedOver("holds no event in a format we know".to_owned())
            }
            _ => Outcome::Read,
        }
    }
}

fn located(name: &str, kind: AnomalyKind, what: &str, trouble: &Trouble) -> Anomaly {
    let text = match trouble.detail.as_str() {
        "" => what.to_owned(),
        detail => format!("{what}: {detail}"),
    };
    let mut anomaly = Anomaly::new(name, kind, text);
    anomaly.offset = trouble.first.offset;
    anomaly.line = trouble.first.line;
    anomaly.record_id = trouble.first.record_id;
    anomaly.count = trouble.count;
    anomaly
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(lines: &[u64]) -> Tally {
        let mut tally = Tally::default();
        tally.record("JSON", "x");
        for line in lines {
            tally.trouble(AnomalyKind::Damaged, "bad line", Place::line(*line), || format!("at {line}"));
        }
        tally
    }

    #[test]
    fn merging_in_any_order_keeps_the_first_place_and_the_sum() {
        let parts = [tally(&[7, 3]), tally(&[]), tally(&[5, 2, 9])];
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            let mut sum = Tally::default();
            for at in order {
                sum.merge(parts[at].clone());
            }
            let (summary, anomalies) = sum.finish("x".into(), None);
            let anomaly = anomalies.first().expect("one anomaly");
            assert_eq!((anomaly.line, anomaly.count, anomaly.text.as_str()), (Some(2), 5, "bad line: at 2"));
            assert_eq!((summary.records, summary.damaged, anomalies.len()), (3, 5, 1));
        }
    }

    #[test]
    fn text_of_no_known_format_is_an_anomaly_only_among_records() {
        let mut stranger = Tally::default();
        stranger.unrecognised(Place::line(1), String::new);
        let (summary, anomalies) = stranger.clone().finish("notes.txt".into(), None);
        assert!(matches!(summary.outcome, Outcome::PassedOver(_)) && anomalies.is_empty());
        stranger.record("JSON", "x");
        let (summary, anomalies) = stranger.finish("mixed.txt".into(), None);
        assert_eq!((summary.outcome, anomalies.len()), (Outcome::Read, 1));
    }
}
