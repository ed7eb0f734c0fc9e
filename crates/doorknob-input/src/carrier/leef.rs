//! Log Event Extended Format, as QRadar takes Windows events, and what its agent WinCollect writes.
//!
//! `LEEF:1.0|Microsoft|Windows|10|4625|name=value<TAB>name=value`; version 2.0 has a part more, which names the separator. WinCollect:
//! `AgentDevice=WindowsLog<TAB>AgentLogFile=Security<TAB>...`, with the rendered text in `Message`. Source: IBM, "LEEF components".
//! Traps: `devTime` is in the format that `devTimeFormat` names, milliseconds where it does not; relays turn tabs into `#011` or
//! blanks; WinCollect's times are seconds.

use super::attributes::Attributes;
use super::cef;
use crate::moment::Moment;
use crate::output::Output;
use crate::record::Header;
use crate::tally::Place;
use std::borrow::Cow;

/// Where the record begins in a line.
pub(super) fn find(text: &str) -> Option<usize> {
    let at = text.find("LEEF:").or_else(|| text.find("AgentDevice="))?;
    let rest = text.get(at..)?;
    ["LEEF:1", "LEEF:2", "AgentDevice=WindowsLog"].iter().any(|start| rest.starts_with(start)).then_some(at)
}

/// Reads a record that [`find`] found; whether it was recognised.
pub(super) fn read(text: &str, carrier: &'static str, place: Place, out: &mut Output<'_>) -> bool {
    if text.starts_with("AgentDevice=") {
        return read_agent(text, carrier, place, out);
    }
    let parts = if text.starts_with("LEEF:2") { 6 } else { 5 };
    let mut rest = text;
    let mut header = Vec::with_capacity(parts);
    for _ in 0..parts {
        let Some((part, behind)) = rest.split_once('|') else { return false };
        header.push(part);
        rest = behind;
    }
    let [_version, vendor, product, _product_version, id, ..] = header.as_slice() else { return false };
    let attributes = split(rest, header.get(5).copied().unwrap_or_default());
    let written = attributes.any(&["EventID", "EventIDCode"]);
    let Some(id) = id.trim().parse::<u16>().ok().or_else(|| written?.trim().parse().ok()) else {
        return false;
    };
    let mut event = Header::new(id);
    let owned = |name: Option<&str>| name.map(|name| Cow::Owned(name.to_owned()));
    event.provider = owned(attributes.any(&["SourceName", "ProviderName", "Source"]));
    event.channel = owned(attributes.any(&["Channel", "EventLog"]));
    let is_windows =
        vendor.eq_ignore_ascii_case("Microsoft") && product.to_ascii_lowercase().contains("windows");
    if event.provider.is_none() && event.channel.is_none() && is_windows {
        event.channel = Some(Cow::Borrowed("Security"));
    }
    cef::finish(event, &attributes, (carrier, "LEEF"), place, out);
    true
}

fn read_agent(text: &str, carrier: &'static str, place: Place, out: &mut Output<'_>) -> bool {
    let attributes = split(text, "");
    let Some(id) = attributes.any(&["EventIDCode", "EventID"]).and_then(|id| id.trim().parse().ok()) else {
        return false;
    };
    let mut event = Header::new(id);
    let owned = |name: Option<&str>| name.map(|name| Cow::Owned(name.to_owned()));
    event.provider = owned(attributes.get("Source"));
    event.channel = owned(attributes.get("AgentLogFile"));
    let seconds = attributes.get("TimeGenerated").and_then(|text| text.trim().parse().ok());
    let time = seconds.map_or(Moment::Unknown, |seconds| Moment::of_unix(seconds, 1));
    let mut known = Attributes::default();
    // Its own User and Domain are whoever the log's writer was, not the account tried.
    for name in ["Computer", "RecordNumber", "Message"] {
        if let Some(value) = attributes.get(name) {
            known.put(name, Cow::Borrowed(value));
        }
    }
    event.time = time;
    cef::finish(event, &known, (carrier, "WinCollect"), place, out);
    true
}

/// Attributes, set apart by what the header names (a character, or its code as `x09`), else by tabs or what became of them.
fn split<'a>(text: &'a str, named: &str) -> Attributes<'a> {
    let code = named.strip_prefix("0x").or_else(|| named.strip_prefix('x'));
    let character = match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
        Some(byte) => Some(char::from(byte)),
        None => named.chars().next(),
    };
    let separator = match character {
        Some(character) => character.to_string(),
        None => ["\t", "#011", "\\t"].into_iter().find(|tab| text.contains(tab)).unwrap_or("\t").to_owned(),
    };
    let mut attributes = Attributes::default();
    let mut rest = text;
    while let Some((name, behind)) = rest.split_once('=') {
        let name = name.trim();
        // The rendered text comes last and may hold anything.
        let end = match behind.find(&separator).filter(|_| name != "Message") {
            Some(at) => at,
            None => behind.len(),
        };
        let (value, after) = behind.split_at(end);
        attributes.put(name, Cow::Borrowed(value.trim_end()));
        rest = after.get(separator.len()..).unwrap_or_default();
    }
    attributes
}

#[cfg(test)]
mod tests {
    use crate::carrier::Carrier;
    use crate::check::read_text;

    #[test]
    fn records_of_several_writers() {
        let wanted = "LogonFailure 4625 2024-03-14T13:54:16.613Z dc01 #5 TargetUserName=bob TargetDomainName=CORP Status=0xC000006D \
                      SubStatus=0xC000006A LogonType=3 Workstation=KALI Address=203.0.113.9 Port=50122";
        let attributes = "devTime=1710424456613|identHostName=dc01|RecordNumber=5|usrName=bob|domain=CORP|Status=0xC000006D|\
                          SubStatus=0xC000006A|LogonType=3|srcHostName=KALI|src=203.0.113.9|srcPort=50122";
        let agent = "<13>Mar 14 13:54:16 dc01 AgentDevice=WindowsLog\tAgentLogFile=Security\t\
             Source=Microsoft-Windows-Security-Auditing\tComputer=dc01\tUser=\tDomain=\tEventID=4776\tEventIDCode=4776\tRecordNumber=9\t\
             TimeGenerated=1710424456\tTimeWritten=1710424456\tMessage=The computer attempted to validate the credentials for an \
             account.  Authentication Package: MICROSOFT_AUTHENTICATION_PACKAGE_V1_0  Logon Account: bob  Source Workstation: KALI  \
             Error Code: 0xC000006A";
        let table = [
            (format!("LEEF:1.0|Microsoft|Windows|10|4625|{}", attributes.replace('|', "\t")), wanted.to_owned()),
            (format!("LEEF:2.0|Microsoft|Windows|10|4625|^|{}", attributes.replace('|', "^")), wanted.to_owned()),
            (format!("<1>Mar 14 13:54:16 h LEEF:2.0|Microsoft|Windows|10|4625|x5E|{}", attributes.replace('|', "^")), wanted.to_owned()),
            (format!("LEEF:1.0|Acme|Firewall|10|4625|{}", attributes.replace('|', "\t")), String::new()),
            (
                agent.to_owned(),
                "NtlmValidation 4776 2024-03-14T13:54:16Z dc01 #9 TargetUserName=bob Workstation=KALI Status=0xC000006A \
                 AuthenticationPackage=MICROSOFT_AUTHENTICATION_PACKAGE_V1_0"
                    .to_owned(),
            ),
        ];
        for (text, wanted) in table {
            let (events, tally) = read_text(text.as_bytes(), &Carrier::Lines);
            assert_eq!((events.join("\n"), tally.records), (wanted, 1), "{text}");
        }
    }
}
