//! Common Event Format, as ArcSight's connectors and others write Windows events.
//!
//! `CEF:0|Microsoft|Microsoft Windows||Microsoft-Windows-Security-Auditing:4625|name|severity|name=value name=value`. Source: ArcSight,
//! "Common Event Format", version 25. Traps: values hold blanks, so that one ends where the next name begins; `\=`, `\\`, `\n` and
//! in the header `\|` are escaped; fields without a name of their own are `cs1` to `cs6` and `cn1` to `cn3`, each with a label;
//! the id alone says nothing when the maker is not Microsoft.

use super::attributes::{Attributes, moment};
use crate::dialect::audit_failure_of_name;
use crate::message;
use crate::output::Output;
use crate::record::{Fields, Header, deliver};
use crate::tally::Place;
use doorknob_event::event::FieldPath;
use std::borrow::Cow;

/// Where the record begins in a line.
pub(super) fn find(text: &str) -> Option<usize> {
    text.find("CEF:").filter(|at| text.get(at + 4..).is_some_and(|rest| rest.starts_with(['0', '1'])))
}

/// Reads a record that begins with `CEF:`; whether it was recognised.
pub(super) fn read(text: &str, carrier: &'static str, place: Place, out: &mut Output<'_>) -> bool {
    let Some((parts, extension)) = header(text) else { return false };
    let [_version, vendor, product, _product_version, signature, _name, _severity] = parts.as_slice() else {
        return false;
    };
    let attributes = extension_of(extension);
    let (provider, id) = match signature.rsplit_once(':') {
        Some((provider, id)) => (Some(provider), id),
        None => (None, signature.as_ref()),
    };
    let written = attributes.any(&["EventID", "externalId"]);
    let Some(id) = id.trim().parse::<u16>().ok().or_else(|| written?.trim().parse().ok()) else {
        return false;
    };
    let mut event = Header::new(id);
    let named = attributes.any(&["SourceName", "ProviderName", "sourceServiceName", "deviceFacility"]);
    event.provider = provider.or(named).map(|name| Cow::Owned(name.to_owned()));
    event.channel = attributes.any(&["Channel", "cat"]).map(|name| Cow::Owned(name.to_owned()));
    let is_windows =
        vendor.eq_ignore_ascii_case("Microsoft") && product.to_ascii_lowercase().contains("windows");
    if event.provider.is_none() && event.channel.is_none() && is_windows {
        event.channel = Some(Cow::Borrowed("Security"));
    }
    finish(event, &attributes, (carrier, "CEF"), place, out);
    true
}

/// What CEF and LEEF have in common: the rest of the header, the fields, and the event.
pub(super) fn finish(
    mut event: Header<'_>,
    attributes: &Attributes<'_>,
    (carrier, dialect): (&'static str, &'static str),
    place: Place,
    out: &mut Output<'_>,
) {
    const TIMES: [&str; 8] =
        ["SystemTime", "TimeCreated", "EventTime", "TimeGenerated", "start", "end", "devTime", "rt"];
    out.tally.record(carrier, dialect);
    let Some(spec) = event.spec() else { return };
    let computer = attributes.any(&["Computer", "Hostname", "dvchost", "identHostName", "dhost", "dvc"]);
    event.computer = computer.map(|name| Cow::Owned(name.to_owned()));
    let record =
        ["EventRecordID", "RecordNumber", "EventRecordId"].iter().find_map(|name| attributes.windows(name));
    event.record_id = record.and_then(|id| id.number());
    event.time = attributes.any(&TIMES).map_or(event.time, moment);
    let outcome = ["Keywords", "outcome", "categoryOutcome"].iter().find_map(|name| attributes.get(name));
    event.audit_failure = outcome.and_then(outcome_of);
    let mut fields = Fields::look_up(spec, |path| match path {
        FieldPath::Named(name) | FieldPath::UserData(name) => attributes.windows(name),
        FieldPath::Position(_) => None,
    });
    if fields.is_empty()
        && let Some(text) = attributes.any(&["Message", "msg"])
    {
        fields = message::fields(text, spec);
    }
    deliver(spec, &event, &fields, place, out);
}

/// `failure`, `/Success`, `Audit Failure`.
fn outcome_of(text: &str) -> Option<bool> {
    match text.trim_start_matches('/').to_ascii_lowercase().as_str() {
        "failure" => Some(true),
        "success" => Some(false),
        other => audit_failure_of_name(other),
    }
}

/// The seven parts in front, their escapes undone, and the extension.
fn header(text: &str) -> Option<(Vec<Cow<'_, str>>, &str)> {
    let mut parts = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'|' => {
                parts.push(unescaped(text.get(start..at)?));
                start = at + 1;
                if parts.len() == 7 {
                    return Some((parts, text.get(start..)?));
                }
            }
            _ => {}
        }
    }
    None
}

/// Names and values. A name is a word before a `=` that is not escaped.
fn extension_of(text: &str) -> Attributes<'_> {
    let mut attributes = Attributes::default();
    let mut name: Option<(&str, usize)> = None;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'=' => {
                let before = text.get(..at).unwrap_or_default();
                let begin = before.rfind([' ', '\t', '|']).map_or(0, |blank| blank + 1);
                let word = before.get(begin..).unwrap_or_default();
                let is_name = !word.is_empty()
                    && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-[]".contains(&byte));
                if is_name && name.is_none_or(|(_, from)| begin >= from) {
                    if let Some((name, from)) = name {
                        attributes.put(name, unescaped(text.get(from..begin).unwrap_or_default().trim_end()));
                    }
                    name = Some((word, at + 1));
                }
            }
            _ => {}
        }
    }
    if let Some((name, from)) = name {
        attributes.put(name, unescaped(text.get(from..).unwrap_or_default().trim_end()));
    }
    attributes
}

fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (character, character == '\\') {
            (_, true) => match characters.next() {
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some(escaped @ ('\\' | '=' | '|')) => out.push(escaped),
                // Many writers forget to escape the backslashes of paths and domains.
                Some(other) => out.extend(['\\', other]),
                None => out.push('\\'),
            },
            (character, false) => out.push(character),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use crate::carrier::Carrier;
    use crate::check::read_text;

    #[test]
    fn records_of_several_writers() {
        let table = [
            (
                "<134>Mar 14 13:54:16 collector CEF:0|Microsoft|Microsoft Windows||Microsoft-Windows-Security-Auditing:4625|An account \
                 failed to log on.|Low| eventId=11 externalId=4625 categoryOutcome=/Failure rt=1710424456613 cat=Security \
                 src=203.0.113.9 spt=50122 shost=KALI dhost=dc01.corp.example dntdom=CORP duser=j doe cn1Label=LogonType cn1=3 \
                 cs4Label=Status cs4=0xC000006D cs5Label=Sub Status cs5=0xC000006A dproc=C:\\\\Windows\\\\a\\=b.exe",
                "LogonFailure 4625 2024-03-14T13:54:16.613Z dc01.corp.example failure TargetUserName=j doe TargetDomainName=CORP \
                 Status=0xC000006D SubStatus=0xC000006A LogonType=3 Workstation=KALI ProcessName=C:\\Windows\\a=b.exe \
                 Address=203.0.113.9 Port=50122",
            ),
            (
                "CEF:0|Microsoft|Windows|10|4776|x\\|y|5|start=Mar 14 2024 13:54:16 UTC dvchost=DC TargetUserName=bob \
                 ad.Workstation=WS Status=0xc000006a EventRecordID=77 outcome=failure",
                "NtlmValidation 4776 2024-03-14T13:54:16Z DC #77 failure TargetUserName=bob Workstation=WS Status=0xc000006a",
            ),
            ("CEF:0|Acme|Firewall|1|4625|denied|5|src=203.0.113.9 rt=1710424456613", ""),
            ("CEF:0|Microsoft|Windows|10|4688|x|5|rt=1710424456613", ""),
        ];
        for (text, wanted) in table {
            let (events, tally) = read_text(text.as_bytes(), &Carrier::Lines);
            assert_eq!((events.join("\n").as_str(), tally.records), (wanted, 1), "{text}");
        }
    }

    #[test]
    fn broken_records_are_none() {
        for text in ["CEF:0|Microsoft|Windows|10", "CEF:0|a|b|c|d|e|f|x=y", "CEF:0|||||||"] {
            let (events, tally) = read_text(text.as_bytes(), &Carrier::Lines);
            assert_eq!((events.len(), tally.records), (0, 0), "{text}");
        }
    }
}
