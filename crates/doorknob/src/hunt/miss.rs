//! `hunt --explain-miss`: why an account or address is not told, or not as an attack.

use crate::arguments::{Format, HuntArguments};
use crate::configuration::Configuration;
use crate::destination::{Destination, write_json};
use crate::pipeline::{self, Wanted};
use crate::progress::ReadingBar;
use doorknob_detect::{Detector, JudgedSet};
use doorknob_event::activity::Directory;
use doorknob_event::incident::{Incident, Severity};
use doorknob_event::settings::Settings;
use doorknob_input::ReadSummary;
use doorknob_readiness::show::write_explanation;
use doorknob_readiness::tune::{
    Explanation, Judged, Lacking, Limits, MissTracker, Query, account_text, explain_miss, source_text,
};

/// Accounts and sources named of one judged set.
const NAMED: usize = 3;

pub(super) fn explain(
    arguments: &HuntArguments,
    query: &str,
    configuration: &Configuration,
    destination: &Destination<'_>,
) -> anyhow::Result<()> {
    let bar = ReadingBar::new(!arguments.reading.manner.no_progress && !arguments.quiet);
    let explained = explanation(arguments, Query::parse(query), configuration, &bar);
    bar.done();
    let (explanation, read) = explained?;
    destination.check_read(&read)?;
    destination.write(|out, style| match arguments.format {
        Format::Json => write_json(out, &explanation),
        Format::Jsonl => {
            serde_json::to_writer(&mut *out, &explanation)?;
            writeln!(out)
        }
        Format::Table | Format::Csv => write_explanation(out, &explanation, style),
    })
}

fn explanation(
    arguments: &HuntArguments,
    query: Query,
    configuration: &Configuration,
    bar: &ReadingBar,
) -> anyhow::Result<(Explanation, ReadSummary)> {
    let (reading, settings) = (&arguments.reading, &configuration.settings);
    let reading = pipeline::read(&reading.paths, &reading.manner, configuration, Wanted::Tries, bar)?;
    bar.now("putting tries together");
    // Times outside the wanted ones are looked at too: that they are left out is an answer. The detector leaves them out
    // itself.
    let whole = Settings { since: None, until: None, ..settings.clone() };
    let everything =
        Settings { minimum_severity: Severity::Informational, allow: Vec::new(), ..settings.clone() };
    let mut detector = Detector::new(&everything, false);
    let mut tracker = MissTracker::new(query.clone());
    let resolved = reading.resolve(&whole, |directory, activity| {
        tracker.activity(directory, &activity);
        detector.observe(directory, &activity);
    })?;
    bar.now("explaining");
    let directory = &resolved.directory;
    let judged = detector.judged(directory, |account, source| query.holds(directory, account, source));
    let judged = judged.into_iter().map(|set| in_words(set, directory)).collect();
    let incidents = detector.finish(directory).incidents;
    let mut explanation = explain_miss(&tracker, directory, &incidents, judged, settings, Limits::default());
    explanation.lacking.splice(0..0, allowed(&explanation, &incidents, settings));
    Ok((explanation, resolved.read))
}

fn in_words(set: JudgedSet, directory: &Directory) -> Judged {
    Judged {
        accounts: set.accounts.iter().take(NAMED).map(|(id, _)| account_text(directory, *id)).collect(),
        accounts_total: set.accounts.len() as u64,
        sources: set.sources.iter().take(NAMED).map(|(id, _)| source_text(directory, *id)).collect(),
        sources_total: set.sources.len() as u64,
        first: set.first,
        last: set.last,
        tries: set.tries,
        verdict: set.verdict,
        class: set.class.to_owned(),
        attack_margin: set.attack_lead,
        factors: set.factors,
    }
}

/// Told incidents that the allow list hides.
fn allowed(explanation: &Explanation, incidents: &[Incident], settings: &Settings) -> Option<Lacking> {
    let is_told = |incident: &&Incident| explanation.told.iter().any(|told| told.id == incident.id);
    let mut told: Vec<Incident> = incidents.iter().filter(is_told).cloned().collect();
    let hidden = doorknob_detect::hide(&mut told, settings);
    let first = hidden.first()?;
    Some(Lacking {
        what: "an alert",
        seen: format!("hidden by {}", first.entry),
        needed: "no entry of the allow list that matches".to_owned(),
        text: format!(
            "The allow list hides {} of these incidents: {}.",
            hidden.iter().map(|hidden| hidden.incidents).sum::<u64>(),
            first.reason
        ),
    })
}
