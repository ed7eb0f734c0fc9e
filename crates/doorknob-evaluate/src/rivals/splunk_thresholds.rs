//! Splunk: the family "Windows Multiple Users Failed To Authenticate ...": more than 30 users in bins of five minutes.
//!
//! Restated from splunk/security_content `detections/endpoint` (October 2024).

use super::count_rule::{CountRule, user};
use super::view::{FlatEvent, code};
use super::window::{Span, group};
use super::{Rival, Rule};
use doorknob_event::time::MINUTE;

/// One kind of failure and what it is counted by.
#[derive(Clone, Copy)]
pub(super) struct Family {
    pub(super) name: &'static str,
    pub(super) filter: fn(&FlatEvent<'_>) -> bool,
    pub(super) group: fn(&FlatEvent<'_>) -> String,
    pub(super) source: Option<&'static str>,
}

/// The eight families; the one for 3-sigma bounds uses the same.
pub(super) const FAMILIES: [Family; 8] = [
    Family {
        name: "Kerberos wrong passwords (4771)",
        filter: |event| is(event, 4771, code::KERBEROS_WRONG_PASSWORD),
        group: by_address,
        source: Some("IpAddress"),
    },
    Family {
        name: "Kerberos unknown users (4768)",
        filter: |event| is(event, 4768, code::KERBEROS_NO_SUCH_USER),
        group: by_address,
        source: Some("IpAddress"),
    },
    Family {
        name: "Kerberos disabled users (4768)",
        filter: |event| is(event, 4768, code::KERBEROS_REVOKED),
        group: by_address,
        source: Some("IpAddress"),
    },
    Family {
        name: "NTLM wrong passwords (4776)",
        filter: |event| is(event, 4776, code::WRONG_PASSWORD),
        group: by_workstation,
        source: Some("Workstation"),
    },
    Family {
        name: "NTLM unknown users (4776)",
        filter: |event| is(event, 4776, code::NO_SUCH_USER),
        group: by_workstation,
        source: Some("Workstation"),
    },
    Family {
        name: "remote logons (4625)",
        filter: |event| {
            event.security_id() == Some(4625) && event.number("LogonType") == Some(3) && event.has_address()
        },
        group: |event| group(&[&event.address(), event.host]),
        source: Some("IpAddress"),
    },
    Family {
        name: "processes (4625)",
        filter: |event| {
            event.security_id() == Some(4625)
                && event.number("LogonType") == Some(2)
                && !matches!(event.text("ProcessName").as_ref(), "" | "-")
        },
        group: |event| group(&[&event.text("ProcessName"), &event.text("SubjectUserName"), event.host]),
        source: None,
    },
    Family {
        name: "explicit credentials (4648)",
        filter: |event| event.security_id() == Some(4648) && !event.is_machine_account(),
        group: |event| group(&[event.host, &event.text("SubjectUserName")]),
        source: None,
    },
];

pub(super) fn rival() -> Rival {
    Rival::new(
        "Splunk, >30 users",
        "Windows Multiple Users Failed To Authenticate: more than 30 users in 5 minutes, eight families",
        FAMILIES.iter().map(more_than_thirty).collect(),
    )
}

fn more_than_thirty(family: &Family) -> Box<dyn Rule> {
    CountRule {
        name: family.name,
        techniques: &["T1110.003"],
        filter: family.filter,
        group: family.group,
        distinct: user,
        span: Span::Tumbling(5 * MINUTE),
        fires: |window| window.distinct() > 30,
        starts_anew: false,
        source: family.source,
    }
    .boxed()
}

fn is(event: &FlatEvent<'_>, id: u16, status: u32) -> bool {
    event.security_id() == Some(id) && event.number("Status") == Some(status) && !event.is_machine_account()
}

fn by_address(event: &FlatEvent<'_>) -> String {
    event.address().into_owned()
}

fn by_workstation(event: &FlatEvent<'_>) -> String {
    event.text("Workstation").to_lowercase()
}
