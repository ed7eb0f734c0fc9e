//! Open Cybersecurity Schema Framework: class 3002 (Authentication) for logon attempts, class 0 (Base Event) for the events
//! that explain them, such as lockouts and RDP connections.
//!
//! Source: <https://schema.ocsf.io/1.4.0>, classes `authentication` and `base_event`. A value that the schema has no place
//! for, or whose place demands another form (`-` is no address), stands in `unmapped` under the name that Windows gives it.
//! With it nothing is lost; without it the event still says who, from where, to where and with what result.

use crate::column::field_text;
use crate::json_text::Json;
use crate::outcome::{Outcome, is_attempt, outcome};
use crate::{provider, windows_name};
use doorknob_event::event::{Event, EventKind, Field, FieldPath};
use std::borrow::Cow;
use std::net::IpAddr;

/// Version of the schema.
pub const VERSION: &str = "1.4.0";

const AUTHENTICATION: i32 = 3002;

/// Appends an event that has a time, without a line end.
pub fn write(event: &Event<'_>, out: &mut String) {
    let mut json = Json::begin(out);
    let attempt = is_attempt(event.kind);
    let activity = if attempt { activity(event.kind) } else { 0 };
    let class = if attempt { AUTHENTICATION } else { 0 };
    json.number("activity_id", activity);
    json.number("category_uid", class / 1000);
    json.number("class_uid", class);
    json.number("type_uid", class * 100 + activity);
    let outcome = outcome(event);
    json.number("severity_id", if outcome == Some(Outcome::Failure) { 2 } else { 1 });
    json.number("time", event.time.map_or(0, |time| time.0.div_euclid(10_000)));
    metadata(event, &mut json);
    status(event, outcome, &mut json);
    if attempt {
        endpoints(event, &mut json);
        people(event, &mut json);
        means(event, &mut json);
    } else if let Some(computer) = event.computer {
        json.object("device");
        json.text("hostname", &computer.to_text());
        json.number("type_id", 0);
        json.end();
    }
    unmapped(event, attempt, &mut json);
    json.end();
}

fn activity(kind: EventKind) -> i32 {
    match kind {
        EventKind::KerberosTicketGranting => 3,
        EventKind::KerberosService => 4,
        EventKind::KerberosPreAuthentication => 6,
        _ => 1,
    }
}

fn metadata(event: &Event<'_>, json: &mut Json<'_>) {
    let spec = event.kind.spec();
    json.object("metadata");
    json.text("version", VERSION);
    if !is_attempt(event.kind) {
        // It adds the device.
        json.texts("profiles", &["host"]);
    }
    json.object("product");
    json.text("name", "Windows");
    json.text("vendor_name", "Microsoft");
    json.end();
    json.text("event_code", &event.id.to_string());
    json.text("log_name", spec.channel);
    json.text("log_provider", provider::name(spec));
    json.text_if("uid", event.record_id.map(|id| id.to_string()).as_deref());
    // `time` has milliseconds.
    json.text_if("original_time", event.time.map(|time| time.to_string()).as_deref());
    json.end();
}

fn status(event: &Event<'_>, outcome: Option<Outcome>, json: &mut Json<'_>) {
    json.number(
        "status_id",
        match outcome {
            Some(Outcome::Success) => 1,
            Some(Outcome::Failure) => 2,
            None => 0,
        },
    );
    if let Some(code) = telling_code(event) {
        json.text("status_code", &code);
        json.text_if("status_detail", detail(&code));
    }
}

/// The sub status where it says more than the status.
fn telling_code<'a>(event: &Event<'a>) -> Option<Cow<'a, str>> {
    let sub_status = event.get(Field::SubStatus).and_then(|value| value.number()).filter(|code| *code != 0);
    let field = if sub_status.is_some() { Field::SubStatus } else { Field::Status };
    field_text(event, field)
}

/// The schema's words for common NTSTATUS values. Source: [MS-ERREF] section 2.3.
fn detail(code: &str) -> Option<&'static str> {
    let digits = code.strip_prefix("0x").or_else(|| code.strip_prefix("0X"))?;
    Some(match u32::from_str_radix(digits, 16).ok()? {
        0xC000_0064 => "USER_DOES_NOT_EXIST",
        0xC000_006A | 0xC000_006D => "INVALID_CREDENTIALS",
        0xC000_0072 => "ACCOUNT_DISABLED",
        0xC000_0234 => "ACCOUNT_LOCKED_OUT",
        0xC000_0071 | 0xC000_0224 => "PASSWORD_EXPIRED",
        _ => return None,
    })
}

/// A value that says something.
fn stated<'a>(event: &Event<'a>, field: Field) -> Option<Cow<'a, str>> {
    field_text(event, field).filter(|text| says_something(text))
}

fn says_something(text: &str) -> bool {
    !matches!(text, "" | "-")
}

fn endpoints(event: &Event<'_>, json: &mut Json<'_>) {
    let address = stated(event, Field::Address).filter(|text| text.parse::<IpAddr>().is_ok());
    let port = stated(event, Field::Port).and_then(|text| text.parse::<u16>().ok());
    let workstation = stated(event, Field::Workstation);
    if address.is_some() || workstation.is_some() {
        json.object("src_endpoint");
        json.text_if("ip", address.as_deref());
        if let Some(port) = port {
            json.number("port", port);
        }
        json.text_if("hostname", workstation.as_deref());
        json.end();
    }
    json.object("dst_endpoint");
    json.text("hostname", event.computer.map(|name| name.to_text()).as_deref().unwrap_or(""));
    json.end();
    if let Some(service) = stated(event, Field::ServiceName) {
        json.object("service");
        json.text("name", &service);
        json.end();
    }
}

fn people(event: &Event<'_>, json: &mut Json<'_>) {
    json.object("user");
    json.text("name", stated(event, Field::TargetUserName).as_deref().unwrap_or(""));
    json.text_if("domain", stated(event, Field::TargetDomainName).as_deref());
    json.text_if("uid", stated(event, Field::TargetSid).as_deref());
    json.end();
    let subject = [Field::SubjectUserName, Field::SubjectDomainName, Field::SubjectSid];
    let [name, domain, sid] = subject.map(|field| stated(event, field));
    let process = stated(event, Field::ProcessName);
    if name.is_none() && sid.is_none() && process.is_none() {
        return;
    }
    json.object("actor");
    if name.is_some() || sid.is_some() {
        json.object("user");
        json.text_if("name", name.as_deref());
        json.text_if("domain", domain.as_deref());
        json.text_if("uid", sid.as_deref());
        json.end();
    }
    // A process needs its id, which no wanted event of ours holds.
    json.text_if("app_name", process.as_deref());
    json.end();
}

fn means(event: &Event<'_>, json: &mut Json<'_>) {
    if let Some(logon_type) = logon_type(event) {
        json.number("logon_type_id", logon_type);
    }
    if let Some(package) = stated(event, Field::AuthenticationPackage) {
        json.number(
            "auth_protocol_id",
            match package.as_ref() {
                "NTLM" | "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0" => 1,
                "Kerberos" => 2,
                _ => 99,
            },
        );
        json.text("auth_protocol", &package);
    }
}

/// Windows' number, where the schema has it.
fn logon_type(event: &Event<'_>) -> Option<u8> {
    let number = stated(event, Field::LogonType)?.parse::<u8>().ok()?;
    matches!(number, 0 | 2..=5 | 7..=13).then_some(number)
}

/// What has no place above, or not in its own form.
fn unmapped(event: &Event<'_>, attempt: bool, json: &mut Json<'_>) {
    json.object("unmapped");
    if event.suspect {
        json.flag("suspect", true);
    }
    if let (None, Some(failure)) = (outcome(event), event.audit_failure) {
        json.flag("audit_failure", failure);
    }
    let spec = event.kind.spec();
    for (field, _) in event.fields() {
        let by_position = matches!(windows_name::path(spec, *field), Some(FieldPath::Position(_)));
        if attempt && !by_position && has_place(event, *field) {
            continue;
        }
        if let (Some(name), Some(text)) = (windows_name::name(spec, *field), field_text(event, *field)) {
            json.text(name, &text);
        }
    }
    json.end();
}

/// Whether the value of a field stands in the event exactly as it is.
fn has_place(event: &Event<'_>, field: Field) -> bool {
    let Some(text) = stated(event, field) else { return false };
    match field {
        Field::TargetUserName
        | Field::TargetDomainName
        | Field::AuthenticationPackage
        | Field::ProcessName
        | Field::ServiceName => true,
        Field::Workstation => event.kind != EventKind::RadiusDenied,
        Field::TargetSid => text.starts_with("S-1-"),
        Field::SubjectUserName | Field::SubjectSid => {
            text.starts_with("S-1-") || field == Field::SubjectUserName
        }
        Field::SubjectDomainName => {
            stated(event, Field::SubjectUserName).or(stated(event, Field::SubjectSid)).is_some()
        }
        Field::Address => text.parse::<IpAddr>().is_ok(),
        Field::Port => {
            let endpoint = has_place(event, Field::Address) || stated(event, Field::Workstation).is_some();
            endpoint && text.parse::<u16>().is_ok_and(|port| port.to_string() == text)
        }
        Field::LogonType => logon_type(event).is_some_and(|number| number.to_string() == text),
        Field::Status => event.get(Field::SubStatus).is_none(),
        _ => false,
    }
}
