//! One incident in a few lines: weak signs, and what is explained as harmless.

use super::heading::write_block_heading;
use super::{accounts, block, outcome, score, sources};
use crate::facts::room;
use crate::line::Line;
use crate::moment;
use crate::style::Style;
use doorknob_event::incident::{Incident, Verdict};
use std::io::{self, Write};

pub(super) fn write(out: &mut dyn Write, incident: &Incident, style: Style) -> io::Result<()> {
    write_block_heading(out, incident, style)?;
    let width = room(style);
    let when =
        format!("{}: {}", moment::span(incident.first_seen, incident.last_seen), outcome::tries(incident));
    let explained = incident.verdict == Verdict::UserError || incident.verdict == Verdict::AuthorizedScanner;
    let rejected = if explained { None } else { incident.alternative.as_ref() };
    let facts = [
        ("when", vec![Line::text(when)]),
        ("accounts", accounts::lines(incident, width, 1)),
        ("sources", sources::lines(incident, width, 1)),
        ("why", score::strongest(incident, 1).into_iter().map(score::reason).collect()),
        ("why not", rejected.map(score::rejected).into_iter().collect()),
        ("next", block::next_steps(incident, 1)),
    ];
    block::write_facts(out, style, &facts)?;
    writeln!(out)
}
