//! `doorknob simulate`: labelled event logs to try things out with.

mod bulk;
mod world;

use crate::arguments::{ColourChoice, Large, LogFormat, SimulateArguments};
use crate::destination::to_stdout;
use crate::failure::{self, Hinted};
use crate::terminal;
use anyhow::Context as _;
use doorknob_report::quantity::counted;
use doorknob_report::sheet::{self, Part};
use doorknob_simulate::event::SimulatedEvent;
use doorknob_simulate::files;
use doorknob_simulate::scenario::{self, Parameters, Scenario};
use doorknob_simulate::truth::{Kind, Truth};
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;

pub(crate) fn run(arguments: &SimulateArguments, colour: ColourChoice) -> anyhow::Result<()> {
    match &arguments.large {
        Some(Large::World(world)) => return world::run(world),
        Some(Large::Bulk(bulk)) => return bulk::run(bulk),
        None => {}
    }
    let (Some(name), Some(folder)) = (&arguments.scenario, &arguments.output) else { return list(colour) };
    let (events, truth) = scenario::build(name, &parameters(arguments)).with_context(|| Hinted {
        message: "nothing to simulate".to_owned(),
        hint: "doorknob simulate --list tells the scenarios".to_owned(),
    })?;
    prepare(folder)?;
    let logs = write_logs(folder, &events, arguments.format)?;
    write_truth(&folder.join("truth.json"), &truth)?;
    tell(events.len() as u64, logs, folder);
    Ok(())
}

fn tell(records: u64, logs: usize, folder: &Path) {
    failure::warn(&format!(
        "{} in {} and truth.json written to {}",
        counted(records, "record", "records"),
        counted(logs as u64, "file", "files"),
        folder.display()
    ));
}

fn parameters(arguments: &SimulateArguments) -> Parameters {
    Parameters {
        seed: arguments.seed,
        account: arguments.account.clone(),
        source: arguments.source,
        host: arguments.host.clone(),
        start: arguments.start.map(|time| time.0),
        size: arguments.size,
        pace_seconds: arguments.pace,
        ..Parameters::default()
    }
}

/// Makes the folder, and refuses one that holds something: logs of two runs side by side would be one wrong truth.
fn prepare(folder: &Path) -> anyhow::Result<()> {
    let whole = || format!("cannot use the folder {}", folder.display());
    fs::create_dir_all(folder).with_context(whole)?;
    let empty = fs::read_dir(folder).with_context(whole)?.next().is_none();
    anyhow::ensure!(
        empty,
        Hinted {
            message: format!("the folder {} is not empty", folder.display()),
            hint: "name a new folder after -o".to_owned(),
        }
    );
    Ok(())
}

/// Returns how many files there are.
fn write_logs(folder: &Path, events: &[SimulatedEvent], format: LogFormat) -> anyhow::Result<usize> {
    match format {
        LogFormat::Evtx => Ok(files::write_evtx_per_host(folder, events)?.len()),
        LogFormat::Collected => {
            let path = folder.join("events.evtx");
            files::write_collected(&path, events)?;
            Ok(1)
        }
        LogFormat::Jsonl => {
            let path = folder.join("events.jsonl");
            let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
            files::write_jsonl(BufWriter::new(file), events)
                .with_context(|| format!("cannot write {}", path.display()))?;
            Ok(1)
        }
    }
}

fn write_truth(path: &Path, truth: &Truth) -> anyhow::Result<()> {
    let mut text = serde_json::to_vec(truth).context("the truth is JSON")?;
    text.push(b'\n');
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

fn list(colour: ColourChoice) -> anyhow::Result<()> {
    let part = |kind: Kind, heading: &str| Part {
        heading: heading.to_owned(),
        facts: scenario::all().iter().filter(|scenario| scenario.kind == kind).map(fact).collect(),
    };
    let parts = [part(Kind::Attack, "Attacks"), part(Kind::Harmless, "Harmless")];
    let style = terminal::style(colour);
    to_stdout(|out| sheet::write(out, &parts, style))
}

/// Name, what it is, and its defaults.
fn fact(scenario: &Scenario) -> (String, String) {
    let shape = &scenario.shape;
    if shape.size_means == "nothing" {
        return (scenario.name.to_owned(), scenario.about.to_owned());
    }
    let text = format!(
        "{} (--size {:.0} {}, --pace {}s)",
        scenario.about.trim_end_matches('.'),
        shape.size.default,
        shape.size_means,
        shape.pace_seconds.default
    );
    (scenario.name.to_owned(), text)
}
