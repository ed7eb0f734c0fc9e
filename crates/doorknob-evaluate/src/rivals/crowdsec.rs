//! CrowdSec: scenario `crowdsecurity/windows-bf`, a leaky bucket per address.
//!
//! Restated from the hub (`scenarios/crowdsecurity/windows-bf.yaml`, July 2026): capacity 5, one leaks every 10 s, 4625
//! only, by `source_ip`, silent for one minute after an overflow. `-` is an address like any other. An agent runs on
//! each machine, so buckets are per host.

use super::alerts::{Alerts, Firing, RecordKey};
use super::view::{FlatEvent, seconds};
use super::window::group;
use super::{Rival, Rule};
use doorknob_event::time::{EventTime, MINUTE};
use rustc_hash::FxHashMap;

const CAPACITY: f64 = 5.0;
const LEAK: i64 = seconds(10);
const BLACKHOLE: i64 = MINUTE;

pub(super) fn rival() -> Rival {
    Rival::new(
        "CrowdSec",
        "windows-bf: a bucket of five per address that leaks one every 10 s",
        vec![Box::new(LeakyBuckets { buckets: FxHashMap::default() })],
    )
}

struct Bucket {
    level: f64,
    at: EventTime,
    records: Vec<RecordKey>,
    silent_until: EventTime,
}

struct LeakyBuckets {
    buckets: FxHashMap<String, Bucket>,
}

impl Rule for LeakyBuckets {
    fn observe(&mut self, event: &FlatEvent<'_>, alerts: &mut Alerts) {
        if event.security_id() != Some(4625) {
            return;
        }
        let group = group(&[event.host, &event.address()]);
        let bucket = self.buckets.entry(group.clone()).or_insert(Bucket {
            level: 0.0,
            at: event.time,
            records: Vec::new(),
            silent_until: event.time,
        });
        if event.time < bucket.silent_until {
            return;
        }
        let leaked = event.time.since(bucket.at).max(0) as f64 / LEAK as f64;
        bucket.level = (bucket.level - leaked).max(0.0);
        if bucket.level == 0.0 {
            // An empty bucket is thrown away, and its events with it.
            bucket.records.clear();
        }
        bucket.level += 1.0;
        bucket.at = event.time;
        bucket.records.push(alerts.record(event.host, event.record_id));
        if bucket.level <= CAPACITY {
            return;
        }
        let source = event.address();
        let firing = Firing {
            rule: "windows-bf",
            group: &group,
            at: event.time,
            techniques: &["T1110"],
            source: event.has_address().then_some(source.as_ref()),
            compromised: None,
        };
        alerts.fire(&firing, std::mem::take(&mut bucket.records));
        bucket.level = 0.0;
        bucket.silent_until = event.time.plus(BLACKHOLE);
    }
}
