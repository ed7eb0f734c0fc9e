//! `doorknob report`: one page that tells what happened, what to do, and how far the evidence can be trusted.

mod policies;
mod telemetry;

use crate::arguments::{ColourChoice, ReportArguments, ReportFormat};
use crate::configuration::{self, Configuration};
use crate::destination::Destination;
use crate::failure::Hinted;
use crate::pipeline::{self, Analysis, Assessor, Wanted};
use crate::progress::ReadingBar;
use doorknob_event::incident::Severity;
use doorknob_event::settings::Settings;
use doorknob_page::tries::{Collector, Tries};
use doorknob_page::{Page, lockout, readiness, write_html, write_markdown};
use doorknob_readiness::lockout::{Grid, History};
use std::ffi::OsStr;
use std::io::{IsTerminal as _, stdout};

/// Everything that a page tells.
struct Found {
    analysis: Analysis,
    tries: Tries,
    readiness: readiness::Readiness,
    lockout: lockout::Lockout,
}

pub(crate) fn run(arguments: &ReportArguments, colour: ColourChoice) -> anyhow::Result<()> {
    anyhow::ensure!(
        arguments.output.is_some() || !stdout().is_terminal(),
        Hinted {
            message: "a report is not for the terminal".to_owned(),
            hint: "name a file: -o report.html".to_owned(),
        }
    );
    let configuration = configuration::load_and_tell(&arguments.tuning)?;
    let destination = Destination::new(arguments.output.as_deref(), &arguments.reading.paths, colour)?;
    let bar = ReadingBar::new(!arguments.reading.manner.no_progress);
    let found = find(arguments, &configuration, &bar);
    bar.done();
    let found = found?;
    destination.check_read(&found.analysis.read)?;
    let page = Page {
        subject: &arguments.subject,
        made_by: concat!("doorknob ", env!("CARGO_PKG_VERSION")),
        incidents: &found.analysis.incidents,
        summary: &found.analysis.summary,
        settings: &configuration.settings,
        tries: Some(&found.tries),
        readiness: Some(&found.readiness),
        lockout: Some(&found.lockout),
    };
    destination.write(|out, _| match format(arguments) {
        ReportFormat::Html => write_html(&page, out),
        ReportFormat::Markdown => write_markdown(&page, out),
    })
}

/// What the user says, else what the name of the file says.
fn format(arguments: &ReportArguments) -> ReportFormat {
    let extension = arguments.output.as_deref().and_then(|path| path.extension()).and_then(OsStr::to_str);
    let named = match extension.map(str::to_ascii_lowercase).as_deref() {
        Some("md" | "markdown") => ReportFormat::Markdown,
        _ => ReportFormat::Html,
    };
    arguments.format.unwrap_or(named)
}

fn find(
    arguments: &ReportArguments,
    configuration: &Configuration,
    bar: &ReadingBar,
) -> anyhow::Result<Found> {
    let expected = pipeline::expected_hosts(&arguments.telemetry)?;
    let mut reading = pipeline::read(
        &arguments.reading.paths,
        &arguments.reading.manner,
        configuration,
        Wanted::Census,
        bar,
    )?;
    let mut assessor = Assessor::new(&arguments.telemetry, expected, &mut reading)?;
    let mut tries = Collector::default();
    let mut history = History::new();
    // Lockouts are replayed on all that there is, whatever somebody wants to hear of.
    let wanted = configuration.settings.minimum_severity;
    let settings = Settings { minimum_severity: Severity::Informational, ..configuration.settings.clone() };
    let mut analysis =
        pipeline::detect(reading, &settings, &configuration.playbook, false, bar, |directory, activity| {
            assessor.activity(directory, activity);
            tries.observe(activity);
            history.activity(directory, activity);
        })?;
    let what_if = history.what_if(&analysis.directory, &analysis.incidents, &settings, &Grid::default());
    leave_out_below(wanted, &mut analysis);
    let tries = tries.finish(&analysis.directory, &analysis.incidents);
    let card = assessor.finish(&analysis.directory);
    Ok(Found {
        readiness: telemetry::of_scorecard(&card),
        lockout: policies::of_what_if(&what_if),
        tries,
        analysis,
    })
}

/// As the detector does with the user's settings.
fn leave_out_below(severity: Severity, analysis: &mut Analysis) {
    let before = analysis.incidents.len();
    let below = analysis.incidents.iter().map(|incident| incident.severity).filter(|other| *other < severity);
    analysis.summary.worst_below_minimum = below.max();
    analysis.incidents.retain(|incident| incident.severity >= severity);
    analysis.summary.below_minimum = (before - analysis.incidents.len()) as u64;
    analysis.summary.minimum_severity = Some(severity);
}
