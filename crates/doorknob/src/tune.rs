//! `doorknob tune`: history replayed over other settings, and a proposal.

use crate::arguments::{ColourChoice, SheetFormat, TuneArguments};
use crate::configuration::{self, Configuration};
use crate::destination::{self, Destination, write_json};
use crate::failure::{self, Hinted};
use crate::pipeline::{self, Wanted};
use crate::progress::ReadingBar;
use doorknob_detect::Detector;
use doorknob_event::activity::Activity;
use doorknob_event::time::EventTime;
use doorknob_input::ReadSummary;
use doorknob_readiness::show::write_tuning;
use doorknob_readiness::tune::{Plan, Tuning, tune};
use doorknob_report::Style;
use std::fs;
use std::io::{self, Write};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

pub(crate) fn run(arguments: &TuneArguments, colour: ColourChoice) -> anyhow::Result<()> {
    let configuration = configuration::load_and_tell(&arguments.tuning)?;
    let destination = Destination::new(arguments.sheet.output.as_deref(), &arguments.reading.paths, colour)?;
    if let Some(file) = &arguments.apply_to {
        destination::check_not_an_input(file, arguments.reading.paths.iter().map(PathBuf::as_path))?;
    }
    let bar = ReadingBar::new(!arguments.reading.manner.no_progress);
    let replayed = replay(arguments, &configuration, &bar);
    bar.done();
    let (tuning, read) = replayed?;
    destination.check_read(&read)?;
    destination.write(|out, style| match arguments.sheet.format {
        SheetFormat::Table => write_table(out, &tuning, style, arguments.apply_to.is_none()),
        SheetFormat::Json => write_json(out, &tuning),
    })?;
    match &arguments.apply_to {
        Some(file) => apply(file, &tuning.proposal, arguments.replace),
        None => Ok(()),
    }
}

/// The table, and the proposed file behind it unless it is written elsewhere.
fn write_table(out: &mut dyn Write, tuning: &Tuning, style: Style, with_proposal: bool) -> io::Result<()> {
    write_tuning(out, tuning, style)?;
    if with_proposal {
        write!(out, "\nProposed doorknob.toml (--apply-to FILE writes it)\n\n{}", tuning.proposal)?;
    }
    Ok(())
}

/// Every setting sees the same activities, which therefore wait in memory: about 130 bytes a try.
fn replay(
    arguments: &TuneArguments,
    configuration: &Configuration,
    bar: &ReadingBar,
) -> anyhow::Result<(Tuning, ReadSummary)> {
    let (reading, settings) = (&arguments.reading, &configuration.settings);
    let reading = pipeline::read(&reading.paths, &reading.manner, configuration, Wanted::Tries, bar)?;
    bar.now("putting tries together");
    let mut activities: Vec<Activity> = Vec::new();
    let resolved = reading.resolve(settings, |_, activity| activities.push(activity))?;
    bar.now("replaying");
    let period = activities.first().zip(activities.last());
    let period: (EventTime, EventTime) =
        period.map(|(first, last)| (first.time(), last.time())).unwrap_or_default();
    let tuning = tune(settings, period, &plan(arguments), |settings| {
        let mut detector = Detector::new(settings, false);
        activities.iter().for_each(|activity| detector.observe(&resolved.directory, activity));
        detector.finish(&resolved.directory).incidents
    });
    Ok((tuning, resolved.read))
}

fn plan(arguments: &TuneArguments) -> Plan {
    let defaults = Plan::default();
    let numbers = |given: &[NonZeroU32], default: Vec<u32>| match given {
        [] => default,
        given => given.iter().map(|number| number.get()).collect(),
    };
    Plan {
        windows: numbers(&arguments.windows, defaults.windows.clone()),
        source_thresholds: numbers(&arguments.source_thresholds, defaults.source_thresholds.clone()),
        alerts_per_day_wanted: arguments.alerts_per_day,
        ..defaults
    }
}

/// Writes the proposal, but never over a file without being told to.
fn apply(file: &Path, proposal: &str, replace: bool) -> anyhow::Result<()> {
    let known = fs::read_to_string(file).ok();
    if known.as_deref() == Some(proposal) {
        failure::warn(&format!("{} holds these settings already", file.display()));
        return Ok(());
    }
    let there = file.symlink_metadata().is_ok();
    if there && !replace {
        let mut message = format!("{} is there already and was not changed", file.display());
        for line in difference(known.as_deref().unwrap_or_default(), proposal) {
            message.push_str(&format!("\n  {line}"));
        }
        anyhow::bail!(Hinted {
            message,
            hint: "--replace puts the proposal in its place; what only you knew is not in it: compare first"
                .to_owned(),
        });
    }
    destination::to_file(file, |out| out.write_all(proposal.as_bytes()))?;
    failure::warn(&format!("proposed settings written to {}", file.display()));
    Ok(())
}

/// Settings that only one of the two has, without comments.
fn difference(old: &str, new: &str) -> Vec<String> {
    let settings = |text: &str| -> Vec<String> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.map(str::to_owned).collect()
    };
    let (old, new) = (settings(old), settings(new));
    let gone = old.iter().filter(|line| !new.contains(line)).map(|line| format!("- {line}"));
    let added = new.iter().filter(|line| !old.contains(line)).map(|line| format!("+ {line}"));
    gone.chain(added).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_of_settings_only() {
        let old = "# why\nwindow_minutes = 10\nfailure_floor = 10\n";
        let new = "# other\nwindow_minutes = 30\n\nfailure_floor = 10 \n";
        assert_eq!(difference(old, new), ["- window_minutes = 10", "+ window_minutes = 30"]);
    }
}
