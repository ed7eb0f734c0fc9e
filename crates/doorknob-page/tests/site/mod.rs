//! What surrounds the hand-made incidents: the run's figures, settings, readiness, lockout policies.

mod readiness;

pub(crate) use readiness::{lockout, readiness};

use crate::told::kinds::{self, Kind};
use crate::told::{Told, time};
use doorknob_event::anomaly::{Anomaly, AnomalyKind};
use doorknob_event::incident::{Incident, Severity, Verdict};
use doorknob_event::settings::{Allow, Network, Settings};
use doorknob_event::time::{EventTime, HOUR};
use doorknob_page::tries::{HourOfFailures, Tries};
use doorknob_report::{Hidden, RunSummary};

/// `number` incidents of all kinds, for size and speed.
pub(crate) fn many(number: u64) -> Vec<Told> {
    let kind = |at: u64| kinds::ALL.get(at as usize % kinds::ALL.len()).copied().unwrap_or(Kind::Spray);
    (0..number).map(|at| kinds::told(kind(at), at)).collect()
}

pub(crate) fn tries(told: &[Told]) -> Tries {
    let mut tries = Tries::default();
    for (incident, its) in told {
        for this in &its.tries {
            let hour = tries
                .hours
                .entry(EventTime(this.time.bin(HOUR) * HOUR))
                .or_insert_with(HourOfFailures::default);
            hour.all += u64::from(this.count);
            hour.attacks += if incident.verdict == Verdict::Attack { u64::from(this.count) } else { 0 };
        }
        tries.incidents.insert(incident.id.clone(), its.clone());
    }
    tries
}

pub(crate) fn summary(incidents: &[Incident]) -> RunSummary {
    RunSummary {
        inputs_read: 14,
        inputs_passed_over: 3,
        inputs_unreadable: 1,
        bytes: 2_310_000_000,
        records: 4_120_331,
        events: 812_440,
        failures: incidents.iter().map(|incident| incident.attempts.failures).sum::<u64>() + 1_204,
        successes: 301_882,
        lockouts: 19,
        period: Some((time("2024-03-04T00:00:02Z"), time("2024-03-17T23:59:58Z"))),
        hosts: ["dc01", "dc02", "web01", "rdp01", "app07", "fs02"]
            .map(|host| format!("{host}.corp.example"))
            .to_vec(),
        failures_without_address: 640,
        addresses_recovered: 512,
        anomalies: vec![
            Anomaly::new("logs/dc02-security.evtx", AnomalyKind::Damaged, "chunk checksum is wrong")
                .at_offset(65_536),
            Anomaly::new("logs/<b>old</b>.evtx", AnomalyKind::Truncated, "the file ends within a chunk")
                .at_offset(4_096),
        ],
        hidden: vec![Hidden {
            entry: "account CORP\\svc-scan*".to_owned(),
            reason: "weekly vulnerability scan, owner: security".to_owned(),
            incidents: 2,
            failures: 4_410,
        }],
        below_minimum: 0,
        minimum_severity: Some(Severity::Informational),
        ..RunSummary::default()
    }
}

pub(crate) fn settings() -> Settings {
    let network = |text: &str| Network::try_from(text.to_owned()).expect("a network");
    Settings {
        allow: vec![Allow {
            address: Some(network("198.51.100.64/26")),
            reason: "partner".to_owned(),
            ..Allow::default()
        }],
        ..Settings::default()
    }
}
