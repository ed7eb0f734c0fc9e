//! `doorknob hunt`: event logs in, explained incidents out.

mod miss;

use crate::arguments::{ColourChoice, EvidenceChoice, Format, HuntArguments};
use crate::configuration::{self, Configuration};
use crate::destination::Destination;
use crate::failure::{self, Hinted};
use crate::pipeline::{self, Analysis, Wanted};
use crate::progress::ReadingBar;
use doorknob_event::incident::Incident;
use doorknob_report::{RunSummary, by_importance, csv, json, text};
use std::io::{self, Write};
use std::process::ExitCode;

/// With `--fail-on`: there is such an incident.
const FOUND: u8 = 1;

pub(crate) fn run(arguments: &HuntArguments, colour: ColourChoice) -> anyhow::Result<ExitCode> {
    let configuration = match arguments.quiet {
        true => configuration::load(&arguments.tuning)?,
        false => configuration::load_and_tell(&arguments.tuning)?,
    };
    let destination = Destination::new(arguments.output.as_deref(), &arguments.reading.paths, colour)?;
    if let Some(query) = &arguments.explain_miss {
        miss::explain(arguments, query, &configuration, &destination)?;
        return Ok(ExitCode::SUCCESS);
    }
    let analysis = analyse(arguments, &configuration)?;
    destination.check_read(&analysis.read)?;
    let chosen = choose(&analysis.incidents, arguments.detail.as_deref())?;
    if arguments.format != Format::Table && !arguments.quiet {
        failure::warn_of(&analysis.summary.anomalies);
    }
    destination.write(|out, style| render(out, arguments, &chosen, &analysis.summary, style))?;
    Ok(exit_code(arguments, &analysis))
}

fn analyse(arguments: &HuntArguments, configuration: &Configuration) -> anyhow::Result<Analysis> {
    let bar = ReadingBar::new(!arguments.reading.manner.no_progress && !arguments.quiet);
    let keep_all_evidence = arguments.evidence == EvidenceChoice::All;
    let reading = pipeline::read(
        &arguments.reading.paths,
        &arguments.reading.manner,
        configuration,
        Wanted::Tries,
        &bar,
    );
    let analysis = reading.and_then(|reading| {
        pipeline::detect(
            reading,
            &configuration.settings,
            &configuration.playbook,
            keep_all_evidence,
            &bar,
            |_, _| {},
        )
    });
    bar.done();
    analysis
}

/// Ids begin with this, and may be written without it.
const ID_MARK: &str = "dk-";

/// All incidents, or the one whose id begins with `id`.
fn choose<'a>(incidents: &'a [Incident], id: Option<&str>) -> anyhow::Result<Vec<&'a Incident>> {
    let ordered = by_importance(incidents);
    let Some(id) = id else { return Ok(ordered) };
    let chosen: Vec<&Incident> = ordered.iter().copied().filter(|incident| is_called(incident, id)).collect();
    let ids = |incidents: &[&Incident]| {
        let mut ids: Vec<&str> = incidents.iter().map(|incident| incident.id.as_str()).take(20).collect();
        if incidents.len() > ids.len() {
            ids.push("...");
        }
        ids.join(", ")
    };
    match chosen.as_slice() {
        [_] => Ok(chosen),
        [] => anyhow::bail!(Hinted {
            message: format!("there is no incident {id}"),
            hint: match ordered.as_slice() {
                [] => "there are no incidents at all; --min-severity and the allow list hide some".to_owned(),
                some => format!("there are {}", ids(some)),
            },
        }),
        several => anyhow::bail!(Hinted {
            message: format!("{id} is the beginning of {} ids", several.len()),
            hint: format!("give more of it: {}", ids(several)),
        }),
    }
}

fn is_called(incident: &Incident, id: &str) -> bool {
    let short = incident.id.strip_prefix(ID_MARK);
    !id.is_empty() && (incident.id.starts_with(id) || short.is_some_and(|short| short.starts_with(id)))
}

fn render(
    out: &mut dyn Write,
    arguments: &HuntArguments,
    incidents: &[&Incident],
    summary: &RunSummary,
    style: doorknob_report::Style,
) -> io::Result<()> {
    match arguments.format {
        Format::Json => json::write_array(out, incidents),
        Format::Jsonl => json::write_lines(out, incidents),
        Format::Csv => csv::write(out, incidents),
        Format::Table if arguments.detail.is_some() => {
            incidents.iter().try_for_each(|incident| text::write_detail(out, incident, summary, style))
        }
        Format::Table => text::write_report(out, incidents, summary, style, arguments.quiet),
    }
}

/// What is not told because of `--min-severity` is there all the same; what the allow list hides is not to wake anybody.
fn exit_code(arguments: &HuntArguments, analysis: &Analysis) -> ExitCode {
    let told = analysis.incidents.iter().map(|incident| incident.severity);
    let worst = told.chain(analysis.summary.worst_below_minimum).max();
    let found = arguments.fail_on.is_some_and(|limit| worst.is_some_and(|worst| worst >= limit));
    if found { ExitCode::from(FOUND) } else { ExitCode::SUCCESS }
}
