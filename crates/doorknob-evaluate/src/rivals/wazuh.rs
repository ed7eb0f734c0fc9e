//! Wazuh: rule 60204, eight failures in 240 seconds from the same address.
//!
//! Restated from wazuh 4.14 `ruleset/rules/0580-win-security_rules.xml`: on rule 60122 (each 4625), per agent, which is
//! the default of frequency rules. `-` equals `-`, so unrelated failures without an address are counted together.
//! Rules for single events (60122 at level 5, a lockout at level 9) are below the level 10 of this one and left out.

use super::Rival;
use super::count_rule::{CountRule, user};
use super::view::seconds;
use super::window::{Span, group};

pub(super) fn rival() -> Rival {
    Rival::new(
        "Wazuh",
        "Rule 60204: eight failures in 240 s from one address on one agent",
        vec![
            CountRule {
                name: "60204",
                techniques: &["T1110"],
                filter: |event| event.security_id() == Some(4625),
                group: |event| group(&[event.host, &event.address()]),
                distinct: user,
                span: Span::Sliding(seconds(240)),
                fires: |window| window.count() >= 8,
                starts_anew: false,
                source: Some("IpAddress"),
            }
            .boxed(),
        ],
    )
}
