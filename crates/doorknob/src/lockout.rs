//! `doorknob lockout`: what other lockout policies would have done to this history.

use crate::arguments::{ColourChoice, LockoutArguments, SheetFormat};
use crate::configuration::{self, Configuration};
use crate::destination::{Destination, write_json};
use crate::pipeline::{self, Wanted};
use crate::progress::ReadingBar;
use doorknob_event::incident::Severity;
use doorknob_event::settings::Settings;
use doorknob_input::ReadSummary;
use doorknob_readiness::lockout::{Grid, History, WhatIf};
use doorknob_readiness::show::write_lockout;
use std::num::NonZeroU32;

pub(crate) fn run(arguments: &LockoutArguments, colour: ColourChoice) -> anyhow::Result<()> {
    let configuration = configuration::load_and_tell(&arguments.tuning)?;
    let destination = Destination::new(arguments.sheet.output.as_deref(), &arguments.reading.paths, colour)?;
    let bar = ReadingBar::new(!arguments.reading.manner.no_progress);
    let replayed = replay(arguments, &configuration, &bar);
    bar.done();
    let (what_if, read) = replayed?;
    destination.check_read(&read)?;
    destination.write(|out, style| match arguments.sheet.format {
        SheetFormat::Table => write_lockout(out, &what_if, style),
        SheetFormat::Json => write_json(out, &what_if),
    })
}

fn replay(
    arguments: &LockoutArguments,
    configuration: &Configuration,
    bar: &ReadingBar,
) -> anyhow::Result<(WhatIf, ReadSummary)> {
    let reading = pipeline::read(
        &arguments.reading.paths,
        &arguments.reading.manner,
        configuration,
        Wanted::Tries,
        bar,
    )?;
    // Which tries are an attack's does not depend on which incidents somebody wants to hear of.
    let settings = Settings { minimum_severity: Severity::Informational, ..configuration.settings.clone() };
    let mut history = History::new();
    let analysis =
        pipeline::detect(reading, &settings, &configuration.playbook, false, bar, |directory, activity| {
            history.activity(directory, activity);
        })?;
    bar.now("replaying");
    let what_if = history.what_if(&analysis.directory, &analysis.incidents, &settings, &grid(arguments));
    Ok((what_if, analysis.read))
}

fn grid(arguments: &LockoutArguments) -> Grid {
    let defaults = Grid::default();
    let minutes = |given: &[NonZeroU32], default: Vec<u32>| match given {
        [] => default,
        given => given.iter().map(|minutes| minutes.get()).collect(),
    };
    Grid {
        thresholds: match arguments.thresholds.as_slice() {
            [] => defaults.thresholds,
            given => given.to_vec(),
        },
        windows: minutes(&arguments.reset_after, defaults.windows),
        durations: minutes(&arguments.durations, defaults.durations),
        administrator_lockout: arguments.administrator_lockout,
    }
}
