//! For programs: an object an input.

use super::account::{Account, Entry};
use doorknob_event::anomaly::Anomaly;
use doorknob_event::time::EventTime;
use doorknob_input::Outcome;
use doorknob_report::json::escaped;
use serde::Serialize;
use std::io::{self, Write};

/// One input. Fields are only added.
#[derive(Serialize)]
struct Input<'a> {
    schema: &'static str,
    path: String,
    /// `read`, `passed_over`, `unreadable`.
    outcome: &'static str,
    /// Why it counts for nothing or for less than it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compression: Option<&'static str>,
    /// Of an archive, how many inputs it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<u64>,
    formats: Vec<Counted<'a>>,
    bytes: u64,
    records: u64,
    events: u64,
    /// Events that are failed, and succeeded, logon attempts.
    failed: u64,
    succeeded: u64,
    events_without_zone: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<EventTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<EventTime>,
    assumptions: Vec<Counted<'a>>,
    anomalies: &'a [Anomaly],
}

/// A text with how often it holds.
#[derive(Serialize)]
struct Counted<'a> {
    text: &'a str,
    count: u64,
}

impl<'a> Input<'a> {
    fn of(entry: Entry<'a>) -> Input<'a> {
        let input = entry.input;
        let counted = |list: &'a [(String, u64)]| {
            list.iter().map(|(text, count)| Counted { text, count: *count }).collect()
        };
        Input {
            schema: "doorknob.input.v1",
            path: input.path.to_string_lossy().into_owned(),
            outcome: match input.outcome {
                Outcome::Read => "read",
                Outcome::PassedOver(_) => "passed_over",
                Outcome::Unreadable(_) => "unreadable",
            },
            why: entry.why_nothing(),
            compression: input.compression,
            members: input.members,
            formats: counted(&input.formats),
            bytes: input.bytes,
            records: input.records,
            events: input.events,
            failed: entry.logons.failed,
            succeeded: entry.logons.succeeded,
            events_without_zone: input.events_without_zone,
            first: input.first,
            last: input.last,
            assumptions: counted(&input.assumptions),
            anomalies: entry.anomalies,
        }
    }
}

pub(super) fn write_lines(out: &mut dyn Write, account: &Account) -> io::Result<()> {
    account.entries().try_for_each(|entry| {
        let text = serde_json::to_string(&Input::of(entry))?;
        writeln!(out, "{}", escaped(&text))
    })
}

pub(super) fn write_array(out: &mut dyn Write, account: &Account) -> io::Result<()> {
    let inputs: Vec<Input<'_>> = account.entries().map(Input::of).collect();
    let text = serde_json::to_string_pretty(&inputs)?;
    writeln!(out, "{}", escaped(&text))
}
