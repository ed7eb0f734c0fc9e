//! SPL for the Splunk Add-on for Microsoft Windows (XML or classic rendering, fields as the add-on names them).
//!
//! `streamstats time_window` slides, so no burst is cut in two. Source: Splunk Search Reference.

use super::{Exception, domain_and_name, exceptions, regex, windows, write_head};
use doorknob_event::settings::{Network, Settings};
use std::io::{self, Write};

pub(crate) fn write(out: &mut dyn Write, settings: &Settings) -> io::Result<()> {
    write_head(
        out,
        "#",
        settings,
        "SPL; each part is a search of its own (leave out the lines that begin with #)",
    )?;
    for (minutes, name) in windows(settings) {
        writeln!(
            out,
            "\n# {} or more sources on one account or family within {name}",
            settings.source_threshold
        )?;
        write_failures(out, settings)?;
        writeln!(out, "| where src_ip!=\"-\" AND src_ip!=\"\"")?;
        writeln!(
            out,
            "| streamstats time_window={minutes}m dc(src_ip) AS sources count AS failures BY family"
        )?;
        writeln!(out, "| where sources>={}", settings.source_threshold)?;
        writeln!(
            out,
            "| stats max(sources) AS sources max(failures) AS failures values(host) AS hosts min(_time) AS first max(_time) AS last BY family"
        )?;
    }
    let (minutes, floor) = (settings.window_minutes, settings.failure_floor);
    writeln!(out, "\n# {floor} or more failures on one account or family within {minutes} min")?;
    write_failures(out, settings)?;
    writeln!(out, "| streamstats time_window={minutes}m count AS failures BY family")?;
    writeln!(out, "| where failures>={floor}")?;
    writeln!(
        out,
        "| stats max(failures) AS failures values(host) AS hosts min(_time) AS first max(_time) AS last BY family"
    )?;
    writeln!(out, "\n# one source on {floor} or more accounts within {minutes} min")?;
    write_failures(out, settings)?;
    writeln!(out, "| where src_ip!=\"-\" AND src_ip!=\"\"")?;
    for shared in &settings.shared_source {
        writeln!(out, "| where NOT ({})", within(shared.address))?;
    }
    writeln!(out, "| streamstats time_window={minutes}m dc(account) AS accounts BY src_ip")?;
    writeln!(out, "| where accounts>={floor}")?;
    writeln!(
        out,
        "| stats max(accounts) AS accounts values(host) AS hosts min(_time) AS first max(_time) AS last BY src_ip"
    )?;
    writeln!(
        out,
        "\n# a logon within {minutes} min after {floor} or more failures of the same source on the same account"
    )?;
    write_events(out, settings, "(EventCode=4625 OR EventCode=4624)")?;
    writeln!(out, "| where src_ip!=\"-\" AND src_ip!=\"\"")?;
    writeln!(out, "| eval failed=if(EventCode=4625,1,0)")?;
    writeln!(out, "| streamstats time_window={minutes}m sum(failed) AS failures BY account src_ip")?;
    writeln!(out, "| where EventCode=4624 AND failures>={floor}")?;
    writeln!(out, "| table _time host account src_ip failures")
}

fn write_failures(out: &mut dyn Write, settings: &Settings) -> io::Result<()> {
    write_events(out, settings, "EventCode=4625")
}

fn write_events(out: &mut dyn Write, settings: &Settings, events: &str) -> io::Result<()> {
    writeln!(out, "(source=\"XmlWinEventLog:Security\" OR source=\"WinEventLog:Security\") {events}")?;
    writeln!(
        out,
        "| eval account=lower(coalesce(TargetUserName,user,\"\")), domain=lower(coalesce(TargetDomainName,dest_nt_domain,\"\")), src_ip=coalesce(IpAddress,src_ip,\"\"), workstation=lower(coalesce(WorkstationName,Workstation_Name,src_nt_host,\"\"))"
    )?;
    writeln!(out, "| where NOT match(account,\"\\$$\")")?;
    for exception in exceptions(settings) {
        writeln!(out, "| where NOT ({})", matching(&exception))?;
    }
    writeln!(out, "| eval family={}", family(settings))?;
    writeln!(out, "| sort 0 _time")
}

fn matching(exception: &Exception<'_>) -> String {
    let mut parts = Vec::new();
    if let Some(pattern) = exception.account {
        parts.push(account(pattern));
    }
    parts.extend(exception.network.map(within));
    parts.extend(
        exception.claimed.map(|name| {
            format!("(src_ip=\"-\" OR src_ip=\"\") AND workstation={}", text(&name.to_lowercase()))
        }),
    );
    parts.extend(exception.host.map(|pattern| format!("match(host,{})", text(&regex(pattern)))));
    parts.join(" AND ")
}

fn account(pattern: &str) -> String {
    let (domain, name) = domain_and_name(pattern);
    let name = format!("match(account,{})", text(&regex(name)));
    match domain {
        Some(domain) => format!("(match(domain,{}) AND {name})", text(&regex(domain))),
        None => name,
    }
}

fn within(network: Network) -> String {
    format!("cidrmatch(\"{}\",src_ip)", network.0)
}

fn family(settings: &Settings) -> String {
    let mut cases = Vec::new();
    for family in &settings.account_family {
        let any: Vec<String> = family.accounts.iter().map(|pattern| account(pattern)).collect();
        if !any.is_empty() {
            cases.push(format!("{},{}", any.join(" OR "), text(&format!("family: {}", family.name))));
        }
    }
    if cases.is_empty() { "account".to_owned() } else { format!("case({},true(),account)", cases.join(",")) }
}

/// A string literal. A macro's mark (a backtick) is no part of a string, but is left out of ours all the same.
fn text(text: &str) -> String {
    let shown =
        doorknob_report::visible::visible(text).replace('\\', "\\\\").replace('"', "\\\"").replace('`', "'");
    format!("\"{shown}\"")
}
