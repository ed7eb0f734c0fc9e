//! Hayabusa timelines and searches, JSON and CSV: alerts about records, not the log.
//!
//! Recognised by `RuleTitle` or `EventTitle` beside `RecordID`. One record gives several rows, a record that no rule names gives
//! none. Traps: channels and field names are abbreviated; fields stand in `Details` and `ExtraFieldInfo` (or `AllFieldInfo`), as
//! objects in JSON and joined by ` ¦ ` in CSV; the default profile rewrites codes to words, which are turned back here as far
//! as the mapping is one to one.
//! Source of abbreviations and words: the tool's rule configuration, `channel_abbreviations` and `data_mapping`.

use super::JsonDialect;
use super::logon_type::logon_type;
use super::paths::{SystemPaths, moment};
use crate::json::{Json, Scalar};
use crate::record::{Fields, Header};
use doorknob_event::event::{EventSpec, FieldPath};
use std::borrow::Cow;

pub(super) struct Hayabusa;

const SYSTEM: SystemPaths = SystemPaths {
    provider: &["Provider"],
    channel: &["Channel"],
    id: &["EventID"],
    computer: &["Computer"],
    record_id: &["RecordID"],
    keywords: &[],
};

const SEARCH: SystemPaths = SystemPaths {
    provider: &[],
    channel: &["Channel"],
    id: &["Event ID"],
    computer: &["Hostname"],
    record_id: &["Record ID"],
    keywords: &[],
};

const CHANNELS: [(&str, &str); 9] = [
    ("Sec", "Security"),
    ("Sys", "System"),
    ("App", "Application"),
    ("NTLM", "Microsoft-Windows-NTLM/Operational"),
    ("OpenSSH", "OpenSSH/Operational"),
    ("RDP-CoreTS", "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational"),
    ("RDS-RCM", "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational"),
    ("RDS-LSM", "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational"),
    ("RDS-GTW", "Microsoft-Windows-TerminalServices-Gateway/Operational"),
];

/// Words for codes that stand for exactly one code.
const CODES: [(&str, &str); 22] = [
    ("SUCCESS", "0x0"),
    ("NO LOGON SERVER", "0xc000005e"),
    ("UNKNOWN USER", "0xc0000064"),
    ("WRONG PW", "0xc000006a"),
    ("BAD USER OR PW", "0xc000006d"),
    ("ACCOUNT RESTRICTION POLICY PREVENTED LOGON", "0xc000006e"),
    ("OUTSIDE AUTHORIZED HOURS", "0xc000006f"),
    ("UNAUTHORIZED COMPUTER", "0xc0000070"),
    ("PW EXPIRED", "0xc0000071"),
    ("ACCOUNT DISABLED", "0xc0000072"),
    ("NO TRANSLATIONS", "0xc0000073"),
    ("SERVER IN WRONG STATE", "0xc00000dc"),
    ("CLOCK OUT OF SYNC WITH DC", "0xc0000133"),
    ("NO LOGON RIGHT", "0xc000015b"),
    ("TRUSTED DOMAIN FAILURE", "0xc000018c"),
    ("NETLOGON SERVICE NOT STARTED", "0xc0000192"),
    ("ACCOUNT EXPIRED", "0xc0000193"),
    ("USER REQUIRED TO CHANGE PASSWORD", "0xc0000224"),
    ("WINDOWS BUG", "0xc0000225"),
    ("ACCOUNT LOCKED", "0xc0000234"),
    ("UNFINISHED CONTEXT DELETED", "0xc00002ee"),
    ("BLOCKED BY AUTHENTICATION FIREWALL", "0xc0000413"),
];

/// Words for failure reasons.
const REASONS: [(&str, &str); 12] = [
    ("ERROR", "%%2304"),
    ("ACCOUNT EXPIRED", "%%2305"),
    ("NETLOGON NOT ACTIVE", "%%2306"),
    ("ACCOUNT LOCKOUT", "%%2307"),
    ("USER NOT GRANTED REQUESTED LOGON TYPE", "%%2308"),
    ("PW EXPIRED", "%%2309"),
    ("ACCOUNT DISABLED", "%%2310"),
    ("OUTSIDE AUTHORIZED HOURS", "%%2311"),
    ("UNAUTHORIZED COMPUTER", "%%2312"),
    ("BAD USER OR PW", "%%2313"),
    ("DOMAIN_SID_INCONSISTENT", "%%2314"),
    ("SMARTCARD_LOGON_REQUIRED", "%%2315"),
];

const PARTS: [&str; 3] = ["Details", "ExtraFieldInfo", "AllFieldInfo"];

impl JsonDialect for Hayabusa {
    fn name(&self) -> &'static str {
        "Hayabusa"
    }

    fn id_name(&self) -> &'static str {
        "EventID"
    }

    fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>> {
        record.get("RuleTitle").or_else(|| record.get("EventTitle"))?;
        let mut header = SYSTEM.header(record).or_else(|| SEARCH.header(record))?;
        let known = CHANNELS.iter().find(|(short, _)| header.channel.as_deref() == Some(short));
        if let Some((_, channel)) = known {
            header.channel = Some(Cow::Borrowed(channel));
        }
        header.time = moment(record, &["Timestamp"]);
        Some(header)
    }

    fn fields<'a>(&self, record: Json<'a>, spec: &'static EventSpec) -> Fields<'a> {
        Fields::look_up(spec, |path| {
            let (FieldPath::Named(name) | FieldPath::UserData(name)) = path else { return None };
            let value = look(record, name).or_else(|| look(record, abbreviation(name)?))?;
            readable(name, value)
        })
    }
}

fn look<'a>(record: Json<'a>, name: &str) -> Option<Scalar<'a>> {
    PARTS.iter().find_map(|part| {
        let part = record.get(part)?;
        match part.text() {
            Some(joined) => joined
                .split(" ¦ ")
                .filter_map(|pair| pair.split_once(':'))
                .find(|(key, _)| key.trim() == name)
                .map(|(_, value)| Scalar::Text(Cow::Owned(value.trim().to_owned()))),
            None => part.get(name)?.scalar(),
        }
    })
}

/// Field names of the default profile.
fn abbreviation(name: &str) -> Option<&'static str> {
    Some(match name {
        "LogonType" => "Type",
        "TargetUserName" | "User" | "Param1" => "TgtUser",
        "TargetDomainName" => "TgtDom",
        "SubjectUserName" => "SrcUser",
        "WorkstationName" | "Workstation" => "SrcComp",
        "IpAddress" | "Param3" | "Address" => "SrcIP",
        "AuthenticationPackageName" => "AuthPkg",
        "ProcessName" => "Proc",
        "ServiceName" => "Svc",
        "TargetServerName" => "TgtSvr",
        _ => return None,
    })
}

/// Turns words back into codes; a code in words that are not known is no value.
fn readable<'a>(name: &str, value: Scalar<'a>) -> Option<Scalar<'a>> {
    let Scalar::Text(text) = &value else { return Some(value) };
    match name {
        "LogonType" => logon_type(text).map(Scalar::Unsigned),
        "Status" | "SubStatus" if value.number().is_none() => code(&CODES, text),
        "FailureReason" if !text.starts_with("%%") => code(&REASONS, text),
        _ => Some(value),
    }
}

fn code<'a>(table: &'static [(&'static str, &'static str)], words: &str) -> Option<Scalar<'a>> {
    let known = table.iter().find(|(known, _)| *known == words)?;
    Some(Scalar::Text(Cow::Borrowed(known.1)))
}

#[cfg(test)]
mod tests {
    use crate::dialect::tests::check;

    #[test]
    fn objects_and_joined_text_read_alike() {
        let head = r#""Timestamp":"2021-10-23 21:50:11.666 +00:00","RuleTitle":"Logon Failure","Level":"low",
            "Computer":"FS03","Channel":"Sec","EventID":4625,"RecordID":90907"#;
        let objects = r#""Details":{"Type":"10 - REMOTE INTERACTIVE","TgtUser":"-","SubStatus":"SUCCESS"},
            "ExtraFieldInfo":{"Status":"ACCOUNT RESTRICTION POLICY PREVENTED LOGON"}"#;
        let joined = r#""Details":"Type: 10 - REMOTE INTERACTIVE ¦ TgtUser: - ¦ SubStatus: SUCCESS",
            "ExtraFieldInfo":"Status: ACCOUNT RESTRICTION POLICY PREVENTED LOGON""#;
        for rest in [objects, joined] {
            check(
                &format!("{{{head},{rest}}}"),
                "LogonFailure 4625 2021-10-23T21:50:11.666Z FS03 #90907 \
                 TargetUserName=- Status=0xc000006e SubStatus=0x0 LogonType=10",
            );
        }
    }
}
