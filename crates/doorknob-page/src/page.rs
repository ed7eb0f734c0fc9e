//! What a page is made of.

use crate::lockout::Lockout;
use crate::readiness::Readiness;
use crate::tries::Tries;
use doorknob_event::incident::Incident;
use doorknob_event::settings::Settings;
use doorknob_report::RunSummary;

/// Everything that a report tells. Texts may be hostile: the page neutralises them.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// What the report is about, for example the site's name; may be empty.
    pub subject: &'a str,
    /// The program that made it, for example `doorknob 0.1.0`.
    pub made_by: &'a str,
    /// The incidents, in any order.
    pub incidents: &'a [Incident],
    /// What was read and what was left out.
    pub summary: &'a RunSummary,
    /// The settings in force.
    pub settings: &'a Settings,
    /// Single tries for the pictures; without them a page has no time line by account and no heat map.
    pub tries: Option<&'a Tries>,
    /// Whether the telemetry can be trusted.
    pub readiness: Option<&'a Readiness>,
    /// What lockout policies would have done.
    pub lockout: Option<&'a Lockout>,
}
