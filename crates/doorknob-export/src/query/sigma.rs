//! Sigma correlation rules, version 2.0. Source: <https://github.com/SigmaHQ/sigma-specification>, "Sigma Correlation Rules".

use super::{Exception, domain_and_name, exceptions, windows, write_head};
use doorknob_event::settings::Settings;
use doorknob_report::visible::is_hostile;
use std::io::{self, Write};
use uuid::Uuid;

/// Namespace of the rules' ids.
const RULES: Uuid = Uuid::from_u128(0x2b1e_6c0d_94aa_5f3e_8a77_c0de_1521_0551);

/// First publication of the rules; a constant, for no clock decides an output.
const DATE: &str = "2026-01-01";

pub(crate) fn write(out: &mut dyn Write, settings: &Settings) -> io::Result<()> {
    write_head(out, "#", settings, "Sigma correlation rules")?;
    write_base(out, settings, "doorknob_failed_logon", "Failed logon", 4625, None)?;
    write_base(out, settings, "doorknob_logon", "Successful logon", 4624, None)?;
    for (number, family) in
        settings.account_family.iter().enumerate().filter(|(_, family)| !family.accounts.is_empty())
    {
        let name = format!("doorknob_failed_logon_family_{number}");
        let title = format!("Failed logon on the family {}", family.name);
        write_base(out, settings, &name, &title, 4625, Some(&family.accounts))?;
    }
    let threshold = settings.source_threshold;
    for (minutes, span) in windows(settings) {
        let title = format!("{threshold} or more sources fail on one account within {span}");
        write_rule(
            out,
            &Rule {
                name: &format!("doorknob_sources_{minutes}m"),
                title: &title,
                kind: "value_count",
                rules: &["doorknob_failed_logon"],
                group_by: &["TargetUserName"],
                minutes,
                condition: Some((Some("IpAddress"), threshold)),
                level: "medium",
            },
        )?;
        for number in family_numbers(settings) {
            let base = format!("doorknob_failed_logon_family_{number}");
            write_rule(
                out,
                &Rule {
                    name: &format!("doorknob_sources_family_{number}_{minutes}m"),
                    title: &format!("{threshold} or more sources fail on a family of accounts within {span}"),
                    kind: "value_count",
                    rules: &[&base],
                    group_by: &[],
                    minutes,
                    condition: Some((Some("IpAddress"), threshold)),
                    level: "medium",
                },
            )?;
        }
    }
    write_counts(out, settings)
}

fn family_numbers(settings: &Settings) -> impl Iterator<Item = usize> + '_ {
    let families = settings.account_family.iter().enumerate();
    families.filter(|(_, family)| !family.accounts.is_empty()).map(|(number, _)| number)
}

fn write_counts(out: &mut dyn Write, settings: &Settings) -> io::Result<()> {
    let (minutes, floor) = (settings.window_minutes, settings.failure_floor);
    let rule = |name, title, kind, rules, group_by, condition, level| Rule {
        name,
        title,
        kind,
        rules,
        group_by,
        minutes,
        condition,
        level,
    };
    let failed: &[&str] = &["doorknob_failed_logon"];
    let title = format!("{floor} or more failures on one account within {minutes} min");
    write_rule(
        out,
        &rule(
            "doorknob_failures",
            &title,
            "event_count",
            failed,
            &["TargetUserName"],
            Some((None, floor)),
            "low",
        ),
    )?;
    let title = format!("One source fails on {floor} or more accounts within {minutes} min");
    write_rule(
        out,
        &rule(
            "doorknob_accounts",
            &title,
            "value_count",
            failed,
            &["IpAddress"],
            Some((Some("TargetUserName"), floor)),
            "medium",
        ),
    )?;
    let title = format!("{floor} or more failures of one source on one account within {minutes} min");
    let pair: &[&str] = &["TargetUserName", "IpAddress"];
    write_rule(
        out,
        &rule("doorknob_guessing", &title, "event_count", failed, pair, Some((None, floor)), "low"),
    )?;
    let title = format!("A logon follows {floor} or more failures of the same source on the same account");
    write_rule(
        out,
        &rule(
            "doorknob_guessed",
            &title,
            "temporal_ordered",
            &["doorknob_guessing", "doorknob_logon"],
            pair,
            None,
            "high",
        ),
    )
}

fn write_base(
    out: &mut dyn Write,
    settings: &Settings,
    name: &str,
    title: &str,
    event: u16,
    family: Option<&Vec<String>>,
) -> io::Result<()> {
    write_title(out, name, title, settings)?;
    writeln!(out, "status: stable")?;
    writeln!(out, "description: Base of the correlation rules below; tells nothing by itself.")?;
    writeln!(out, "references:\n    - https://attack.mitre.org/techniques/T1110/001/")?;
    writeln!(out, "author: Doorknob\ndate: {DATE}")?;
    writeln!(out, "tags:\n    - attack.credential-access\n    - attack.t1110.001")?;
    writeln!(out, "logsource:\n    product: windows\n    service: security")?;
    writeln!(out, "detection:\n    selection:\n        EventID: {event}")?;
    writeln!(out, "    filter_main_computers:\n        TargetUserName|endswith: '$'")?;
    let mut conditions = vec!["selection and not 1 of filter_main_*".to_owned()];
    if let Some(patterns) = family {
        writeln!(out, "    family:")?;
        for pattern in patterns {
            write_account(out, pattern, "        - ", "          ")?;
        }
        conditions.push("family".to_owned());
    }
    let exceptions = exceptions(settings);
    for (number, exception) in exceptions.iter().enumerate() {
        writeln!(out, "    filter_optional_{number}:")?;
        write_exception(out, exception)?;
    }
    if !exceptions.is_empty() {
        conditions.push("not 1 of filter_optional_*".to_owned());
    }
    writeln!(out, "    condition: {}", conditions.join(" and "))?;
    writeln!(
        out,
        "falsepositives:\n    - Mistyped and forgotten passwords, services with old passwords\nlevel: informational"
    )
}

/// One pattern of an account as a list element or as members: `lead` before the first line, `indent` before the second.
fn write_account(out: &mut dyn Write, pattern: &str, lead: &str, indent: &str) -> io::Result<()> {
    let (domain, name) = domain_and_name(pattern);
    writeln!(out, "{lead}TargetUserName: {}", sigma_text(name))?;
    match domain {
        Some(domain) => writeln!(out, "{indent}TargetDomainName: {}", sigma_text(domain)),
        None => Ok(()),
    }
}

fn write_exception(out: &mut dyn Write, exception: &Exception<'_>) -> io::Result<()> {
    if let Some(pattern) = exception.account {
        write_account(out, pattern, "        ", "        ")?;
    }
    if let Some(network) = exception.network {
        writeln!(out, "        IpAddress|cidr: {}", quoted(&network.0.to_string()))?;
    }
    if let Some(name) = exception.claimed {
        writeln!(out, "        IpAddress:\n            - '-'\n            - ''")?;
        writeln!(out, "        WorkstationName: {}", sigma_exact(name))?;
    }
    match exception.host {
        Some(pattern) => writeln!(out, "        Computer: {}", sigma_text(pattern)),
        None => Ok(()),
    }
}

/// One correlation rule.
struct Rule<'a> {
    name: &'a str,
    title: &'a str,
    kind: &'a str,
    rules: &'a [&'a str],
    group_by: &'a [&'a str],
    minutes: u32,
    /// Field of a `value_count`, and the least number.
    condition: Option<(Option<&'a str>, u32)>,
    level: &'a str,
}

fn write_rule(out: &mut dyn Write, rule: &Rule<'_>) -> io::Result<()> {
    writeln!(
        out,
        "---\ntitle: {}\nid: {}\nname: {}",
        quoted(rule.title),
        id(rule.name, rule.title),
        rule.name
    )?;
    writeln!(out, "status: stable\nauthor: Doorknob\ndate: {DATE}")?;
    writeln!(out, "tags:\n    - attack.credential-access\n    - attack.t1110.001")?;
    writeln!(out, "correlation:\n    type: {}\n    rules:", rule.kind)?;
    rule.rules.iter().try_for_each(|name| writeln!(out, "        - {name}"))?;
    if !rule.group_by.is_empty() {
        writeln!(out, "    group-by:")?;
        rule.group_by.iter().try_for_each(|field| writeln!(out, "        - {field}"))?;
    }
    writeln!(out, "    timespan: {}m", rule.minutes)?;
    if let Some((field, least)) = rule.condition {
        writeln!(out, "    condition:\n        gte: {least}")?;
        if let Some(field) = field {
            writeln!(out, "        field: {field}")?;
        }
    }
    writeln!(
        out,
        "falsepositives:\n    - Shared addresses (VPN, NAT, terminal servers)\nlevel: {}",
        rule.level
    )
}

fn write_title(out: &mut dyn Write, name: &str, title: &str, settings: &Settings) -> io::Result<()> {
    let content = format!("{title} {:?} {:?}", settings.allow, settings.approved_scanner);
    writeln!(out, "---\ntitle: {}\nid: {}\nname: {name}", quoted(title), id(name, &content))
}

/// Another setting, another rule: the id follows from the content.
fn id(name: &str, content: &str) -> Uuid {
    Uuid::new_v5(&RULES, format!("{name} {content}").as_bytes())
}

/// A value with `*` as wildcard; `?` and backslashes are escaped, for they mean something to Sigma.
fn sigma_text(pattern: &str) -> String {
    quoted(&pattern.replace('\\', "\\\\").replace('?', "\\?"))
}

/// A value without wildcards.
fn sigma_exact(text: &str) -> String {
    quoted(&text.replace('\\', "\\\\").replace('?', "\\?").replace('*', "\\*"))
}

/// A YAML scalar: single quotes where they do, double ones with escapes where a character must not stand as it is.
fn quoted(text: &str) -> String {
    if !text.chars().any(is_hostile) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut scalar = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => scalar.push_str("\\\""),
            '\\' => scalar.push_str("\\\\"),
            c if is_hostile(c) => scalar.push_str(&format!("\\U{:08x}", u32::from(c))),
            c => scalar.push(c),
        }
    }
    scalar.push('"');
    scalar
}
