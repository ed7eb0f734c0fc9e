//! ES|QL for events of Elastic's System integration or Winlogbeat (ECS fields).
//!
//! Source: ES|QL reference, Elasticsearch 8.17: `MV_APPEND`, `DATE_TRUNC`, `COUNT_DISTINCT`, `CIDR_MATCH`, `RLIKE`.

use super::{Exception, domain_and_name, exceptions, windows, write_head};
use doorknob_event::settings::{Network, Settings};
use std::io::{self, Write};

pub(crate) fn write(out: &mut dyn Write, settings: &Settings) -> io::Result<()> {
    write_head(out, "//", settings, "ES|QL; each part is a query of its own")?;
    writeln!(out, "// Windows overlap by half: a burst shorter than half a window is never cut in two.")?;
    for (minutes, name) in windows(settings) {
        let title =
            format!("{} or more sources on one account or family within {name}", settings.source_threshold);
        let rule = format!(
            "| STATS failures = COUNT(*), sources = COUNT_DISTINCT(source.ip), first_seen = MIN(@timestamp), last_seen = MAX(@timestamp) BY family, window\n| WHERE sources >= {}",
            settings.source_threshold
        );
        write_query(out, settings, &title, minutes, "| WHERE source.ip IS NOT NULL", &rule)?;
    }
    let (minutes, floor) = (settings.window_minutes, settings.failure_floor);
    let title = format!("{floor} or more failures on one account or family within {minutes} min");
    let rule = format!(
        "| STATS failures = COUNT(*), first_seen = MIN(@timestamp), last_seen = MAX(@timestamp) BY family, window\n| WHERE failures >= {floor}"
    );
    write_query(out, settings, &title, minutes, "", &rule)?;
    let title = format!("one source on {floor} or more accounts within {minutes} min");
    let mut only = "| WHERE source.ip IS NOT NULL".to_owned();
    for shared in &settings.shared_source {
        only.push_str(&format!("\n| WHERE NOT {}", within(shared.address)));
    }
    let rule = format!(
        "| STATS failures = COUNT(*), accounts = COUNT_DISTINCT(account), first_seen = MIN(@timestamp), last_seen = MAX(@timestamp) BY source.ip, window\n| WHERE accounts >= {floor}"
    );
    write_query(out, settings, &title, minutes, &only, &rule)?;
    let title = format!(
        "a logon within {minutes} min after {floor} or more failures of the same source on the same account"
    );
    writeln!(out, "\n// {title}")?;
    write_events(out, settings, "event.code IN (\"4624\", \"4625\") AND source.ip IS NOT NULL")?;
    write_windows(out, minutes)?;
    writeln!(
        out,
        "| EVAL failed = CASE(event.code == \"4625\", @timestamp, NULL), succeeded = CASE(event.code == \"4624\", @timestamp, NULL)"
    )?;
    writeln!(
        out,
        "| STATS failures = COUNT(failed), first_failure = MIN(failed), last_success = MAX(succeeded) BY account, source.ip, window"
    )?;
    writeln!(out, "| WHERE failures >= {floor} AND last_success > first_failure")
}

fn write_query(
    out: &mut dyn Write,
    settings: &Settings,
    title: &str,
    minutes: u32,
    only: &str,
    rule: &str,
) -> io::Result<()> {
    writeln!(out, "\n// {title}")?;
    write_events(out, settings, "event.code == \"4625\"")?;
    if !only.is_empty() {
        writeln!(out, "{only}")?;
    }
    writeln!(out, "| EVAL family = {}", family(settings))?;
    write_windows(out, minutes)?;
    writeln!(out, "{rule}")
}

fn write_events(out: &mut dyn Write, settings: &Settings, events: &str) -> io::Result<()> {
    writeln!(out, "FROM logs-system.security-*, winlogbeat-*")?;
    writeln!(out, "| WHERE {events} AND NOT winlog.event_data.TargetUserName LIKE \"*$\"")?;
    writeln!(
        out,
        "| EVAL account = TO_LOWER(winlog.event_data.TargetUserName), domain = TO_LOWER(winlog.event_data.TargetDomainName)"
    )?;
    exceptions(settings)
        .iter()
        // A field that an event has not makes the whole condition null, and the event would be left out.
        .try_for_each(|exception| writeln!(out, "| WHERE NOT COALESCE({}, false)", matching(exception)))
}

fn write_windows(out: &mut dyn Write, minutes: u32) -> io::Result<()> {
    let half = minutes * 30;
    writeln!(
        out,
        "| EVAL window = MV_APPEND(DATE_TRUNC({minutes} minutes, @timestamp), DATE_TRUNC({minutes} minutes, @timestamp - {half} seconds) + {half} seconds)"
    )?;
    writeln!(out, "| MV_EXPAND window")
}

fn matching(exception: &Exception<'_>) -> String {
    let mut parts = Vec::new();
    if let Some(pattern) = exception.account {
        parts.push(account(pattern));
    }
    parts.extend(exception.network.map(within));
    parts.extend(exception.claimed.map(|name| {
        let name = text(&name.to_lowercase());
        format!("source.ip IS NULL AND TO_LOWER(winlog.event_data.WorkstationName) == {name}")
    }));
    parts.extend(exception.host.map(|pattern| format!("TO_LOWER(host.name) LIKE {}", like(pattern))));
    parts.join(" AND ")
}

fn account(pattern: &str) -> String {
    let (domain, name) = domain_and_name(pattern);
    let name = format!("account LIKE {}", like(name));
    match domain {
        Some(domain) => format!("(domain LIKE {} AND {name})", like(domain)),
        None => name,
    }
}

fn within(network: Network) -> String {
    format!("CIDR_MATCH(source.ip, \"{}\")", network.0)
}

fn family(settings: &Settings) -> String {
    let mut cases = Vec::new();
    for family in &settings.account_family {
        let any: Vec<String> = family.accounts.iter().map(|pattern| account(pattern)).collect();
        if !any.is_empty() {
            cases.push(format!("{}, {}", any.join(" OR "), text(&format!("family: {}", family.name))));
        }
    }
    if cases.is_empty() { "account".to_owned() } else { format!("CASE({}, account)", cases.join(", ")) }
}

/// A pattern for `LIKE` in lower case: `*` is its own wildcard, `?` and a backslash are not ours.
fn like(pattern: &str) -> String {
    text(&pattern.to_lowercase().replace('\\', "\\\\").replace('?', "\\?"))
}

/// A string literal.
fn text(text: &str) -> String {
    let shown = doorknob_report::visible::visible(text).replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{shown}\"")
}
