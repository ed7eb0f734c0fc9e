//! Hayabusa: its three correlation rules.
//!
//! Restated from hayabusa-rules `builtin/Security/LogonLogoff/Logon/`: `Sec_4625_Med_LogonFail_WrongPW_PW-Guessing_Correlation`,
//! `Sec_4625_Med_LogonFail_UserGuessing_Correlation`, `Sec_4648_Med_ExplicitLogon_PW-Spray_Correlation` (August 2026).
//! After a hit the counting starts anew. The first rule is tagged T1110.003 by its authors though it counts one account.

use super::Rival;
use super::count_rule::{CountRule, user};
use super::view::{FlatEvent, code};
use super::window::{Span, group};
use doorknob_event::time::MINUTE;

pub(super) fn rival() -> Rival {
    Rival::new(
        "Hayabusa",
        "The three correlation rules that hayabusa-rules ships",
        vec![
            CountRule {
                name: "PW Guessing",
                techniques: &["T1110.003"],
                filter: |event| failure(event, code::WRONG_PASSWORD) && !event.is_machine_account(),
                group: |event| group(&[&event.user(), &event.text("TargetDomainName"), &caller(event)]),
                distinct: user,
                span: Span::Sliding(5 * MINUTE),
                fires: |window| window.count() >= 5,
                starts_anew: true,
                source: Some("IpAddress"),
            }
            .boxed(),
            CountRule {
                name: "User Guessing",
                techniques: &["T1110.003"],
                filter: |event| failure(event, code::NO_SUCH_USER),
                group: |event| {
                    group(&[&caller(event), &event.text("TargetDomainName"), &event.text("WorkstationName")])
                },
                distinct: user,
                span: Span::Sliding(5 * MINUTE),
                fires: |window| window.distinct() > 3,
                starts_anew: true,
                source: Some("IpAddress"),
            }
            .boxed(),
            CountRule {
                name: "PW Spray",
                techniques: &["T1110.003"],
                filter: |event| event.security_id() == Some(4648) && event.has_address(),
                group: |event| group(&[&event.address(), event.host]),
                distinct: user,
                span: Span::Sliding(5 * MINUTE),
                fires: |window| window.distinct() >= 5,
                starts_anew: true,
                source: Some("IpAddress"),
            }
            .boxed(),
        ],
    )
}

fn failure(event: &FlatEvent<'_>, sub_status: u32) -> bool {
    event.security_id() == Some(4625) && event.number("SubStatus") == Some(sub_status) && event.has_address()
}

/// Address, logon type, process and logon process: what both rules on 4625 group by.
fn caller(event: &FlatEvent<'_>) -> String {
    group(&[
        &event.address(),
        &event.text("LogonType"),
        &event.text("ProcessName"),
        &event.text("LogonProcessName"),
    ])
}
