//! ArcSight Common Event Format, and syslog lines that carry it.
//!
//! Source: "Implementing ArcSight Common Event Format (CEF)", version 26: in the extension `=`, `\` and line breaks are
//! escaped. Source of the syslog frame: RFC 5424 section 6.

use crate::json_text::{instant, milliseconds};
use crate::phrase::{PRODUCT, VERSION, account, addresses, claimed_name, confidence_percent, got_in};
use doorknob_event::incident::{Incident, Severity};
use doorknob_report::visible::visible;
use std::io::{self, Write};
use std::net::IpAddr;

/// Longest value of most fields of the extension.
const VALUE_MAX: usize = 1_000;

pub(crate) fn write(out: &mut dyn Write, incidents: &[&Incident]) -> io::Result<()> {
    incidents.iter().try_for_each(|incident| writeln!(out, "{}", line(incident)))
}

/// Facility 13, log audit; the host is not known to us, so it is the nil value.
pub(crate) fn write_syslog(out: &mut dyn Write, incidents: &[&Incident]) -> io::Result<()> {
    for incident in incidents {
        let priority = 13 * 8 + syslog_severity(incident.severity);
        let time = instant(incident.detected_at);
        // A byte order mark says that the message is UTF-8 (section 6.4).
        writeln!(out, "<{priority}>1 {time} - doorknob - incident - \u{feff}{}", line(incident))?;
    }
    Ok(())
}

fn line(incident: &Incident) -> String {
    let header = [
        PRODUCT.to_owned(),
        PRODUCT.to_lowercase(),
        VERSION.to_owned(),
        format!("{}:{}", incident.verdict, incident.class),
        incident.class.clone(),
        severity(incident.severity).to_string(),
    ];
    let header: Vec<String> = header.iter().map(|text| header_text(text)).collect();
    let fields = extension(incident);
    let fields: Vec<String> = fields
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| format!("{key}={}", extension_text(value)))
        .collect();
    format!("CEF:0|{}|{}", header.join("|"), fields.join(" "))
}

fn severity(severity: Severity) -> u8 {
    match severity {
        Severity::Informational => 1,
        Severity::Low => 3,
        Severity::Medium => 5,
        Severity::High => 8,
        Severity::Critical => 10,
    }
}

fn syslog_severity(severity: Severity) -> u8 {
    match severity {
        Severity::Informational => 6,
        Severity::Low => 5,
        Severity::Medium => 4,
        Severity::High => 3,
        Severity::Critical => 2,
    }
}

fn extension(incident: &Incident) -> Vec<(&'static str, String)> {
    let all = addresses(incident);
    let only = match all.as_slice() {
        [one] if incident.sources_total <= 1 => one.parse::<IpAddr>().ok(),
        _ => None,
    };
    let (v4, v6) = match only {
        Some(IpAddr::V4(address)) => (address.to_string(), String::new()),
        Some(IpAddr::V6(address)) => (String::new(), address.to_string()),
        None => Default::default(),
    };
    let one_account = incident.accounts.first().filter(|_| incident.accounts_total <= 1);
    let names: Vec<String> = incident.accounts.iter().take(50).map(account).collect();
    let v6_label = if v6.is_empty() { "" } else { "Source IPv6 Address" };
    vec![
        ("rt", milliseconds(incident.detected_at).to_string()),
        ("start", milliseconds(incident.first_seen).to_string()),
        ("end", milliseconds(incident.last_seen).to_string()),
        ("externalId", incident.id.clone()),
        ("cat", incident.verdict.word().to_owned()),
        ("cnt", incident.attempts.tries().min(i32::MAX as u64).to_string()),
        ("outcome", if got_in(incident) { "success" } else { "failure" }.to_owned()),
        ("src", v4),
        ("c6a2Label", v6_label.to_owned()),
        ("c6a2", v6),
        (
            "shost",
            incident
                .sources
                .first()
                .filter(|_| incident.sources_total <= 1)
                .and_then(|source| claimed_name(source))
                .map(str::to_owned)
                .unwrap_or_default(),
        ),
        ("duser", one_account.map(|one| one.name.clone()).unwrap_or_default()),
        ("dntdom", one_account.map(|one| one.domain.clone()).unwrap_or_default()),
        ("dhost", incident.hosts.first().map(|host| host.name.clone()).unwrap_or_default()),
        ("cn1Label", "accounts tried".to_owned()),
        ("cn1", incident.accounts_total.to_string()),
        ("cn2Label", "sources".to_owned()),
        ("cn2", incident.sources_total.to_string()),
        ("cn3Label", "confidence percent".to_owned()),
        ("cn3", confidence_percent(incident).to_string()),
        ("cs1Label", "techniques".to_owned()),
        ("cs1", incident.techniques.join(" ")),
        ("cs2Label", "source addresses".to_owned()),
        ("cs2", all.join(" ")),
        ("cs3Label", "target accounts".to_owned()),
        ("cs3", names.join(" ")),
        ("cs4Label", "next step".to_owned()),
        ("cs4", incident.next_steps.first().cloned().unwrap_or_default()),
        ("msg", incident.title.clone()),
    ]
}

/// Words of ours: the name of an event says what kind it is, and what it is about stands in the extension. So nothing has
/// to be escaped here, which many readers of CEF do not undo.
fn header_text(text: &str) -> String {
    let word = |c: char| if c.is_alphanumeric() || " -_.:".contains(c) { c } else { '_' };
    text.chars().take(VALUE_MAX).map(word).collect()
}

fn extension_text(text: &str) -> String {
    cut(text).replace('\\', "\\\\").replace('=', "\\=")
}

/// Hostile characters, line breaks among them, made visible; at most [`VALUE_MAX`] characters.
fn cut(text: &str) -> String {
    visible(text).chars().take(VALUE_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_field_or_a_line() {
        assert_eq!(header_text("a|b\\c\nd=e"), "a_b_c_d_e");
        assert_eq!(extension_text("a=b\\c\rsrc=1"), "a\\=b\\\\c\\\\u{d}src\\=1");
    }
}
