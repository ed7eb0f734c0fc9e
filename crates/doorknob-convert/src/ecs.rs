//! Elastic Common Schema: what Winlogbeat and the ingest pipeline of its security module make of an event.
//!
//! Source: Elastic, "ECS field reference" 8.17, and the `winlog` fields of Winlogbeat. `winlog.event_data` keeps every value under the
//! name that Windows gives it, so that nothing is lost; the fields of the schema repeat what they have a place for.

use crate::column::{field_text, kind_word, text};
use crate::json_text::Json;
use crate::outcome::{is_attempt, outcome};
use crate::{provider, windows_name};
use doorknob_event::event::{Event, EventKind, Field, FieldPath};
use std::borrow::Cow;
use std::net::IpAddr;

/// Version of the schema.
pub const VERSION: &str = "8.17.0";

/// Appends an event that has a time, without a line end.
pub fn write(event: &Event<'_>, out: &mut String) {
    let spec = event.kind.spec();
    let code = event.id.to_string();
    let computer = event.computer.map(|name| name.to_text());
    let mut json = Json::begin(out);
    json.text_if("@timestamp", event.time.map(|time| time.to_string()).as_deref());
    json.object("ecs");
    json.text("version", VERSION);
    json.end();
    json.object("event");
    json.text("kind", "event");
    json.text("code", &code);
    json.text("provider", provider::name(spec));
    json.text("action", kind_word(event.kind));
    json.texts("category", &[category(event.kind)]);
    json.texts("type", &[if is_attempt(event.kind) { "start" } else { "info" }]);
    json.text("outcome", outcome(event).map_or("unknown", |outcome| outcome.word()));
    json.end();
    if let Some(computer) = &computer {
        json.object("host");
        json.text("name", computer);
        json.end();
    }
    source(event, &mut json);
    people(event, &mut json);
    winlog(event, &code, computer.as_deref(), &mut json);
    json.end();
}

fn category(kind: EventKind) -> &'static str {
    if is_attempt(kind) {
        "authentication"
    } else if is_about_account(kind) {
        "iam"
    } else {
        "host"
    }
}

/// Whether `user` is the one who acts and `user.target` the account.
fn is_about_account(kind: EventKind) -> bool {
    use EventKind::*;
    matches!(kind, LockedOut | Unlocked | PasswordChange | PasswordReset | AccountChanged)
}

fn stated<'a>(event: &Event<'a>, field: Field) -> Option<Cow<'a, str>> {
    field_text(event, field).filter(|text| !matches!(text.as_ref(), "" | "-"))
}

fn source(event: &Event<'_>, json: &mut Json<'_>) {
    let address = stated(event, Field::Address).filter(|text| text.parse::<IpAddr>().is_ok());
    let workstation = stated(event, Field::Workstation).filter(|_| event.kind != EventKind::RadiusDenied);
    if address.is_some() || workstation.is_some() {
        json.object("source");
        json.text_if("ip", address.as_deref());
        if let Some(port) = stated(event, Field::Port).and_then(|text| text.parse::<u16>().ok()) {
            json.number("port", port);
        }
        json.text_if("domain", workstation.as_deref());
        json.end();
    }
    if let Some(path) = stated(event, Field::ProcessName) {
        json.object("process");
        json.text("executable", &path);
        json.end();
    }
}

fn people(event: &Event<'_>, json: &mut Json<'_>) {
    const TARGET: [Field; 3] = [Field::TargetUserName, Field::TargetDomainName, Field::TargetSid];
    const SUBJECT: [Field; 3] = [Field::SubjectUserName, Field::SubjectDomainName, Field::SubjectSid];
    let about_account = is_about_account(event.kind);
    let user = if about_account { SUBJECT } else { TARGET };
    if user.iter().chain(&TARGET).all(|field| stated(event, *field).is_none()) {
        return;
    }
    json.object("user");
    person(event, user, json);
    if about_account {
        json.object("target");
        person(event, TARGET, json);
        json.end();
    }
    json.end();
}

fn person(event: &Event<'_>, [name, domain, sid]: [Field; 3], json: &mut Json<'_>) {
    json.text_if("name", stated(event, name).as_deref());
    json.text_if("domain", stated(event, domain).as_deref());
    json.text_if("id", stated(event, sid).as_deref());
}

fn winlog(event: &Event<'_>, code: &str, computer: Option<&str>, json: &mut Json<'_>) {
    let spec = event.kind.spec();
    json.object("winlog");
    json.text("channel", spec.channel);
    json.text("provider_name", provider::name(spec));
    json.text("event_id", code);
    json.text_if("computer_name", computer);
    json.text_if("record_id", event.record_id.map(|id| id.to_string()).as_deref());
    json.text_if("time_created", event.time.map(|time| time.to_string()).as_deref());
    if let Some(failure) = event.audit_failure {
        json.texts("keywords", &[if failure { "Audit Failure" } else { "Audit Success" }]);
    }
    for (name, user_data) in [("event_data", false), ("user_data", true)] {
        let lies_here = |field: Field| {
            matches!(windows_name::path(spec, field), Some(FieldPath::UserData(_))) == user_data
        };
        let mut fields = event.fields().iter().filter(|(field, _)| lies_here(*field)).peekable();
        if fields.peek().is_none() {
            continue;
        }
        json.object(name);
        for (field, value) in fields {
            if let Some(name) = windows_name::name(spec, *field) {
                json.text(name, &text(*field, value));
            }
        }
        json.end();
    }
    json.end();
}
