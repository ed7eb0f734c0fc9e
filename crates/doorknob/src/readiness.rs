//! `doorknob readiness`: would failed logons be seen?

use crate::arguments::{ColourChoice, ReadinessArguments, SheetFormat};
use crate::configuration::Configuration;
use crate::destination::{Destination, write_json};
use crate::pipeline::{self, Assessor, Wanted};
use crate::progress::ReadingBar;
use doorknob_event::settings::Settings;
use doorknob_input::ReadSummary;
use doorknob_readiness::readiness::Scorecard;
use doorknob_readiness::show::{Detail, write_readiness};

pub(crate) fn run(arguments: &ReadinessArguments, colour: ColourChoice) -> anyhow::Result<()> {
    let destination = Destination::new(arguments.sheet.output.as_deref(), &arguments.reading.paths, colour)?;
    let bar = ReadingBar::new(!arguments.reading.manner.no_progress);
    let assessed = assess(arguments, &bar);
    bar.done();
    let (card, read) = assessed?;
    destination.check_read(&read)?;
    let detail = if arguments.full { Detail::Full } else { Detail::Summary };
    destination.write(|out, style| match arguments.sheet.format {
        SheetFormat::Table => write_readiness(out, &card, style, detail),
        SheetFormat::Json => write_json(out, &card),
    })
}

fn assess(arguments: &ReadinessArguments, bar: &ReadingBar) -> anyhow::Result<(Scorecard, ReadSummary)> {
    let expected = pipeline::expected_hosts(&arguments.telemetry)?;
    let mut reading = pipeline::read(
        &arguments.reading.paths,
        &arguments.reading.manner,
        &Configuration::default(),
        Wanted::Census,
        bar,
    )?;
    bar.now("putting tries together");
    let mut assessor = Assessor::new(&arguments.telemetry, expected, &mut reading)?;
    let resolved = reading.resolve(&Settings::default(), |directory, activity| {
        assessor.activity(directory, &activity);
    })?;
    Ok((assessor.finish(&resolved.directory), resolved.read))
}
