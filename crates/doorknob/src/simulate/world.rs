//! `doorknob simulate world`: an enterprise over days, with the truth about what happened.

use crate::arguments::{LogFormat, WorldArguments};
use anyhow::Context as _;
use doorknob_evaluate::variant::Variant;
use doorknob_simulate::evtx_file::Encoding;
use doorknob_simulate::files::{self, HostFiles};
use doorknob_simulate::json_lines::JsonLinesWriter;
use doorknob_simulate::truth::Truth;
use doorknob_simulate::world::{World, WorldParameters};
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

pub(super) fn run(arguments: &WorldArguments) -> anyhow::Result<()> {
    let defaults = WorldParameters::default();
    let base = WorldParameters {
        users: arguments.users,
        days: arguments.days,
        start: arguments.start.map_or(defaults.start, |time| time.0),
        attacks: arguments.attacks,
        nuisances: arguments.nuisances,
        evasive: arguments.evasive,
        ..defaults
    };
    let parameters =
        Variant::find(arguments.variant).map(|variant| variant.parameters(&base, arguments.seed));
    let world = World::new(&parameters.unwrap_or(base));
    let folder = &arguments.output;
    super::prepare(folder)?;
    let (logs, truth) = match arguments.format {
        LogFormat::Evtx => evtx(world, folder)?,
        LogFormat::Collected => collected(world, &folder.join("events.evtx"))?,
        LogFormat::Jsonl => json_lines(world, &folder.join("events.jsonl"))?,
    };
    super::write_truth(&folder.join("truth.json"), &truth)?;
    super::tell(truth.events, logs, folder);
    Ok(())
}

/// Writes records as they come: memory does not grow with the days. Returns how many files there are.
fn evtx(mut world: World, folder: &Path) -> anyhow::Result<(usize, Truth)> {
    let mut logs = HostFiles::new(folder, Encoding::Templates)?;
    for event in &mut world {
        logs.write(&event)?;
    }
    Ok((logs.finish()?.len(), world.into_truth()))
}

fn collected(mut world: World, path: &Path) -> anyhow::Result<(usize, Truth)> {
    files::write_collected(path, &mut world)?;
    Ok((1, world.into_truth()))
}

fn json_lines(mut world: World, path: &Path) -> anyhow::Result<(usize, Truth)> {
    let whole = || format!("cannot write {}", path.display());
    let mut writer = JsonLinesWriter::new(BufWriter::new(File::create(path).with_context(whole)?));
    for event in &mut world {
        writer.write(&event).with_context(whole)?;
    }
    writer.finish().with_context(whole)?;
    Ok((1, world.into_truth()))
}
