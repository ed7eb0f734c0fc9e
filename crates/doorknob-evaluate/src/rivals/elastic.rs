//! Elastic: the three rules on failed Windows logons.
//!
//! Restated from elastic/detection-rules `rules/windows/credential_access_bruteforce_*` (August 2026). Bins of 60 s, so
//! 75 failures on either side of a boundary are missed. The third rule asks failures to have a target SID other than
//! S-1-0-0, which ordinary 4625s never have; it is restated as it is.

use super::Rival;
use super::count_rule::{CountRule, user};
use super::sequence_rule::SequenceRule;
use super::view::{FlatEvent, seconds};
use super::window::{Span, group};
use doorknob_event::time::MINUTE;

/// Codes that the rules leave out: logon type not granted, no logon server, clock skew, Netlogon, SAM state.
const LEFT_OUT: [u32; 5] = [0xC000_015B, 0xC000_005E, 0xC000_0133, 0xC000_0192, 0xC000_00DC];

pub(super) fn rival() -> Rival {
    Rival::new(
        "Elastic",
        "Multiple Logon Failure from the same Source Address; Privileged Accounts Brute Force; Multiple Logon Failure \
         Followed by Logon Success",
        vec![
            CountRule {
                name: "Multiple Logon Failure from the same Source Address",
                techniques: &["T1110.001", "T1110.003"],
                filter: network_failure,
                group: by_source,
                distinct: user,
                span: Span::Tumbling(MINUTE),
                fires: |window| window.count() >= 100 && window.distinct() >= 2,
                starts_anew: false,
                source: Some("IpAddress"),
            }
            .boxed(),
            CountRule {
                name: "Privileged Accounts Brute Force",
                techniques: &["T1110.001", "T1110.003"],
                filter: |event| network_failure(event) && event.user().contains("admin"),
                group: by_source,
                distinct: user,
                span: Span::Tumbling(MINUTE),
                fires: |window| window.count() >= 50 && window.distinct() >= 2,
                starts_anew: false,
                source: Some("IpAddress"),
            }
            .boxed(),
            SequenceRule {
                name: "Multiple Logon Failure Followed by Logon Success",
                techniques: &["T1110.001", "T1110.003"],
                failure: |event| network_failure(event) && event.text("TargetUserSid") != "S-1-0-0",
                success: |event| event.security_id() == Some(4624) && is_remote(event),
                group: |event| group(&[event.host, &event.address()]),
                span: seconds(5),
                failures_least: 5,
                successes_most: None,
            }
            .boxed(),
        ],
    )
}

fn is_remote(event: &FlatEvent<'_>) -> bool {
    event.number("LogonType") == Some(3)
        && event.has_address()
        && !matches!(event.address().as_ref(), "127.0.0.1" | "::1")
}

fn network_failure(event: &FlatEvent<'_>) -> bool {
    let user = event.user();
    event.security_id() == Some(4625)
        && is_remote(event)
        && !matches!(user.as_str(), "" | "-" | "anonymous" | "anonymous logon")
        && !user.ends_with('$')
        && !event.text("TargetDomainName").eq_ignore_ascii_case("NT AUTHORITY")
        && !event.number("Status").is_some_and(|status| LEFT_OUT.contains(&status))
}

fn by_source(event: &FlatEvent<'_>) -> String {
    group(&[event.host, &event.address(), &event.text("LogonType")])
}
