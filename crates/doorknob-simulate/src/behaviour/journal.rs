//! The logs of all machines while they are written: order, record ids, clocks, and losses.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

use crate::event::{SimulatedEvent, Value};
use crate::random::Random;
use crate::site::{HostId, Site};
use crate::time::MINUTE;
use crate::truth::EpisodeId;

/// A record on its way, ordered by true time and then by when it was handed in.
struct Entry {
    at: i64,
    sequence: u64,
    episode: Option<EpisodeId>,
    host: HostId,
    event: Box<SimulatedEvent>,
    state: State,
}

/// How far a record has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Not in the log yet, so without a record id.
    New,
    /// In the log, and delivered late.
    Late,
    /// In the log and delivered once already.
    Copy,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        (self.at, self.sequence) == (other.at, other.sequence)
    }
}
impl Eq for Entry {}
impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Entry {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.sequence).cmp(&(other.at, other.sequence))
    }
}

/// A record as delivered; `fresh` is false for a second delivery of the same one.
pub(super) struct Delivered {
    pub(super) event: SimulatedEvent,
    pub(super) episode: Option<EpisodeId>,
    pub(super) host: HostId,
    pub(super) fresh: bool,
}

/// Collects what acts write and releases it in true time order.
pub(super) struct Journal {
    waiting: BinaryHeap<Reverse<Entry>>,
    sequence: u64,
    next_ids: FxHashMap<(HostId, &'static str), u64>,
    next_logon_id: u64,
    /// Losses draw from a stream of their own, so that switching them on moves nothing else.
    random: Random,
}

impl Journal {
    pub(super) fn new(random: Random) -> Self {
        Journal {
            waiting: BinaryHeap::new(),
            sequence: 0,
            next_ids: FxHashMap::default(),
            next_logon_id: 0x4_1000,
            random,
        }
    }

    /// A logon id no session has had.
    pub(super) fn logon_id(&mut self) -> u64 {
        self.next_logon_id += 0x2b5;
        self.next_logon_id
    }

    /// Hands in a record of `host` for true time `event.time`. Dropped when the host is not
    /// collected.
    pub(super) fn log(
        &mut self,
        site: &Site,
        host: HostId,
        episode: Option<EpisodeId>,
        mut event: SimulatedEvent,
    ) {
        if !site.telemetry.collects(site.host(host).role) {
            return;
        }
        let at = event.time;
        event.time += site.host(host).skew;
        event.thread_id = 600 + 4 * (self.sequence % 400) as u32;
        if event.layout.event_id == 4625 && self.random.chance(site.telemetry.missing_addresses) {
            remove_address(&mut event);
        }
        self.push(Entry { at, sequence: 0, episode, host, event: Box::new(event), state: State::New });
    }

    fn push(&mut self, entry: Entry) {
        self.sequence += 1;
        self.waiting.push(Reverse(Entry { sequence: self.sequence, ..entry }));
    }

    /// The next record before `horizon`, with its record id.
    pub(super) fn pop_before(&mut self, horizon: i64, site: &Site) -> Option<Delivered> {
        while self.waiting.peek().is_some_and(|Reverse(entry)| entry.at < horizon) {
            let Reverse(mut entry) = self.waiting.pop()?;
            if entry.state != State::New {
                return Some(deliver(entry));
            }
            entry.event.record_id = self.next_id(entry.host, entry.event.layout.channel);
            let telemetry = site.telemetry;
            if self.random.chance(telemetry.duplicates) {
                // The same log collected twice overlaps by minutes.
                let at = entry.at + self.random.within(0, 30 * MINUTE);
                let event = entry.event.clone();
                self.push(Entry { at, event, state: State::Copy, ..entry });
            }
            if telemetry.late > 0.0 && self.random.chance(telemetry.late) {
                let at = entry.at + self.random.within(1, telemetry.late_most.max(1));
                self.push(Entry { at, state: State::Late, ..entry });
                continue;
            }
            return Some(deliver(entry));
        }
        None
    }

    fn next_id(&mut self, host: HostId, channel: &'static str) -> u64 {
        // Logs in use began long ago: every host somewhere else.
        let start = 10_000 + 7_919 * u64::from(host.0 + 1);
        let next = self.next_ids.entry((host, channel)).or_insert(start);
        *next += 1;
        *next
    }
}

fn deliver(entry: Entry) -> Delivered {
    let fresh = entry.state != State::Copy;
    Delivered { event: *entry.event, episode: entry.episode, host: entry.host, fresh }
}

fn remove_address(event: &mut SimulatedEvent) {
    let fields = event.layout.payload.fields();
    for (field, value) in fields.iter().zip(&mut event.values) {
        if matches!(field.name, "IpAddress" | "IpPort") {
            *value = Value::from("-");
        }
    }
}
