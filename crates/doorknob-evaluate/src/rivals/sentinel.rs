//! Microsoft Sentinel: three analytics rules on SecurityEvent.
//!
//! Restated from Azure-Sentinel `Detections/SecurityEvent` and its solutions (August 2026): *Failed logon attempts by
//! valid accounts within 10 mins*, *Excessive Windows Logon Failures*, *Multiple authentication failures followed by a
//! success*. Both volume rules group by `WorkstationName` and address together, so a client that invents names is never
//! counted twice; that is restated as it is.

use super::alerts::{Alerts, Firing, RecordKey};
use super::count_rule::{CountRule, user};
use super::sequence_rule::SequenceRule;
use super::view::{FlatEvent, code};
use super::window::{Span, group};
use super::{Rival, Rule};
use doorknob_event::time::{DAY, EventTime, HOUR, MINUTE};
use std::collections::BTreeMap;

pub(super) fn rival() -> Rival {
    Rival::new(
        "Sentinel",
        "Failed logon attempts by valid accounts within 10 mins; Excessive Windows Logon Failures; Multiple \
         authentication failures followed by a success",
        vec![
            CountRule {
                name: "Failed logon attempts by valid accounts within 10 mins",
                techniques: &["T1110"],
                filter: |event| {
                    event.security_id() == Some(4625) && event.number("SubStatus") != Some(code::NO_SUCH_USER)
                },
                group: by_seventeen_fields,
                distinct: user,
                span: Span::Tumbling(10 * MINUTE),
                fires: |window| window.count() >= 20,
                starts_anew: false,
                source: Some("IpAddress"),
            }
            .boxed(),
            Box::new(Excessive { days: BTreeMap::new() }),
            SequenceRule {
                name: "Multiple authentication failures followed by a success",
                techniques: &["T1110"],
                failure: |event| event.security_id() == Some(4625) && event.has_address(),
                success: |event| event.security_id() == Some(4624) && event.has_address(),
                group: |event| group(&[&event.user(), &event.text("TargetDomainName").to_lowercase()]),
                span: HOUR,
                failures_least: 5,
                successes_most: None,
            }
            .boxed(),
        ],
    )
}

/// The fields of the rule that differ between failures of one event id.
fn by_seventeen_fields(event: &FlatEvent<'_>) -> String {
    let texts = [
        "TargetUserName",
        "TargetDomainName",
        "LogonType",
        "LogonProcessName",
        "AuthenticationPackageName",
        "Status",
        "SubStatus",
        "SubjectUserName",
        "SubjectDomainName",
        "ProcessName",
        "WorkstationName",
        "IpAddress",
    ]
    .map(|field| event.text(field).to_lowercase());
    let mut parts: Vec<&str> = texts.iter().map(String::as_str).collect();
    parts.push(event.host);
    group(&parts)
}

/// At least 50 on a day, and at least a third of the seven days before, by account, logon type, code, machine,
/// workstation and address.
struct Excessive {
    days: BTreeMap<String, BTreeMap<i64, Vec<RecordKey>>>,
}

const EXCESSIVE_LEAST: usize = 50;

impl Rule for Excessive {
    fn observe(&mut self, event: &FlatEvent<'_>, alerts: &mut Alerts) {
        if event.security_id() != Some(4625) {
            return;
        }
        let texts =
            ["TargetUserName", "TargetDomainName", "LogonType", "SubStatus", "WorkstationName", "IpAddress"]
                .map(|field| event.text(field).to_lowercase());
        let mut parts: Vec<&str> = texts.iter().map(String::as_str).collect();
        parts.push(event.host);
        let days = self.days.entry(group(&parts)).or_default();
        days.entry(event.time.bin(DAY)).or_default().push(alerts.record(event.host, event.record_id));
    }

    fn finish(&mut self, alerts: &mut Alerts) {
        for (group, days) in &self.days {
            for (day, records) in days {
                let before: usize = days.range(day - 7..*day).map(|(_, records)| records.len()).sum();
                if records.len() >= EXCESSIVE_LEAST && records.len() * 3 >= before {
                    let address =
                        group.split('\u{1f}').nth(5).filter(|address| !matches!(*address, "" | "-"));
                    let firing = Firing {
                        rule: "Excessive Windows Logon Failures",
                        group,
                        at: EventTime((day + 1) * DAY),
                        techniques: &["T1110"],
                        source: address,
                        compromised: None,
                    };
                    alerts.fire(&firing, records.iter().copied());
                }
            }
        }
    }
}
