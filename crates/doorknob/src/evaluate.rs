//! `doorknob evaluate`: how often detection is right, in simulated enterprises whose truth is known.

use crate::arguments::{ColourChoice, EvaluateArguments, EvaluateFormat};
use crate::destination::Destination;
use anyhow::{Context as _, ensure};
use doorknob_detect::{PARTS, Part};
use doorknob_evaluate::ablation::{self, Ablation};
use doorknob_evaluate::pipeline::Doorknob;
use doorknob_evaluate::score::score;
use doorknob_evaluate::summary::Summary;
use doorknob_evaluate::tool::Tool;
use doorknob_evaluate::variant::Variant;
use doorknob_evaluate::verdict::read_verdicts;
use doorknob_evaluate::worlds::{Evaluation, ToolResult, VariantResult, evaluate_world};
use doorknob_evaluate::{render, rivals};
use doorknob_event::settings::Settings;
use doorknob_simulate::truth::Truth;
use doorknob_simulate::world::{World, WorldParameters};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fs;
use std::io::{IsTerminal as _, stderr};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Mutex;
use std::thread;

pub(crate) fn run(arguments: &EvaluateArguments, colour: ColourChoice) -> anyhow::Result<()> {
    let read = arguments.truth.iter().chain(&arguments.verdicts).cloned().collect::<Vec<_>>();
    let destination = Destination::new(arguments.output.as_deref(), &read, colour)?;
    let (evaluations, ablations) = match (&arguments.truth, &arguments.verdicts) {
        (Some(truth), Some(verdicts)) => (vec![of_verdicts(truth, verdicts)?], Vec::new()),
        _ => of_worlds(arguments)?,
    };
    let text = match arguments.format {
        EvaluateFormat::Table => evaluations.iter().map(render::table).collect::<Vec<_>>().join("\n"),
        EvaluateFormat::Json => {
            let written: Result<Vec<String>, _> = evaluations.iter().map(render::json).collect();
            written?.join("\n")
        }
        EvaluateFormat::Markdown => render::page(&command(arguments), &evaluations, &ablations),
    };
    destination.write(|out, _| writeln!(out, "{}", text.trim_end()))
}

/// The line that gives the same page.
fn command(arguments: &EvaluateArguments) -> String {
    let list = |items: Vec<String>| items.join(",");
    let mut line = "cargo run --release -- evaluate".to_owned();
    line += &format!(" --users {}", list(arguments.users.iter().map(u32::to_string).collect()));
    line += &format!(" --days {}", list(arguments.days.iter().map(u32::to_string).collect()));
    let range = |seeds: &std::ops::RangeInclusive<u64>| format!("{}-{}", seeds.start(), seeds.end());
    line += &format!(" --seeds {}", list(arguments.seeds.iter().map(range).collect()));
    line += &format!(" --variants {}", arguments.variants.join(","));
    line += if arguments.no_rivals { " --no-rivals" } else { "" };
    line += if arguments.ablation { " --ablation" } else { "" };
    line + " --format markdown"
}

/// Another tool's alerts.
fn of_verdicts(truth: &Path, verdicts: &Path) -> anyhow::Result<Evaluation> {
    let read =
        |path: &Path| fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()));
    let truth: Truth = serde_json::from_str(&read(truth)?)
        .with_context(|| format!("{} is no truth.json of `doorknob simulate`", truth.display()))?;
    let verdicts_given = read_verdicts(&read(verdicts)?)
        .with_context(|| format!("cannot understand {}", verdicts.display()))?;
    let scores = vec![score(&truth, verdicts_given.into_iter())];
    let name = verdicts.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let about = "Alerts given as JSON lines.".to_owned();
    let tools = vec![ToolResult { name, about: about.clone(), summary: Summary::of(&scores), scores }];
    let variant = VariantResult { name: "given".into(), about, tools };
    Ok(Evaluation { users: 0, days: 0, seeds: vec![truth.seed], variants: vec![variant] })
}

/// Worlds of each size; the variants and what parts contribute for the first only.
fn of_worlds(arguments: &EvaluateArguments) -> anyhow::Result<(Vec<Evaluation>, Vec<Ablation>)> {
    let sizes = arguments.users.len();
    ensure!(
        sizes == arguments.days.len() && sizes == arguments.seeds.len(),
        "--users, --days and --seeds must name as many sizes: {sizes}, {} and {} were given",
        arguments.days.len(),
        arguments.seeds.len()
    );
    let threads =
        arguments.threads.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    let mut evaluations = Vec::new();
    let mut ablations = Vec::new();
    let each = arguments.users.iter().zip(&arguments.days).zip(&arguments.seeds).enumerate();
    for (at, ((users, days), seeds)) in each {
        let base = WorldParameters { users: *users, days: *days, ..WorldParameters::default() };
        let seeds: Vec<u64> = seeds.clone().collect();
        let names = if at == 0 { arguments.variants.as_slice() } else { &arguments.variants[..1] };
        let mut variants = Vec::new();
        for variant in names.iter().filter_map(|name| Variant::find(name)) {
            let with_rivals = !arguments.no_rivals && variant.name == "all";
            let worlds = for_each_seed(&seeds, threads, variant.name, |seed| {
                evaluate_world(World::new(&variant.parameters(&base, seed)), tools(with_rivals))
            });
            variants.push(VariantResult::of(variant, worlds));
        }
        if arguments.ablation && at == 0 {
            for part in std::iter::once(None).chain(PARTS.iter().copied().map(Some)) {
                let name = part.map_or("nothing left out", Part::name);
                let scores = for_each_seed(&seeds, threads, name, |seed| {
                    ablation::without(part, &WorldParameters { seed, ..base.clone() })
                });
                let scores: Vec<_> = scores.into_iter().flatten().collect();
                ablations.push(Ablation::of(part, &scores));
            }
        }
        evaluations.push(Evaluation { users: *users, days: *days, seeds, variants });
    }
    Ok((evaluations, ablations))
}

fn tools(with_rivals: bool) -> Vec<Box<dyn Tool>> {
    let mut tools: Vec<Box<dyn Tool>> = vec![Box::new(Doorknob::new(Settings::default()))];
    if with_rivals {
        tools.extend(rivals::all().into_iter().map(|rival| Box::new(rival) as Box<dyn Tool>));
    }
    tools
}

/// Results in the order of the seeds, whichever thread made them.
fn for_each_seed<T: Send>(
    seeds: &[u64],
    threads: NonZeroUsize,
    what: &str,
    of_seed: impl Fn(u64) -> T + Sync,
) -> Vec<T> {
    let target =
        if stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(Some(seeds.len() as u64), target)
        .with_style(
            ProgressStyle::with_template("{msg}  {bar:30}  {pos} of {len} worlds  {eta} left")
                .expect("the template is ours"),
        )
        .with_message(what.to_owned());
    let next = Mutex::new(seeds.iter().copied().enumerate());
    let results = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..threads.get().min(seeds.len()) {
            scope.spawn(|| {
                loop {
                    let Some((at, seed)) = next.lock().expect("no thread panics").next() else { return };
                    let result = of_seed(seed);
                    results.lock().expect("no thread panics").push((at, result));
                    bar.inc(1);
                }
            });
        }
    });
    bar.finish_and_clear();
    let mut results = results.into_inner().expect("no thread panics");
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}
