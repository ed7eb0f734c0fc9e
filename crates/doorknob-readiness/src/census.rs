//! What each computer logs at all, counted per event on the reading threads.
//!
//! Stage 1 drops what says nothing about guessing (logons of computer accounts, service tickets, harmless policy
//! changes): most of a log. Readiness asks whether a computer writes a kind of event *at all*, so every event that is
//! decoded is counted here first. One [`Census`] per reading thread, joined afterwards in any order.
//!
//! Only kinds of `doorknob_event::event::SPECS` are decoded. What another source than an event log tells of a log (full,
//! events dropped, clock set) can be told with [`Census::notice`].

use crate::curve::Curve;
use doorknob_event::event::{Event, EventKind, Field, SPECS, Value};
use doorknob_event::time::{DAY, EventTime, SECOND};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Most computers counted apart: about 3 kB each, 13 kB more for each log of one whose records are many. Events of
/// later ones are counted in [`Census::dropped`].
pub const HOSTS_MAX: usize = 20_000;
/// Policy changes and notices kept of one computer; later ones are counted only.
const KEPT: usize = 200;
/// Days on which a computer was seen that are kept apart.
const DAYS_MAX: usize = 4_000;

/// What an event says about a try, as far as its key and result code go.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Said {
    Success,
    Failure,
    /// Neither: the event is no try, or its result is lost.
    Other,
}

/// Events of one kind and result.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) count: u64,
    pub(crate) first: Option<RecordPlace>,
    pub(crate) last: Option<RecordPlace>,
}

/// One record, as far as a person needs it to find it. Ordered by time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct RecordPlace {
    pub(crate) time: EventTime,
    pub(crate) record_id: u64,
    pub(crate) input: u32,
}

impl Tally {
    fn add(&mut self, place: RecordPlace) {
        self.count += 1;
        if self.first.is_none_or(|first| place < first) {
            self.first = Some(place);
        }
        if self.last.is_none_or(|last| last < place) {
            self.last = Some(place);
        }
    }

    fn absorb(&mut self, other: &Tally) {
        self.count += other.count;
        self.first = [self.first, other.first].into_iter().flatten().min();
        self.last = [self.last, other.last].into_iter().flatten().max();
    }
}

/// A change of the audit policy (4719).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct PolicyChange {
    pub(crate) place: RecordPlace,
    /// GUID of the subcategory, folded, without braces.
    pub(crate) subcategory: String,
    /// Numbers of `%%8448` to `%%8451`.
    pub(crate) changes: BTreeSet<u16>,
    pub(crate) by: String,
}

/// What befell a log or its clock.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Notice {
    /// Security 1104: the log is full and no longer written.
    LogFull,
    /// Security 1101, or 4612: audit events were dropped before they were written.
    EventsDropped,
    /// Security 4616 by anything but the time service: the clock was set.
    ClockSet,
}

/// One log of one computer.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Log {
    pub(crate) curve: Curve,
    pub(crate) inputs: BTreeSet<u32>,
    /// The earliest event.
    pub(crate) first: Option<(RecordPlace, EventKind)>,
    pub(crate) last: Option<(RecordPlace, EventKind)>,
}

impl Log {
    fn see(&mut self, place: RecordPlace, kind: EventKind) {
        let seen = (place, kind);
        if self.first.is_none_or(|first| seen < first) {
            self.first = Some(seen);
        }
        if self.last.is_none_or(|last| last < seen) {
            self.last = Some(seen);
        }
    }
}

/// One computer, under one of the names that its events give it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct HostCensus {
    tallies: BTreeMap<(EventKind, Said), Tally>,
    pub(crate) logs: BTreeMap<&'static str, Log>,
    pub(crate) days: BTreeSet<i64>,
    pub(crate) cleared: BTreeSet<(RecordPlace, String)>,
    pub(crate) policy: BTreeSet<PolicyChange>,
    pub(crate) notices: BTreeSet<(Notice, RecordPlace)>,
}

impl HostCensus {
    /// Events of a kind with a result.
    pub(crate) fn tally(&self, kind: EventKind, said: Said) -> Tally {
        self.tallies.get(&(kind, said)).copied().unwrap_or_default()
    }

    /// Events of a kind, whatever they say.
    pub(crate) fn all(&self, kind: EventKind) -> Tally {
        let mut sum = Tally::default();
        for said in [Said::Success, Said::Failure, Said::Other] {
            sum.absorb(&self.tally(kind, said));
        }
        sum
    }

    /// Every event.
    pub(crate) fn everything(&self) -> Tally {
        let mut sum = Tally::default();
        self.tallies.values().for_each(|tally| sum.absorb(tally));
        sum
    }

    fn absorb(&mut self, other: HostCensus) {
        for (key, tally) in other.tallies {
            self.tallies.entry(key).or_default().absorb(&tally);
        }
        for (channel, log) in other.logs {
            let ours = self.logs.entry(channel).or_default();
            ours.curve.absorb(&log.curve);
            ours.inputs.extend(log.inputs);
            ours.first = [ours.first, log.first].into_iter().flatten().min();
            ours.last = [ours.last, log.last].into_iter().flatten().max();
        }
        self.days.extend(other.days);
        self.cleared.extend(other.cleared);
        self.policy.extend(other.policy);
        self.notices.extend(other.notices);
        self.bound();
    }

    fn bound(&mut self) {
        earliest(&mut self.days, DAYS_MAX);
        earliest(&mut self.cleared, KEPT);
        earliest(&mut self.policy, KEPT);
        earliest(&mut self.notices, KEPT);
    }
}

/// Keeps the earliest of a list: which these are depends on the content alone.
fn earliest<T: Ord>(set: &mut BTreeSet<T>, most: usize) {
    while set.len() > most {
        set.pop_last();
    }
}

/// Counts of every decoded event by computer.
#[derive(Clone, Debug, Default)]
pub struct Census {
    index: FxHashMap<Box<str>, usize>,
    hosts: Vec<HostCensus>,
    /// The computer of the last event as it lay in its record: events of one computer come in runs.
    last: (Vec<u8>, Option<usize>),
    scratch: String,
    dropped: u64,
    without_time: u64,
}

impl Census {
    /// A census that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts one event of the input with this index. Events without a time are counted apart.
    pub fn event(&mut self, input: u32, event: &Event<'_>) {
        let Some(time) = event.time else {
            self.without_time += 1;
            return;
        };
        let place = RecordPlace { time, record_id: event.record_id.unwrap_or(0), input };
        let Some(host) = self.host(event.computer) else { return };
        host.tallies.entry((event.kind, said(event))).or_default().add(place);
        let log = host.logs.entry(channel_of(event.kind)).or_default();
        log.curve.add(place.record_id, time);
        log.inputs.insert(input);
        // The day of the latest record is known already, and most records are of that day.
        let day = time.bin(DAY);
        if log.last.is_none_or(|(last, _)| last.time.bin(DAY) != day) {
            host.days.insert(day);
            earliest(&mut host.days, DAYS_MAX);
        }
        log.see(place, event.kind);
        match event.kind {
            EventKind::LogCleared => {
                host.cleared.insert((place, subject(event)));
                earliest(&mut host.cleared, KEPT);
            }
            EventKind::AuditPolicyChanged => {
                host.policy.extend(policy_change(event, place));
                earliest(&mut host.policy, KEPT);
            }
            kind => {
                if let Some(notice) = noticed(kind, event) {
                    host.notices.insert((notice, place));
                    earliest(&mut host.notices, KEPT);
                }
            }
        }
    }

    /// Counts something that is no [`Event`].
    pub fn notice(&mut self, input: u32, computer: &str, notice: Notice, time: EventTime, record_id: u64) {
        if let Some(host) = self.host(Some(Value::Text(computer))) {
            host.notices.insert((notice, RecordPlace { time, record_id, input }));
            earliest(&mut host.notices, KEPT);
        }
    }

    /// Takes over what another thread has counted.
    pub fn absorb(&mut self, other: Census) {
        let mut names: Vec<(Box<str>, usize)> = other.index.into_iter().collect();
        names.sort_unstable();
        let mut hosts: Vec<Option<HostCensus>> = other.hosts.into_iter().map(Some).collect();
        for (name, at) in names {
            let Some(host) = hosts.get_mut(at).and_then(Option::take) else { continue };
            let dropped = host.everything().count;
            match self.place_of(&name).and_then(|at| self.hosts.get_mut(at)) {
                Some(ours) => ours.absorb(host),
                None => self.dropped += dropped,
            }
        }
        self.dropped += other.dropped;
        self.without_time += other.without_time;
    }

    /// Events that were not counted because there were more than [`HOSTS_MAX`] computers.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Events that state no usable time, of whatever computer.
    pub fn without_time(&self) -> u64 {
        self.without_time
    }

    /// Names of all computers as written.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.index.keys().map(|name| &**name)
    }

    /// Joined under canonical names.
    pub(crate) fn by_host(self, canonical: impl Fn(&str) -> String) -> BTreeMap<String, HostCensus> {
        let mut joined: BTreeMap<String, HostCensus> = BTreeMap::new();
        let mut names: Vec<(Box<str>, usize)> = self.index.into_iter().collect();
        names.sort_unstable();
        let mut hosts: Vec<Option<HostCensus>> = self.hosts.into_iter().map(Some).collect();
        for (name, at) in names {
            if let Some(host) = hosts.get_mut(at).and_then(Option::take) {
                joined.entry(canonical(&name)).or_default().absorb(host);
            }
        }
        joined
    }

    fn host(&mut self, computer: Option<Value<'_>>) -> Option<&mut HostCensus> {
        let raw = match computer {
            Some(Value::Utf16(bytes)) => bytes,
            Some(Value::Text(text)) => text.as_bytes(),
            _ => &[],
        };
        if self.last.1.is_none() || self.last.0 != raw {
            let mut scratch = std::mem::take(&mut self.scratch);
            scratch.clear();
            if let Some(computer) = computer {
                computer.write_to(&mut scratch);
            }
            let at = self.place_of(&scratch);
            self.scratch = scratch;
            self.last.0.clear();
            self.last.0.extend_from_slice(raw);
            self.last.1 = at;
        }
        match self.last.1 {
            Some(at) => self.hosts.get_mut(at),
            None => {
                self.dropped += 1;
                None
            }
        }
    }

    fn place_of(&mut self, name: &str) -> Option<usize> {
        if let Some(at) = self.index.get(name) {
            return Some(*at);
        }
        if self.hosts.len() >= HOSTS_MAX {
            return None;
        }
        self.index.insert(name.into(), self.hosts.len());
        self.hosts.push(HostCensus::default());
        Some(self.hosts.len() - 1)
    }
}

/// Channel of a kind of event.
pub(crate) fn channel_of(kind: EventKind) -> &'static str {
    SPECS.iter().find(|spec| spec.kind == kind).map_or("", |spec| spec.channel)
}

/// The Security log's channel.
pub(crate) const SECURITY: &str = "Security";

fn said(event: &Event<'_>) -> Said {
    match event.kind {
        EventKind::LogonSuccess | EventKind::SessionLogon | EventKind::SessionReconnected => Said::Success,
        EventKind::LogonFailure
        | EventKind::KerberosPreAuthentication
        | EventKind::RdpBadCredentials
        | EventKind::RadiusDenied
        | EventKind::VpnFailure
        | EventKind::SqlFailure
        | EventKind::GatewayFailure
        | EventKind::RemoteDesktopDenied => Said::Failure,
        EventKind::KerberosTicketGranting | EventKind::KerberosService | EventKind::NtlmValidation => {
            let code = event.get(Field::Status).and_then(|status| status.number());
            match (code, event.audit_failure) {
                (Some(0), _) | (None, Some(false)) => Said::Success,
                (Some(_), _) | (None, Some(true)) => Said::Failure,
                (None, None) => Said::Other,
            }
        }
        _ => Said::Other,
    }
}

/// A clock that was set by less is no matter: so far apart records of one try are joined.
const CLOCK_STEP_MIN: i64 = 5 * SECOND;
/// LOCAL SERVICE: the time service, which keeps the clock right.
const TIME_SERVICE: &str = "S-1-5-19";

fn noticed(kind: EventKind, event: &Event<'_>) -> Option<Notice> {
    match kind {
        EventKind::LogFull => Some(Notice::LogFull),
        EventKind::EventsDropped => Some(Notice::EventsDropped),
        EventKind::ClockSet => {
            let service = event.get(Field::SubjectSid).is_some_and(|sid| sid.to_text() == TIME_SERVICE);
            let step = instant(event, Field::NewTime).zip(instant(event, Field::PreviousTime));
            let small = step.is_some_and(|(new, previous)| new.since(previous).abs() < CLOCK_STEP_MIN);
            (!service && !small).then_some(Notice::ClockSet)
        }
        _ => None,
    }
}

/// A time as FILETIME or as RFC 3339.
fn instant(event: &Event<'_>, field: Field) -> Option<EventTime> {
    match event.get(field)? {
        Value::Unsigned(ticks) => EventTime::from_filetime(ticks),
        value => EventTime::parse(&value.to_text()),
    }
}

fn subject(event: &Event<'_>) -> String {
    let text = |field| event.get(field).map(|value| value.to_text()).unwrap_or_default();
    let (domain, name) = (text(Field::SubjectDomainName), text(Field::SubjectUserName));
    if domain.is_empty() || name.is_empty() { name } else { format!("{domain}\\{name}") }
}

fn policy_change(event: &Event<'_>, place: RecordPlace) -> Option<PolicyChange> {
    let subcategory = event.get(Field::Subcategory)?.to_text().trim().to_ascii_lowercase();
    let subcategory = subcategory.trim_start_matches('{').trim_end_matches('}').to_owned();
    let changes = event.get(Field::Message)?.to_text();
    let changes = changes.split(',').filter_map(|text| text.trim().trim_start_matches('%').parse().ok());
    let changes = changes.filter(|number| (8448..=8451).contains(number)).collect();
    Some(PolicyChange { place, subcategory, changes, by: subject(event) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: EventKind, id: u16, computer: &'static str, record_id: u64, ticks: i64) -> Event<'static> {
        let mut event = Event::new(kind, id);
        event.time = Some(EventTime(ticks));
        event.record_id = Some(record_id);
        event.computer = Some(Value::Text(computer));
        event
    }

    #[test]
    fn splits_and_order_do_not_matter() {
        let events: Vec<Event<'_>> = (0..500u64)
            .map(|n| {
                let kind = if n % 3 == 0 { EventKind::LogonFailure } else { EventKind::LogonSuccess };
                event(kind, 4624, if n % 2 == 0 { "A" } else { "a.x" }, n + 1, n as i64 * DAY)
            })
            .collect();
        let mut whole = Census::new();
        events.iter().for_each(|event| whole.event(0, event));
        let mut parts = Census::new();
        for event in events.iter().rev() {
            let mut part = Census::new();
            part.event(0, event);
            parts.absorb(part);
        }
        let names = crate::host_names::HostNames::new(["A", "a.x"]);
        let by_host = |census: Census| census.by_host(|name| names.canonical(name));
        let (whole, parts) = (by_host(whole), by_host(parts));
        assert_eq!(whole.keys().collect::<Vec<_>>(), ["a.x"]);
        assert_eq!(whole, parts);
        let host = whole.get("a.x").expect("one host");
        assert_eq!(host.everything().count, 500);
        assert_eq!(host.tally(EventKind::LogonFailure, Said::Failure).count, 167);
        assert_eq!(host.days.len(), 500);
    }

    #[test]
    fn results_are_read_from_the_code_then_the_audit_bit() {
        let table = [
            (Some("0x0"), None, Said::Success),
            (Some("0x18"), None, Said::Failure),
            (None, Some(true), Said::Failure),
            (None, None, Said::Other),
        ];
        for (status, audit_failure, wanted) in table {
            let mut event = event(EventKind::KerberosTicketGranting, 4768, "DC", 1, 0);
            event.audit_failure = audit_failure;
            if let Some(status) = status {
                event.push(Field::Status, Value::Text(status));
            }
            assert_eq!(said(&event), wanted, "{status:?} {audit_failure:?}");
        }
    }

    #[test]
    fn a_clock_is_set_by_somebody_or_by_much() {
        let table = [
            ("S-1-5-19", "2026-03-02T00:00:00Z", "2026-03-02T05:00:00Z", 0),
            ("S-1-5-18", "2026-03-02T00:00:00Z", "2026-03-02T00:00:01Z", 0),
            ("S-1-5-18", "2026-03-02T00:00:00Z", "2026-03-01T23:00:00Z", 1),
            ("S-1-5-21-1-2-3-500", "not a time", "", 1),
        ];
        for (sid, previous, new, wanted) in table {
            let mut event = event(EventKind::ClockSet, 4616, "A", 1, 0);
            event.push(Field::SubjectSid, Value::Text(sid));
            event.push(Field::PreviousTime, Value::Text(previous));
            event.push(Field::NewTime, Value::Text(new));
            let mut census = Census::new();
            census.event(0, &event);
            let hosts = census.by_host(str::to_owned);
            assert_eq!(
                hosts.values().map(|host| host.notices.len()).sum::<usize>(),
                wanted,
                "{sid} {previous}"
            );
        }
    }

    #[test]
    fn too_many_computers_are_counted() {
        let mut census = Census::new();
        for n in 0..HOSTS_MAX + 5 {
            let name = format!("host{n}");
            let mut event = Event::new(EventKind::LogonFailure, 4625);
            event.time = Some(EventTime(1));
            event.computer = Some(Value::Text(&name));
            census.event(0, &event);
        }
        assert_eq!((census.hosts.len(), census.dropped()), (HOSTS_MAX, 5));
    }
}
