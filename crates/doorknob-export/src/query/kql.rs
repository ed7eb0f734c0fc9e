//! KQL for Microsoft Sentinel's `SecurityEvent` table. Source: Kusto Query Language, Microsoft Learn.

use super::{Exception, domain_and_name, exceptions, regex, windows, write_head};
use doorknob_event::settings::{Network, Settings};
use std::io::{self, Write};
use std::net::IpAddr;

pub(crate) fn write(out: &mut dyn Write, settings: &Settings) -> io::Result<()> {
    write_head(out, "//", settings, "KQL; each part is a query of its own")?;
    writeln!(out, "// Windows overlap by half: a burst shorter than half a window is never cut in two.")?;
    for (minutes, name) in windows(settings) {
        let rule = format!(
            "| summarize Failures = count(), Sources = dcount(IpAddress), Addresses = make_set(IpAddress, 100), Computers = make_set(Computer, 100), First = min(TimeGenerated), Last = max(TimeGenerated) by Family, Window\n| where Sources >= {}",
            settings.source_threshold
        );
        let title =
            format!("{} or more sources on one account or family within {name}", settings.source_threshold);
        write_query(
            out,
            settings,
            &title,
            minutes,
            "| where isnotempty(IpAddress) and IpAddress != '-'",
            &rule,
        )?;
    }
    let floor = settings.failure_floor;
    let title =
        format!("{floor} or more failures on one account or family within {} min", settings.window_minutes);
    let rule = format!(
        "| summarize Failures = count(), Sources = dcount(IpAddress), First = min(TimeGenerated), Last = max(TimeGenerated) by Family, Window\n| where Failures >= {floor}"
    );
    write_query(out, settings, &title, settings.window_minutes, "", &rule)?;
    let title = format!("one source on {floor} or more accounts within {} min", settings.window_minutes);
    let shared: Vec<String> = settings.shared_source.iter().map(|shared| within(shared.address)).collect();
    let only = match shared.is_empty() {
        true => "| where isnotempty(IpAddress) and IpAddress != '-'".to_owned(),
        false => {
            format!("| where isnotempty(IpAddress) and IpAddress != '-' and not({})", shared.join(" or "))
        }
    };
    let rule = format!(
        "| summarize Failures = count(), Accounts = dcount(Account), Names = make_set(Account, 100), First = min(TimeGenerated), Last = max(TimeGenerated) by IpAddress, Window\n| where Accounts >= {floor}"
    );
    write_query(out, settings, &title, settings.window_minutes, &only, &rule)?;
    write_success(out, settings)
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
    writeln!(out, "SecurityEvent")?;
    writeln!(out, "| where EventID == 4625 and TargetUserName !endswith '$'")?;
    write_exceptions(out, settings)?;
    if !only.is_empty() {
        writeln!(out, "{only}")?;
    }
    writeln!(out, "| extend Account = tolower(TargetUserName)")?;
    writeln!(out, "| extend Family = {}", family(settings))?;
    writeln!(
        out,
        "| extend Window = pack_array(bin(TimeGenerated, {minutes}m), bin(TimeGenerated - {half}s, {minutes}m) + {half}s)",
        half = minutes * 30
    )?;
    writeln!(out, "| mv-expand Window to typeof(datetime)")?;
    writeln!(out, "{rule}")
}

/// A success after many failures of the same source on the same account.
fn write_success(out: &mut dyn Write, settings: &Settings) -> io::Result<()> {
    let (minutes, floor) = (settings.window_minutes, settings.failure_floor);
    writeln!(
        out,
        "\n// a logon within {minutes} min after {floor} or more failures of the same source on the same account"
    )?;
    writeln!(out, "SecurityEvent")?;
    writeln!(
        out,
        "| where EventID in (4624, 4625) and isnotempty(IpAddress) and IpAddress != '-' and TargetUserName !endswith '$'"
    )?;
    write_exceptions(out, settings)?;
    writeln!(out, "| extend Account = tolower(TargetUserName)")?;
    writeln!(
        out,
        "| extend Window = pack_array(bin(TimeGenerated, {minutes}m), bin(TimeGenerated - {half}s, {minutes}m) + {half}s)",
        half = minutes * 30
    )?;
    writeln!(out, "| mv-expand Window to typeof(datetime)")?;
    writeln!(
        out,
        "| extend Failed = iff(EventID == 4625, TimeGenerated, datetime(null)), Succeeded = iff(EventID == 4624, TimeGenerated, datetime(null))"
    )?;
    writeln!(
        out,
        "| summarize Failures = countif(EventID == 4625), FirstFailure = min(Failed), LastSuccess = max(Succeeded) by Account, IpAddress, Window"
    )?;
    writeln!(out, "| where Failures >= {floor} and LastSuccess > FirstFailure")
}

fn write_exceptions(out: &mut dyn Write, settings: &Settings) -> io::Result<()> {
    exceptions(settings)
        .iter()
        .try_for_each(|exception| writeln!(out, "| where not({})", matching(exception)))
}

fn matching(exception: &Exception<'_>) -> String {
    let mut parts = Vec::new();
    if let Some(pattern) = exception.account {
        parts.push(account(pattern));
    }
    parts.extend(exception.network.map(within));
    parts.extend(exception.claimed.map(|name| {
        format!("(isempty(IpAddress) or IpAddress == '-') and WorkstationName =~ {}", text(name))
    }));
    parts.extend(exception.host.map(|pattern| format!("Computer matches regex {}", text(&regex(pattern)))));
    parts.join(" and ")
}

fn account(pattern: &str) -> String {
    let (domain, name) = domain_and_name(pattern);
    let name = format!("TargetUserName matches regex {}", text(&regex(name)));
    match domain {
        Some(domain) => format!("(TargetDomainName matches regex {} and {name})", text(&regex(domain))),
        None => name,
    }
}

/// Whether the address lies in a network. `IpAddress` may be empty or `-`; both functions then answer null or false.
fn within(network: Network) -> String {
    match network.0.addr() {
        IpAddr::V4(_) => format!("coalesce(ipv4_is_in_range(IpAddress, '{}'), false)", network.0),
        IpAddr::V6(_) => format!("coalesce(ipv6_is_in_range(IpAddress, '{}'), false)", network.0),
    }
}

/// The site's own families by name, everything else by itself.
fn family(settings: &Settings) -> String {
    let mut cases = Vec::new();
    for family in &settings.account_family {
        let any: Vec<String> = family.accounts.iter().map(|pattern| account(pattern)).collect();
        if !any.is_empty() {
            cases.push(format!("{}, {}", any.join(" or "), text(&format!("family: {}", family.name))));
        }
    }
    if cases.is_empty() { "Account".to_owned() } else { format!("case({}, Account)", cases.join(", ")) }
}

/// A string literal.
fn text(text: &str) -> String {
    let mut literal = String::from("'");
    for character in text.chars() {
        match character {
            '\\' => literal.push_str("\\\\"),
            '\'' => literal.push_str("\\'"),
            c if doorknob_report::visible::is_hostile(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    literal.push_str(&format!("\\u{unit:04x}"));
                }
            }
            c => literal.push(c),
        }
    }
    literal.push('\'');
    literal
}
