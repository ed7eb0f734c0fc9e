//! For a person: a line an input, then what is to be known about some of them.

use super::account::{Account, Entry};
use doorknob_event::anomaly::Anomaly;
use doorknob_event::time::EventTime;
use doorknob_input::Outcome;
use doorknob_report::quantity::{bytes, count, counted};
use doorknob_report::table::{Column, Table};
use doorknob_report::{Style, moment, sheet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Notes of one kind that are shown.
const NOTES_MAX: usize = 200;

pub(super) fn write(out: &mut dyn Write, account: &Account, style: Style) -> io::Result<()> {
    sheet::write(out, &[headline(account)], style)?;
    let mut table = Table::new(vec![
        Column::left("input"),
        Column::left("recognised as"),
        Column::right("records"),
        Column::right("failed"),
        Column::right("succeeded"),
        Column::right("other"),
        Column::left("from - to (UTC)"),
    ]);
    let folder = common_folder(account);
    account.entries().for_each(|entry| table.row(row(&entry, folder.as_deref())));
    if !account.read.inputs.is_empty() {
        writeln!(out)?;
        table.write(out, style, 0)?;
    }
    let parts: Vec<sheet::Part> = [
        part("Nothing, or not all, came of", account.entries().filter_map(|entry| why(&entry))),
        part("Wrong in the data", wrong(account)),
        part("Assumed", account.entries().flat_map(|entry| assumptions(&entry))),
    ]
    .into_iter()
    .filter(|part| !part.facts.is_empty())
    .collect();
    if !parts.is_empty() {
        writeln!(out)?;
        sheet::write(out, &parts, style)?;
    }
    Ok(())
}

fn headline(account: &Account) -> sheet::Part {
    let read = &account.read;
    let mut parts = vec![
        counted(read.read() as u64, "input", "inputs"),
        bytes(read.bytes()),
        counted(read.records(), "record", "records"),
    ];
    for (number, what) in [(read.passed_over(), "passed over"), (read.unreadable(), "cannot be read")] {
        if number > 0 {
            parts.push(format!("{} {what}", count(number as u64)));
        }
    }
    if read.links_passed_over > 0 {
        parts.push(format!("{} not followed", counted(read.links_passed_over, "link", "links")));
    }
    let logons = account.logons();
    let other = read.events().saturating_sub(logons.failed + logons.succeeded);
    let mut facts = vec![("read".to_owned(), parts.join(", "))];
    if let Some(folder) = common_folder(account) {
        facts.push(("below".to_owned(), folder.display().to_string()));
    }
    facts.push((
        "logons".to_owned(),
        format!(
            "{} failed, {} succeeded, {} that may help",
            counted(logons.failed, "record", "records"),
            count(logons.succeeded),
            counted(other, "other", "others")
        ),
    ));
    if let (Some(first), Some(last)) = (read.first(), read.last()) {
        let period = format!("{} to {} UTC", moment::instant(first), moment::instant(last));
        facts.push(("period".to_owned(), period));
    }
    sheet::Part { heading: String::new(), facts }
}

/// The folder that all inputs lie below, where there are several.
fn common_folder(account: &Account) -> Option<PathBuf> {
    let mut paths = account.read.inputs.iter().map(|input| input.path.as_path());
    let (first, second) = (paths.next()?, paths.next()?);
    let mut common = first.parent()?.to_owned();
    for path in std::iter::once(second).chain(paths) {
        while !path.starts_with(&common) {
            common = common.parent()?.to_owned();
        }
    }
    (!common.as_os_str().is_empty()).then_some(common)
}

fn row(entry: &Entry<'_>, folder: Option<&Path>) -> Vec<String> {
    let input = entry.input;
    let path = folder.and_then(|folder| input.path.strip_prefix(folder).ok()).unwrap_or(&input.path);
    let mut cells = vec![path.display().to_string()];
    match (&input.outcome, input.members) {
        (Outcome::Read, None) => {
            cells.push(entry.recognised());
            let logons = entry.logons;
            cells.extend([input.records, logons.failed, logons.succeeded, entry.other()].map(count));
            cells.extend(input.first.zip(input.last).map(|(first, last)| period(first, last)));
        }
        (Outcome::Read, Some(members)) => {
            cells.push(format!("{} of {}", entry.recognised(), counted(members, "member", "members")));
        }
        (Outcome::PassedOver(_), _) => cells.push("passed over".to_owned()),
        (Outcome::Unreadable(_), _) => cells.push("cannot be read".to_owned()),
    }
    cells
}

/// `2024-03-14 - 2024-03-16`, and within one day `2024-03-14 13:02 - 15:44`.
fn period(first: EventTime, last: EventTime) -> String {
    let (from, to) = (moment::date(first), moment::date(last));
    if from != to {
        return format!("{from} - {to}");
    }
    let minute = |time| moment::clock(time).chars().take(5).collect::<String>();
    match (minute(first), minute(last)) {
        (one, other) if one == other => format!("{from} {one}"),
        (one, other) => format!("{from} {one} - {other}"),
    }
}

fn why(entry: &Entry<'_>) -> Option<(String, String)> {
    Some((entry.input.path.display().to_string(), entry.why_nothing()?))
}

fn wrong(account: &Account) -> impl Iterator<Item = (String, String)> {
    let of_inputs = account
        .entries()
        .filter(|entry| !matches!(entry.input.outcome, Outcome::Unreadable(_)))
        .flat_map(|entry| entry.anomalies.iter());
    of_inputs.chain(account.of_no_input()).map(|anomaly| (anomaly.input.clone(), told(anomaly)))
}

fn told(anomaly: &Anomaly) -> String {
    let mut text = format!("{}: {}", anomaly.kind, anomaly.text);
    let places = [("byte", anomaly.offset), ("line", anomaly.line), ("record", anomaly.record_id)];
    let first = places.into_iter().find_map(|(what, place)| Some(format!("{what} {}", place?)));
    match (first, anomaly.count) {
        (Some(first), 1) => text += &format!(" ({first})"),
        (Some(first), times) => text += &format!(" ({} times, first at {first})", count(times)),
        (None, 1) => {}
        (None, times) => text += &format!(" ({} times)", count(times)),
    }
    text
}

fn assumptions(entry: &Entry<'_>) -> Vec<(String, String)> {
    let path = entry.input.path.display().to_string();
    let told = |(text, times): &(String, u64)| {
        (path.clone(), format!("{text} ({})", counted(*times, "event", "events")))
    };
    entry.input.assumptions.iter().map(told).collect()
}

/// A heading and a bounded list of notes. Paths stand in the text: some are longer than a column should be.
fn part(heading: &str, notes: impl Iterator<Item = (String, String)>) -> sheet::Part {
    let mut facts: Vec<(String, String)> =
        notes.map(|(path, text)| (" ".to_owned(), format!("{path}: {text}"))).collect();
    let unshown = facts.len().saturating_sub(NOTES_MAX);
    if unshown > 0 {
        facts.truncate(NOTES_MAX);
        facts.push((String::new(), format!("and {} more; --format json has all", count(unshown as u64))));
    }
    sheet::Part { heading: heading.to_owned(), facts }
}
