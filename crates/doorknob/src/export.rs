//! `doorknob export`: incidents, or the settings in force, as other tools read them.

use crate::arguments::{ColourChoice, EvidenceChoice, ExportArguments};
use crate::configuration::{self, Configuration};
use crate::destination::Destination;
use crate::failure::{self, Hinted};
use crate::pipeline::{self, Wanted};
use crate::progress::ReadingBar;
use doorknob_event::incident::Incident;
use doorknob_export::{Format, export};
use doorknob_report::quantity::counted;

pub(crate) fn run(arguments: &ExportArguments, colour: ColourChoice) -> anyhow::Result<()> {
    let configuration = configuration::load_and_tell(&arguments.tuning)?;
    let destination = Destination::new(arguments.output.as_deref(), &arguments.paths, colour)?;
    let incidents = match (arguments.format.is_query(), arguments.paths.is_empty()) {
        (true, true) => Vec::new(),
        (true, false) => anyhow::bail!(Hinted {
            message: format!("{} says what the settings ask for; no log is read for it", arguments.format),
            hint: format!("doorknob export {}", arguments.format),
        }),
        (false, true) => anyhow::bail!(Hinted {
            message: format!("{} is made from event logs, and none is given", arguments.format),
            hint: format!("doorknob export {} PATH", arguments.format),
        }),
        (false, false) => find(arguments, &configuration, &destination)?,
    };
    destination.write(|out, _| export(arguments.format, &incidents, &configuration.settings, out))
}

fn find(
    arguments: &ExportArguments,
    configuration: &Configuration,
    destination: &Destination<'_>,
) -> anyhow::Result<Vec<Incident>> {
    let evidence = arguments.evidence.unwrap_or(match arguments.format {
        Format::Timesketch => EvidenceChoice::All,
        _ => EvidenceChoice::First,
    });
    let bar = ReadingBar::new(!arguments.manner.no_progress);
    let reading = pipeline::read(&arguments.paths, &arguments.manner, configuration, Wanted::Tries, &bar);
    let analysis = reading.and_then(|reading| {
        let all = evidence == EvidenceChoice::All;
        pipeline::detect(reading, &configuration.settings, &configuration.playbook, all, &bar, |_, _| {})
    });
    bar.done();
    let analysis = analysis?;
    destination.check_read(&analysis.read)?;
    let anomalies = analysis.summary.anomalies.len() as u64;
    if anomalies > 0 {
        failure::warn(&format!(
            "warning: {} in the data; doorknob hunt tells them",
            counted(anomalies, "anomaly", "anomalies")
        ));
    }
    Ok(analysis.incidents)
}
