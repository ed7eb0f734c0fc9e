//! Incidents as other tools read them: events, intelligence, time lines, block lists, and the settings as queries.
//!
//! ```text
//! incidents ─┬─► ocsf, ecs, cef, syslog        a security data lake, a SIEM
//!            ├─► stix, navigator               intelligence and ATT&CK tools
//!            ├─► timesketch, csv               an analyst's time line, a spreadsheet
//!            └─► blocklist-*                   firewalls: only what may safely be blocked
//! settings ────► sigma, kql, spl, esql         the thresholds in force, for those who must run them elsewhere
//! ```
//!
//! Every export is a pure function of incidents and settings: the same bytes for the same input, in any order. Text from
//! logs keeps its value where a program reads it, and characters that a terminal acts on are escaped in each format's own
//! way; where a person reads it, it is made visible ([`doorknob_report::visible`]).
//!
//! ```
//! use doorknob_event::settings::Settings;
//! use doorknob_export::{Format, export};
//!
//! let format: Format = "blocklist-cidr".parse()?;
//! let mut list = Vec::new();
//! export(format, &[], &Settings::default(), &mut list)?;
//! assert!(String::from_utf8(list)?.starts_with("# "));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod attack;
mod block_list;
mod cef;
mod ecs;
mod format;
mod json_text;
mod navigator;
mod ocsf;
mod phrase;
mod query;
mod stix;
mod timesketch;

pub use format::Format;

use doorknob_event::incident::Incident;
use doorknob_event::settings::Settings;
use doorknob_report::by_importance;
use std::io::{self, Write};

/// Writes `incidents`, or what the settings say, in the given format. The order of the incidents does not matter.
///
/// # Errors
/// Whatever `out` returns.
pub fn export(
    format: Format,
    incidents: &[Incident],
    settings: &Settings,
    out: &mut dyn Write,
) -> io::Result<()> {
    let ordered = by_importance(incidents);
    match format {
        Format::Ocsf => ocsf::write(out, &ordered),
        Format::Ecs => ecs::write(out, &ordered),
        Format::Stix => stix::write(out, &ordered, settings),
        Format::Timesketch => timesketch::write(out, &ordered),
        Format::Navigator => navigator::write(out, &ordered),
        Format::Csv => doorknob_report::csv::write(out, &ordered),
        Format::Cef => cef::write(out, &ordered),
        Format::Syslog => cef::write_syslog(out, &ordered),
        Format::BlockPlain => block_list::write_plain(out, &ordered, settings),
        Format::BlockCidr => block_list::write_cidr(out, &ordered, settings),
        Format::BlockWindows => block_list::write_windows(out, &ordered, settings),
        Format::BlockNftables => block_list::write_nftables(out, &ordered, settings),
        Format::Sigma => query::sigma::write(out, settings),
        Format::Kql => query::kql::write(out, settings),
        Format::Spl => query::spl::write(out, settings),
        Format::Esql => query::esql::write(out, settings),
    }
}
