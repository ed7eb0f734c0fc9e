//! The usual thresholds: what handbooks and MITRE's own examples suggest, over all failed authentications.
//!
//! Ten failures on one account in ten minutes (the mutable elements of AN1521 and AN1275 as MITRE fills them in), ten
//! accounts from one source in ten minutes (the threshold of Sigma and of most vendors' spraying rules), five sources on
//! one account in ten minutes (the SourceIPThreshold of AN1521), five failures and then a success of the same account in
//! ten minutes (AN1275). Sources are addresses, else workstations.
//!
//! Once over 4625 alone, as AN1521 says; and once over everything that says a logon failed: 4625, 4771, 4776 and the 4768s
//! for unknown and revoked users. The second sees the attempts that only controllers log, and counts a try as often as it
//! was logged.

use super::Rival;
use super::count_rule::{CountRule, user};
use super::sequence_rule::SequenceRule;
use super::view::{FlatEvent, code};
use super::window::Span;
use doorknob_event::time::MINUTE;

const WINDOW: i64 = 10 * MINUTE;

/// Over 4625 alone.
pub(super) fn logon_failures() -> Rival {
    rival::<false>("Usual thresholds, 4625", "on 4625")
}

/// Over everything that says a logon failed.
pub(super) fn all_failures() -> Rival {
    rival::<true>("Usual thresholds, all", "on 4625, 4768, 4771 and 4776")
}

fn rival<const ALL: bool>(name: &'static str, on: &str) -> Rival {
    Rival::new(
        name,
        format!(
            "10 failures on an account, 10 accounts from a source, 5 sources on an account, or 5 failures then a \
             success, each in 10 minutes, {on}"
        ),
        vec![
            CountRule {
                name: "Ten failures on one account",
                techniques: &["T1110.001"],
                filter: is_failure::<ALL>,
                group: user,
                distinct: source,
                span: Span::Sliding(WINDOW),
                fires: |window| window.count() >= 10,
                starts_anew: false,
                source: Some("IpAddress"),
            }
            .boxed(),
            CountRule {
                name: "Ten accounts from one source",
                techniques: &["T1110.003"],
                filter: is_failure_from_somewhere::<ALL>,
                group: source,
                distinct: user,
                span: Span::Sliding(WINDOW),
                fires: |window| window.distinct() >= 10,
                starts_anew: false,
                source: Some("IpAddress"),
            }
            .boxed(),
            CountRule {
                name: "Five sources on one account",
                techniques: &["T1110.001"],
                filter: is_failure_from_somewhere::<ALL>,
                group: user,
                distinct: source,
                span: Span::Sliding(WINDOW),
                fires: |window| window.distinct() >= 5,
                starts_anew: false,
                source: None,
            }
            .boxed(),
            SequenceRule {
                name: "Five failures, then a success",
                techniques: &["T1110.001", "T1078"],
                failure: is_failure::<ALL>,
                success: |event| event.security_id() == Some(4624) && !event.is_machine_account(),
                group: user,
                span: WINDOW,
                failures_least: 5,
                successes_most: None,
            }
            .boxed(),
        ],
    )
}

fn is_failure<const ALL: bool>(event: &FlatEvent<'_>) -> bool {
    match event.security_id() {
        Some(4625) => true,
        Some(4771) => ALL,
        Some(4776) => ALL && event.number("Status") != Some(0),
        Some(4768) => {
            ALL && matches!(
                event.number("Status"),
                Some(code::KERBEROS_NO_SUCH_USER | code::KERBEROS_REVOKED)
            )
        }
        _ => false,
    }
}

fn is_failure_from_somewhere<const ALL: bool>(event: &FlatEvent<'_>) -> bool {
    is_failure::<ALL>(event) && !source(event).is_empty()
}

/// The address, else the workstation; empty where neither is said.
fn source(event: &FlatEvent<'_>) -> String {
    if event.has_address() {
        let address = event.address();
        return address.strip_prefix("::ffff:").unwrap_or(&address).to_owned();
    }
    let field = if event.security_id() == Some(4776) { "Workstation" } else { "WorkstationName" };
    match event.text(field).as_ref() {
        "-" => String::new(),
        name => name.to_lowercase(),
    }
}
