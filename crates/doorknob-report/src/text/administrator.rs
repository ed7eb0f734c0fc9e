//! One thing to repair: which account, on which machine, by what, how regularly, since when.

use super::block::{next_steps, write_facts};
use super::heading::write_block_heading;
use super::{accounts, hosts, outcome, score, sources};
use crate::facts::room;
use crate::line::{Line, cut};
use crate::moment;
use crate::quantity::duration;
use crate::style::Style;
use doorknob_event::incident::{Incident, SourceEntry};
use std::io::{self, Write};

/// Programs told; they are seldom more than one.
const PROGRAMS_SHOWN: usize = 3;

pub(super) fn write(out: &mut dyn Write, incident: &Incident, style: Style) -> io::Result<()> {
    write_block_heading(out, incident, style)?;
    writeln!(out)?;
    let width = room(style);
    let [machine, asks] = machines(incident, width);
    let facts = [
        ("account", accounts::lines(incident, width, 1)),
        machine,
        asks,
        ("program", programs(incident)),
        ("rhythm", incident.notes.iter().map(Line::text).collect()),
        ("since", vec![Line::text(since(incident))]),
        ("why", score::strongest(incident, 2).into_iter().map(score::reason).collect()),
        ("why not", incident.alternative.as_ref().map(score::rejected).into_iter().collect()),
        ("caveat", incident.data_quality.iter().map(Line::text).collect()),
        ("next", next_steps(incident, 4)),
    ];
    write_facts(out, style, &facts)?;
    writeln!(out)
}

/// Where the tries come from, and what is asked. A program on the host itself has a line of its own.
fn machines(incident: &Incident, width: usize) -> [(&'static str, Vec<Line>); 2] {
    let asked = hosts::lines(incident, width, 1);
    let local = |source: &SourceEntry| source.address.is_none() && source.host.is_some();
    if incident.hosts.len() == 1 && incident.sources.iter().all(local) {
        return [("machine", asked), ("asks", Vec::new())];
    }
    [("machine", sources::lines(incident, width, 2)), ("asks", asked)]
}

/// Programs that ask, as far as any record says.
fn programs(incident: &Incident) -> Vec<Line> {
    let mut programs: Vec<&str> = incident.sources.iter().filter_map(|s| s.process.as_deref()).collect();
    programs.sort_unstable();
    programs.dedup();
    programs.into_iter().take(PROGRAMS_SHOWN).map(|program| Line::text(cut(program, 240))).collect()
}

/// `2024-03-14 13:02:11 UTC, for 7 d 2 h; 2,016 failed`.
fn since(incident: &Incident) -> String {
    let lasting = incident.last_seen.since(incident.first_seen);
    let mut text = format!("{} UTC", moment::instant(incident.first_seen));
    if lasting > 0 {
        text.push_str(&format!(", for {}", duration(lasting)));
    }
    format!("{text}; {}", outcome::tries(incident))
}
