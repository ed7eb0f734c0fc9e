//! Snare's record: `MSWinEventLog`, then fields set apart by tabs (or by what relays make of a tab: `#011`, `\t`, `\011`).
//!
//! | field | |
//! |---|---|
//! | 1 | criticality |
//! | 2 | channel |
//! | 3 | Snare's own counter |
//! | 4 | time, `Thu Sep 18 13:03:42 2025`, local, without zone |
//! | 5 | event id |
//! | 6 | source, which may be `Windows` |
//! | 9 | `Success Audit`, `Failure Audit` |
//! | 10 | computer |
//! | 11 | category, at times a wrong one |
//! | 13 | rendered text on one line |
//! | 14 | record id (NXLog's variant; otherwise Snare's checksum; may be negative, since it has 32 bits) |
//!
//! Traps: datagrams cut short lose the end of the text, which holds the address; a JSON variant has an object behind the first
//! two fields.

use super::syslog;
use crate::civil_date::month_number;
use crate::dialect::audit_failure_of_name;
use crate::message;
use crate::moment::Moment;
use crate::output::Output;
use crate::record::{Header, deliver};
use crate::tally::Place;
use crate::zone::ZoneEvidence;
use doorknob_event::time::EventTime;
use std::borrow::Cow;

/// Reads a record that begins with `MSWinEventLog`; whether it was recognised.
pub(super) fn read(text: &str, syslog: &syslog::Header<'_>, place: Place, out: &mut Output<'_>) -> bool {
    let fields = split(text);
    let field = |at: usize| fields.get(at).map(|text| text.trim()).filter(|text| !text.is_empty());
    let Some(id) = field(5).and_then(|id| id.parse::<u16>().ok()) else { return false };
    let mut header = Header::new(id);
    header.channel = field(2).map(Cow::Borrowed);
    header.provider = field(6).map(Cow::Borrowed);
    header.computer = field(10).or(syslog.host).map(Cow::Borrowed);
    header.record_id = field(14).and_then(record_id);
    header.audit_failure = field(9).and_then(audit_failure_of_name);
    if let Some(local) = field(4).and_then(local_time) {
        header.time = Moment::Local(local);
        let evidence = |utc| ZoneEvidence { local, utc, tolerance_seconds: 1 };
        header.zone_evidence = syslog.time.map(evidence);
    }
    out.tally.record("syslog", "Snare");
    if let Some(spec) = header.spec() {
        let fields = message::fields(field(13).unwrap_or_default(), spec);
        deliver(spec, &header, &fields, place, out);
    }
    true
}

/// Fields, whatever the tabs became.
fn split(text: &str) -> Vec<&str> {
    let tab = ["\t", "#011", "\\011", "\\t"]
        .into_iter()
        .find(|tab| text.strip_prefix("MSWinEventLog").is_some_and(|rest| rest.starts_with(tab)));
    match tab {
        Some(tab) => text.split(tab).take(16).collect(),
        None => Vec::new(),
    }
}

/// NXLog writes 32 bits signed.
fn record_id(text: &str) -> Option<u64> {
    let number: i64 = text.parse().ok()?;
    u64::try_from(number).ok()
}

/// `Thu Sep 18 13:03:42 2025`.
fn local_time(text: &str) -> Option<EventTime> {
    let mut parts = text.split_whitespace().skip(1);
    let (month, day, clock, year) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let month = month_number(month)?;
    EventTime::parse_zoneless(&format!("{year}-{month:02}-{day:0>2}T{clock}"))
}

#[cfg(test)]
mod tests {
    use crate::carrier::Carrier;
    use crate::check::read_text;

    const FIELDS: &str = "MSWinEventLog\t1\tSecurity\t9391\tFri Sep 17 07:47:03 2021\t4776\tWindows\tN/A\tN/A\tFailure Audit\tDC1\t\
        Credential Validation\t\tThe computer attempted to validate the credentials for an account.    Authentication Package: MSV1  \
        Logon Account: bob  Source Workstation: WS  Error Code: 0xc000006a\t406";

    #[test]
    fn a_header_with_a_zone_places_the_time() {
        let line = format!("<13>1 2021-09-17T09:47:03.5+02:00 relay - - - - {FIELDS}");
        let wanted = "NtlmValidation 4776 2021-09-17T07:47:03Z DC1 #406 failure TargetUserName=bob Workstation=WS \
                      Status=0xc000006a AuthenticationPackage=MSV1";
        for tab in ["\t", "#011", "\\011"] {
            let (events, _) = read_text(line.replace('\t', tab).as_bytes(), &Carrier::Lines);
            assert_eq!(events, [wanted], "{tab:?}");
        }
    }

    #[test]
    fn without_a_zone_the_event_is_left_out_and_counted() {
        let (events, tally) =
            read_text(format!("<14>Sep 17 07:47:03 DC1 {FIELDS}").as_bytes(), &Carrier::Lines);
        assert!(events.is_empty());
        assert_eq!((tally.records, tally.events_without_zone), (1, 1));
    }
}
