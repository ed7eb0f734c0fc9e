//! Sigma: the ten count rules that lie in `unsupported/` (the project ships no correlation rule), as a back end would
//! run them that supports them.
//!
//! Restated from SigmaHQ `unsupported/windows/win_security_susp_failed_*` (August 2026). Where a rule states no time
//! frame the count runs over everything.

use super::Rival;
use super::Rule;
use super::count_rule::{CountRule, user};
use super::view::{FlatEvent, code};
use super::window::{Span, group};
use doorknob_event::time::{DAY, HOUR};

const SPRAY: &[&str] = &["T1110.003"];

pub(super) fn rival() -> Rival {
    let mut rules = vec![
        more_than_ten("Kerberos wrong passwords by address", |event| {
            is(event, 4771, "Status", code::KERBEROS_WRONG_PASSWORD)
        }),
        more_than_ten("Kerberos revoked users by address", |event| {
            is(event, 4768, "Status", code::KERBEROS_REVOKED)
        }),
        more_than_ten("Kerberos unknown users by address", |event| {
            is(event, 4768, "Status", code::KERBEROS_NO_SUCH_USER)
        }),
        more_than_ten("Failed network logons by address", |event| {
            event.security_id() == Some(4625) && event.number("LogonType") == Some(3) && event.has_address()
        }),
        by("NTLM wrong passwords by workstation", "Workstation", |event| {
            is(event, 4776, "Status", code::WRONG_PASSWORD)
        }),
        by("NTLM unknown users by workstation", "Workstation", |event| {
            is(event, 4776, "Status", code::NO_SUCH_USER)
        }),
        by("Failed interactive logons by process", "ProcessName", |event| {
            event.security_id() == Some(4625)
                && event.number("LogonType") == Some(2)
                && !matches!(event.text("ProcessName").as_ref(), "" | "-")
        }),
    ];
    rules.push(few(
        "Failed logons of several users from one workstation",
        "WorkstationName",
        Span::Whole,
        |event| matches!(event.security_id(), Some(4625 | 529)),
    ));
    rules.push(few(
        "Failed NTLM of several users from one workstation",
        "Workstation",
        Span::Sliding(DAY),
        |event| event.security_id() == Some(4776) && event.number("Status") != Some(0),
    ));
    rules.push(
        CountRule {
            name: "Explicit credentials of many users",
            techniques: SPRAY,
            filter: |event| event.security_id() == Some(4648) && !event.is_machine_account(),
            group: |event| group(&[&event.text("SubjectUserName").to_lowercase()]),
            distinct: user,
            span: Span::Sliding(HOUR),
            fires: |window| window.distinct() > 10,
            starts_anew: false,
            source: None,
        }
        .boxed(),
    );
    Rival::new("Sigma, unsupported", "The ten count rules in SigmaHQ's unsupported folder", rules)
}

fn is(event: &FlatEvent<'_>, id: u16, field: &str, status: u32) -> bool {
    event.security_id() == Some(id) && event.number(field) == Some(status) && !event.is_machine_account()
}

fn more_than_ten(name: &'static str, filter: fn(&FlatEvent<'_>) -> bool) -> Box<dyn Rule> {
    by(name, "IpAddress", filter)
}

/// More than ten users a day.
fn by(name: &'static str, field: &'static str, filter: fn(&FlatEvent<'_>) -> bool) -> Box<dyn Rule> {
    counting(name, field, Span::Sliding(DAY), filter, |window| window.distinct() > 10)
}

/// More than three users.
fn few(
    name: &'static str,
    field: &'static str,
    span: Span,
    filter: fn(&FlatEvent<'_>) -> bool,
) -> Box<dyn Rule> {
    counting(name, field, span, filter, |window| window.distinct() > 3)
}

fn counting(
    name: &'static str,
    field: &'static str,
    span: Span,
    filter: fn(&FlatEvent<'_>) -> bool,
    fires: fn(&super::window::Window) -> bool,
) -> Box<dyn Rule> {
    let group = match field {
        "IpAddress" => |event: &FlatEvent<'_>| event.address().into_owned(),
        "Workstation" => |event: &FlatEvent<'_>| event.text("Workstation").to_lowercase(),
        "WorkstationName" => |event: &FlatEvent<'_>| event.text("WorkstationName").to_lowercase(),
        _ => |event: &FlatEvent<'_>| event.text("ProcessName").to_lowercase(),
    };
    CountRule {
        name,
        techniques: SPRAY,
        filter,
        group,
        distinct: user,
        span,
        fires,
        starts_anew: false,
        source: Some(field),
    }
    .boxed()
}
