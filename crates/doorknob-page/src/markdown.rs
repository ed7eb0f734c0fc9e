//! The report as Markdown, for tickets and wikis: the same answer without pictures.

use crate::lockout::{LockedOut, LockoutPolicy};
use crate::page::Page;
use crate::phrases;
use crate::readiness::{EXPOSED_SHOWN, Readiness};
use crate::story;
use doorknob_event::incident::{Incident, PhaseSteps, Verdict};
use doorknob_report::by_importance;
use doorknob_report::quantity::{count, counted, less_likely_by};
use doorknob_report::visible::visible;
use std::io::{self, Write};

/// Names in a list.
const LISTED_MAX: usize = 12;

/// Writes the report as Markdown (CommonMark with the tables of GitHub). Text from logs neither formats nor links.
///
/// # Errors
/// Whatever `out` returns.
pub fn write_markdown(page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (_, headline) = story::headline(page);
    let title = if page.subject.is_empty() {
        "Failed logons, explained".to_owned()
    } else {
        format!("{}: failed logons, explained", plain(page.subject))
    };
    writeln!(out, "# {title}\n")?;
    writeln!(out, "**{}**\n", plain(&headline))?;
    if let Some((first, last)) = page.summary.period {
        writeln!(out, "{}\n", plain(&phrases::span(first, last)))?;
    }
    writeln!(out, "{}\n", plain(&story::lead(page)))?;
    write_steps(page, out)?;
    write_incidents(page, out)?;
    write_work_list(page, out)?;
    write_readiness(page, out)?;
    write_lockout(page, out)?;
    write_method(page, out)
}

fn write_steps(page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
    let steps = story::first_steps(page);
    if steps.is_empty() {
        return Ok(());
    }
    writeln!(out, "## What to do first\n")?;
    for (number, step) in (1..).zip(&steps) {
        writeln!(out, "{number}. **{}** {}", step.actor.text(), plain(&step.text))?;
    }
    writeln!(out)
}

fn write_incidents(page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
    let incidents = by_importance(page.incidents);
    writeln!(out, "## Incidents\n")?;
    if incidents.is_empty() {
        return writeln!(out, "There are none to tell.\n");
    }
    writeln!(
        out,
        "| severity | what | how sure | tried | when | state | id |\n|---|---|---|---|---|---|---|"
    )?;
    for incident in &incidents {
        let cells = [
            phrases::severity(incident.severity).to_owned(),
            plain(&incident.title),
            plain(&phrases::sureness(incident)),
            plain(&phrases::who(incident)),
            plain(&phrases::span(incident.first_seen, incident.last_seen)),
            phrases::state(incident, page.summary).to_owned(),
            plain(&incident.id),
        ];
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    writeln!(out)?;
    let told = |incident: &&&Incident| matches!(incident.verdict, Verdict::Attack | Verdict::Undetermined);
    incidents.iter().filter(told).try_for_each(|incident| write_incident(incident, page, out))
}

fn write_incident(incident: &Incident, page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### {}: {}\n", phrases::severity(incident.severity), plain(&incident.title))?;
    let accounts: Vec<String> = incident.accounts.iter().map(phrases::account).collect();
    let sources: Vec<String> = incident.sources.iter().map(phrases::source).collect();
    let hosts: Vec<String> = incident.hosts.iter().map(|host| host.name.clone()).collect();
    let techniques = incident.techniques.iter().chain(&incident.analytics).cloned().collect::<Vec<_>>();
    let facts = [
        (
            "verdict",
            format!(
                "{}, {}; {}",
                phrases::sureness(incident),
                incident.class,
                phrases::pattern(incident.pattern)
            ),
        ),
        ("tries", phrases::tries(incident)),
        ("accounts", listed(&accounts, incident.accounts_total)),
        ("sources", listed(&sources, incident.sources_total)),
        ("hosts", listed(&hosts, hosts.len() as u64)),
        ("ATT&CK", techniques.join(", ")),
        ("id", incident.id.clone()),
    ];
    for (name, text) in facts.iter().filter(|(_, text)| !text.is_empty()) {
        writeln!(out, "- {name}: {}", plain(text))?;
    }
    for (bad, line) in phrases::outcome(incident, page.summary) {
        let line = plain(&line);
        writeln!(out, "- {}", if bad { format!("**{line}**") } else { line })?;
    }
    for caveat in &incident.data_quality {
        writeln!(out, "- caveat: {}", plain(caveat))?;
    }
    writeln!(out)?;
    write_score(incident, out)?;
    if !incident.next_steps.is_empty() {
        writeln!(out, "#### What to do\n")?;
        for PhaseSteps { phase, steps } in incident.steps_by_phase() {
            if let Some(phase) = phase {
                writeln!(out, "**{}**\n", phrases::phase(phase))?;
            }
            for (number, step) in steps {
                writeln!(out, "{number}. {}", plain(step))?;
            }
            writeln!(out)?;
        }
    }
    Ok(())
}

fn write_score(incident: &Incident, out: &mut dyn Write) -> io::Result<()> {
    if incident.factors.is_empty() {
        return Ok(());
    }
    writeln!(out, "| nats | why | seen | else expected |\n|--:|---|---|---|")?;
    let mut factors: Vec<_> = incident.factors.iter().collect();
    factors.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.name.cmp(&b.name)));
    for factor in factors {
        let text = if factor.text.is_empty() { &factor.name } else { &factor.text };
        writeln!(
            out,
            "| {:+.1} | {} | {} | {} |",
            factor.weight,
            plain(text),
            plain(&factor.observed),
            plain(&factor.expected)
        )?;
    }
    writeln!(out)?;
    if let Some(other) = &incident.alternative {
        let text = if other.text.is_empty() { String::new() } else { format!("; {}", other.text) };
        writeln!(
            out,
            "{}\n",
            plain(&format!(
                "Best other explanation: {}, {}{text}.",
                other.class,
                less_likely_by(other.margin)
            ))
        )?;
    }
    Ok(())
}

fn write_work_list(page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
    let repairs = story::repairs(page);
    if repairs.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Work list for administrators\n")?;
    for incident in repairs {
        let failures = counted(incident.attempts.failures, "failure", "failures");
        writeln!(
            out,
            "- [ ] **{}** ({}, since {})",
            plain(&incident.title),
            failures,
            phrases::date(incident.first_seen)
        )?;
        for step in &incident.next_steps {
            writeln!(out, "  - {}", plain(step))?;
        }
    }
    writeln!(out)
}

fn write_readiness(page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Some(readiness) = page.readiness else { return Ok(()) };
    writeln!(
        out,
        "## Readiness of the evidence: {}\n\n{}\n",
        plain(&readiness.grade),
        plain(&readiness.summary)
    )?;
    for finding in &readiness.findings {
        writeln!(
            out,
            "- **{}: {}**. {}",
            phrases::severity(finding.severity),
            plain(&finding.title),
            plain(&finding.why)
        )?;
        if !finding.hosts.is_empty() {
            writeln!(out, "  - hosts: {}", plain(&listed(&finding.hosts, finding.hosts.len() as u64)))?;
        }
        for mend in &finding.mends {
            writeln!(out, "  - {}", plain(&mend.text))?;
        }
    }
    writeln!(out)?;
    write_exposed(readiness, out)?;
    write_paths(readiness, out)
}

fn write_exposed(readiness: &Readiness, out: &mut dyn Write) -> io::Result<()> {
    if readiness.exposed.is_empty() {
        return Ok(());
    }
    writeln!(out, "### Reached from public addresses\n")?;
    writeln!(
        out,
        "| host | logon path | failed | succeeded | addresses | first (UTC) | last (UTC) |\n|---|---|--:|--:|--:|---|---|"
    )?;
    for row in readiness.exposed.iter().take(EXPOSED_SHOWN) {
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} |",
            plain(&row.host),
            plain(&row.path),
            count(row.failures),
            count(row.successes),
            count(row.addresses),
            phrases::instant(row.first),
            phrases::instant(row.last)
        )?;
    }
    let unshown = readiness.exposed.len().saturating_sub(EXPOSED_SHOWN);
    if unshown > 0 {
        writeln!(out, "\nand {} more", count(unshown as u64))?;
    }
    writeln!(out)
}

fn write_paths(readiness: &Readiness, out: &mut dyn Write) -> io::Result<()> {
    let mut paths = readiness.paths.iter().filter(|path| path.failures > 0).peekable();
    if paths.peek().is_none() {
        return Ok(());
    }
    writeln!(out, "### Where failures say they come from\n")?;
    writeln!(
        out,
        "| logon path | failures | with an address | of these recovered | a name only | nothing |\n|---|--:|--:|--:|--:|--:|"
    )?;
    for path in paths {
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            plain(&path.path),
            count(path.failures),
            phrases::share(path.share_with_address()),
            count(path.recovered),
            count(path.workstation),
            count(path.unknown)
        )?;
    }
    writeln!(out)
}

fn write_lockout(page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Some(lockout) = page.lockout else { return Ok(()) };
    writeln!(out, "## What a lockout policy would have done\n\n**{}**\n", plain(&lockout.recommendation))?;
    for reason in lockout.reasons.iter().chain(&lockout.abuse) {
        writeln!(out, "- {}", plain(reason))?;
    }
    writeln!(
        out,
        "\n| locks after | window | locked for | stopped | careful guesses a day | people | services | |\n|--:|--:|--:|--:|--:|--:|--:|---|"
    )?;
    let mut policies: Vec<_> = lockout.policies.iter().collect();
    policies.sort_by_key(|policy| (policy.threshold, policy.window_minutes, policy.duration_minutes));
    for policy in policies {
        let mark = match (policy.recommended, policy.mark.is_empty()) {
            (true, true) => "recommended".to_owned(),
            (true, false) => format!("recommended, {}", policy.mark),
            (false, _) => policy.mark.clone(),
        };
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {} |",
            if policy.threshold == 0 { "never".to_owned() } else { policy.threshold.to_string() },
            minutes(policy, policy.window_minutes),
            minutes(policy, policy.duration_minutes),
            policy.stopped.map_or("-".to_owned(), |share| format!("{:.0} %", share * 100.0)),
            policy.guesses_per_day.map_or("any number".to_owned(), |guesses| format!("{guesses:.0}")),
            policy.people_locked,
            policy.services_locked,
            plain(&mark)
        )?;
    }
    writeln!(out)?;
    lockout.locked.iter().try_for_each(|table| write_locked_out(table, out))
}

fn write_locked_out(table: &LockedOut, out: &mut dyn Write) -> io::Result<()> {
    let policies: Vec<String> = table.policies.iter().map(|policy| plain(policy)).collect();
    writeln!(out, "### {}\n", plain(&table.title))?;
    writeln!(out, "| account | {} |\n|---|{}", policies.join(" | "), "---|".repeat(policies.len()))?;
    for account in &table.accounts {
        let about =
            if account.about.is_empty() { String::new() } else { format!(" ({})", plain(&account.about)) };
        let locks: Vec<String> = account.locks.iter().map(|locks| plain(locks)).collect();
        writeln!(out, "| {}{about} | {} |", plain(&account.name), locks.join(" | "))?;
    }
    if table.unnamed > 0 {
        writeln!(out, "\nand {} more", count(table.unnamed))?;
    }
    writeln!(out)
}

fn minutes(policy: &LockoutPolicy, minutes: u32) -> String {
    match (policy.threshold, minutes) {
        (0, _) => "-".to_owned(),
        (_, 0) => "until unlocked".to_owned(),
        (_, minutes) => format!("{minutes} min"),
    }
}

fn write_method(page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
    let settings = page.settings;
    writeln!(out, "## Method and limits\n")?;
    writeln!(
        out,
        "- MITRE ATT&CK analytic AN1521, with TimeWindow {} min, SourceIPThreshold {}, built-in account families{}.",
        settings.window_minutes,
        settings.source_threshold,
        if settings.account_family.is_empty() { "" } else { " and the site's own" }
    )?;
    for limit in story::limits(page) {
        writeln!(out, "- {}", plain(&limit))?;
    }
    for hidden in &page.summary.hidden {
        writeln!(
            out,
            "- hidden by the allow list: {} ({}), {}",
            plain(&hidden.entry),
            plain(&hidden.reason),
            counted(hidden.incidents, "incident", "incidents")
        )?;
    }
    for anomaly in page.summary.anomalies.iter().take(LISTED_MAX) {
        writeln!(
            out,
            "- {}: {}: {} ({} times)",
            anomaly.kind,
            plain(&anomaly.input),
            plain(&anomaly.text),
            count(anomaly.count)
        )?;
    }
    let unlisted = page.summary.anomalies.len().saturating_sub(LISTED_MAX);
    if unlisted > 0 {
        writeln!(out, "- and {}", counted(unlisted as u64, "further anomaly", "further anomalies"))?;
    }
    writeln!(
        out,
        "- Made by {}. © The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation.",
        plain(page.made_by)
    )
}

fn listed(items: &[String], total: u64) -> String {
    let mut text = items.iter().take(LISTED_MAX).cloned().collect::<Vec<_>>().join(", ");
    let unlisted = total.saturating_sub(items.len().min(LISTED_MAX) as u64);
    if unlisted > 0 {
        text.push_str(&format!(" and {} more", count(unlisted)));
    }
    text
}

/// The text as Markdown that shows just this: hostile characters visible, and nothing formats, links or begins a list.
///
/// Source: CommonMark 0.31.2, section 2.4 (any ASCII punctuation may be escaped); GitHub's autolinks need `://`, `@` or `www.`.
fn plain(text: &str) -> String {
    let shown = visible(text);
    let mut safe = String::with_capacity(shown.len() + 8);
    let mut only_digits = true;
    let mut characters = shown.chars().enumerate().peekable();
    while let Some((at, character)) = characters.next() {
        let begins_list = match character {
            '-' | '+' | '=' => at == 0,
            '.' | ')' => only_digits && at > 0,
            _ => false,
        };
        let after_www = character == '.' && safe.to_ascii_lowercase().ends_with("www");
        let formats = matches!(
            character,
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '!' | '|' | '~' | '&' | '@' | '$'
        );
        let links = character == ':' && characters.peek().is_some_and(|(_, next)| *next == '/');
        if formats || begins_list || after_www || links {
            safe.push('\\');
        }
        match character {
            // Entities and not backslashes: they stay inert in a viewer that knows HTML better than CommonMark.
            '<' => safe.push_str("&lt;"),
            '>' if at == 0 => safe.push_str("&gt;"),
            other => safe.push(other),
        }
        only_digits &= character.is_ascii_digit();
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_logs_neither_formats_nor_links() {
        let table = [
            ("CORP\\jdoe", "CORP\\\\jdoe"),
            ("![x](http://evil)", "\\!\\[x\\](http\\://evil)"),
            ("<img src=x>", "&lt;img src=x>"),
            ("> quoted", "&gt; quoted"),
            ("Now: end it (>99 %)", "Now: end it (>99 %)"),
            ("mailto:a@evil.example", "mailto:a\\@evil.example"),
            ("a|b", "a\\|b"),
            ("- item", "\\- item"),
            ("1. item", "1\\. item"),
            ("www.evil.example", "www\\.evil.example"),
            ("a@evil.example", "a\\@evil.example"),
            ("203.0.113.7", "203\\.0.113.7"),
            ("13:02:11", "13:02:11"),
            ("a\nb", "a\\\\u\\{a\\}b"),
        ];
        for (text, wanted) in table {
            assert_eq!(plain(text), wanted, "{text:?}");
        }
    }
}
