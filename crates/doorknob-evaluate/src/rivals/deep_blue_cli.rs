//! DeepBlueCLI: counts over a whole log.
//!
//! Restated from `DeepBlue.ps1` (version 3, June 2023), which reads the Security log of one machine: more than five
//! failures of one account; more than five failures in all on more than one account; more than six accounts with more
//! than six uses of explicit credentials (4648) each.

use super::alerts::{Alerts, Firing, RecordKey};
use super::count_rule::{CountRule, user};
use super::view::FlatEvent;
use super::window::{Span, group};
use super::{Rival, Rule};
use std::collections::BTreeMap;

pub(super) fn rival() -> Rival {
    Rival::new(
        "DeepBlueCLI",
        "More than five failures of an account, or of several, in the whole log of a machine; 4648 for many accounts",
        vec![
            CountRule {
                name: "High number of logon failures for one account",
                techniques: &["T1110.001"],
                filter: is_failure,
                group: |event| group(&[event.host, &event.user()]),
                distinct: user,
                span: Span::Whole,
                fires: |window| window.count() > 5,
                starts_anew: false,
                source: None,
            }
            .boxed(),
            CountRule {
                name: "High number of total logon failures for multiple accounts",
                techniques: &["T1110.003"],
                filter: is_failure,
                group: |event| group(&[event.host]),
                distinct: user,
                span: Span::Whole,
                fires: |window| window.count() > 5 && window.distinct() > 1,
                starts_anew: false,
                source: None,
            }
            .boxed(),
            Box::new(ExplicitCredentials { hosts: BTreeMap::new() }),
        ],
    )
}

fn is_failure(event: &FlatEvent<'_>) -> bool {
    event.security_id() == Some(4625)
}

/// "Distributed Account Explicit Credential Use".
struct ExplicitCredentials {
    hosts: BTreeMap<String, BTreeMap<String, Vec<RecordKey>>>,
}

const USES_MORE_THAN: usize = 6;
const ACCOUNTS_MORE_THAN: usize = 6;

impl Rule for ExplicitCredentials {
    fn observe(&mut self, event: &FlatEvent<'_>, alerts: &mut Alerts) {
        if event.security_id() != Some(4648) {
            return;
        }
        let accounts = self.hosts.entry(event.host.to_owned()).or_default();
        accounts.entry(event.user()).or_default().push(alerts.record(event.host, event.record_id));
        let often = || accounts.values().filter(|records| records.len() > USES_MORE_THAN);
        if often().count() <= ACCOUNTS_MORE_THAN {
            return;
        }
        let firing = Firing {
            rule: "Distributed Account Explicit Credential Use",
            group: event.host,
            at: event.time,
            techniques: &["T1110.003"],
            source: None,
            compromised: None,
        };
        alerts.fire(&firing, often().flatten().copied());
        self.hosts.remove(event.host);
    }
}
