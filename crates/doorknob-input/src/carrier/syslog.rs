//! Syslog around a record: RFC 3164 and RFC 5424, and NXLog's structured data.
//!
//! A header's time is the sender's, not the event's; with a zone it can tell the zone of the event's.

use crate::json::Scalar;
use crate::moment::Moment;
use crate::output::Output;
use crate::record::{Fields, Header as EventHeader, audit_failure, deliver};
use crate::tally::Place;
use doorknob_event::event::FieldPath;
use doorknob_event::time::EventTime;
use std::borrow::Cow;

/// What a syslog header says.
#[derive(Debug, Default)]
pub(super) struct Header<'a> {
    /// Time with a zone; RFC 3164 has none.
    pub(super) time: Option<EventTime>,
    /// Host that sent it.
    pub(super) host: Option<&'a str>,
    /// `APP-NAME`.
    pub(super) application: Option<&'a str>,
    /// Parameters of NXLog's structured data.
    pub(super) structured: Option<Vec<(&'a str, String)>>,
}

/// The name of the carrier, what stands behind the header, and the header; the whole line where it has none.
pub(super) fn unwrap(line: &str) -> (&'static str, &str, Header<'_>) {
    let Some(rest) = without_priority(line) else { return ("text", line, Header::default()) };
    match rfc_5424(rest) {
        Some((body, header)) => ("syslog", body, header),
        None => ("syslog", rest, Header { host: rfc_3164_host(rest), ..Header::default() }),
    }
}

/// `<13>` at the front.
fn without_priority(line: &str) -> Option<&str> {
    let (priority, rest) = line.strip_prefix('<')?.split_once('>')?;
    (priority.len() <= 3 && !priority.is_empty() && priority.bytes().all(|b| b.is_ascii_digit()))
        .then_some(rest)
}

/// `1 TIME HOST APP PROCID MSGID [SD] MSG`.
fn rfc_5424(rest: &str) -> Option<(&str, Header<'_>)> {
    let mut parts = rest.strip_prefix("1 ")?.splitn(6, ' ');
    let time = EventTime::parse(parts.next()?);
    let mut present = || parts.next().map(|text| Some(text).filter(|text| *text != "-"));
    let (host, application) = (present()?, present()?);
    let (_process, _message_id) = (present()?, present()?);
    let data_and_message = parts.next()?;
    let header = |structured| Header { time, host, application, structured };
    match data_and_message.strip_prefix('[') {
        Some(_) => {
            let (data, message) = structured_data(data_and_message)?;
            Some((message, header(data)))
        }
        None => Some((data_and_message.strip_prefix("- ").unwrap_or(data_and_message), header(None))),
    }
}

/// The host of `Mar 14 13:54:16 HOST tag: ...`.
fn rfc_3164_host(rest: &str) -> Option<&str> {
    rest.get(16..)?.split(' ').next().filter(|host| !host.is_empty())
}

/// Parameters by name.
type Parameters<'a> = Vec<(&'a str, String)>;

/// Elements `[id name="value" ...]` up to the message behind them; the parameters of the one of NXLog (`NXLOG@14506`).
fn structured_data(text: &str) -> Option<(Option<Parameters<'_>>, &str)> {
    let mut rest = text;
    let mut found = None;
    while let Some(element) = rest.strip_prefix('[') {
        let id_end = element.find([' ', ']'])?;
        let (id, mut inside) = element.split_at(id_end);
        let mut parameters = Vec::new();
        loop {
            inside = inside.trim_start();
            if let Some(after) = inside.strip_prefix(']') {
                rest = after;
                break;
            }
            let (name, value) = inside.split_once("=\"")?;
            let (value, after) = quoted(value)?;
            parameters.push((name, value));
            inside = after;
        }
        if id.starts_with("NXLOG@") {
            found = Some(parameters);
        }
    }
    Some((found, rest.trim_start()))
}

/// A value up to its closing quote, with `\"`, `\\` and `\]` undone (RFC 5424 section 6.3.3), and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, text.get(at + 1..)?)),
            '\\' => match chars.next()?.1 {
                escaped @ ('"' | '\\' | ']') => value.push(escaped),
                other => value.extend(['\\', other]),
            },
            other => value.push(other),
        }
    }
    None
}

/// Reads an event that stands in NXLog's structured data: the fields of `EventData` flat among its own; the time of the event
/// is the header's.
pub(super) fn read_structured(
    parameters: &[(&str, String)],
    header: &Header<'_>,
    place: Place,
    out: &mut Output<'_>,
) -> bool {
    let get =
        |name: &str| parameters.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
    let Some(id) = get("EventID").and_then(|id| id.parse::<u16>().ok()) else { return false };
    let mut event = EventHeader::new(id);
    event.provider = get("SourceName").or(header.application).map(Cow::Borrowed);
    event.channel = get("Channel").map(Cow::Borrowed);
    event.computer = get("Hostname").or(header.host).map(Cow::Borrowed);
    event.record_id = get("RecordNumber").and_then(|id| id.parse().ok());
    event.time = header.time.map_or(Moment::Unknown, Moment::At);
    let keywords = get("Keywords").map(|text| Scalar::Text(Cow::Borrowed(text)));
    event.audit_failure = keywords.and_then(|keywords| keywords.number()).and_then(audit_failure);
    out.tally.record("syslog", "NXLog structured data");
    if let Some(spec) = event.spec() {
        let fields = Fields::look_up(spec, |path| match path {
            FieldPath::Named(name) | FieldPath::UserData(name) => {
                get(name).map(|text| Scalar::Text(Cow::Borrowed(text)))
            }
            FieldPath::Position(_) => None,
        });
        deliver(spec, &event, &fields, place, out);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_taken_off() {
        let (carrier, body, header) = unwrap("<14>Mar 14 13:54:16 WKS10001 MSWinEventLog\t1");
        assert_eq!((carrier, header.host), ("syslog", Some("WKS10001")));
        assert!(body.ends_with("MSWinEventLog\t1"));
        let (_, body, header) = unwrap("<13>1 2025-09-18T13:03:42.970090Z foo - - - - MSWinEventLog\t1");
        assert_eq!((body, header.host), ("MSWinEventLog\t1", Some("foo")));
        assert_eq!(header.time.map(|time| time.to_string()).as_deref(), Some("2025-09-18T13:03:42.9700900Z"));
        let (_, body, header) = unwrap(
            r#"<11>1 2024-03-14T13:54:16Z w app 780 - [a@1 x="1"][NXLOG@14506 P="C:\\a\]\" \x" Q=""] msg"#,
        );
        assert_eq!(body, "msg");
        assert_eq!(header.structured, Some(vec![("P", r#"C:\a]" \x"#.to_owned()), ("Q", String::new())]));
        assert_eq!(unwrap("<Event>").0, "text");
        assert_eq!(unwrap("plain").1, "plain");
    }
}
