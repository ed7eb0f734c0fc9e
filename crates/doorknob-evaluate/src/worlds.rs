//! Runs tools over worlds and collects their scores. One world is in memory at a time, and of it only what the tools
//! keep: records stream from the simulation through every tool.

use crate::score::{Score, score};
use crate::summary::Summary;
use crate::tool::Tool;
use crate::variant::Variant;
use doorknob_simulate::event::SimulatedEvent;
use doorknob_simulate::truth::Truth;
use doorknob_simulate::world::{World, WorldParameters};
use serde::Serialize;

/// Records with the truth about them.
pub trait Labelled {
    /// The next record, in the order of delivery.
    fn next_record(&mut self) -> Option<SimulatedEvent>;

    /// The truth, once all records are taken.
    fn into_truth(self) -> Truth;
}

impl Labelled for World {
    fn next_record(&mut self) -> Option<SimulatedEvent> {
        self.next()
    }

    fn into_truth(self) -> Truth {
        World::into_truth(self)
    }
}

/// Records in memory, such as those of one scenario.
#[derive(Debug)]
pub struct Recorded {
    events: std::vec::IntoIter<SimulatedEvent>,
    truth: Truth,
}

impl From<(Vec<SimulatedEvent>, Truth)> for Recorded {
    fn from((events, truth): (Vec<SimulatedEvent>, Truth)) -> Self {
        Recorded { events: events.into_iter(), truth }
    }
}

impl Labelled for Recorded {
    fn next_record(&mut self) -> Option<SimulatedEvent> {
        self.events.next()
    }

    fn into_truth(self) -> Truth {
        self.truth
    }
}

/// What one tool did in one world.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ToolScore {
    /// The tool.
    pub name: String,
    /// One sentence about it.
    pub about: String,
    /// Its score.
    pub score: Score,
}

/// Runs tools over one world.
pub fn evaluate_world(mut world: impl Labelled, mut tools: Vec<Box<dyn Tool>>) -> Vec<ToolScore> {
    while let Some(record) = world.next_record() {
        for tool in &mut tools {
            tool.observe(&record);
        }
    }
    let truth = world.into_truth();
    tools
        .into_iter()
        .map(|tool| {
            let (name, about) = (tool.name().to_owned(), tool.about().to_owned());
            ToolScore { name, about, score: score(&truth, tool.finish(&truth.settings).into_iter()) }
        })
        .collect()
}

/// All tools over all worlds in all variants.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Evaluation {
    /// Persons per world.
    pub users: u32,
    /// Days per world.
    pub days: u32,
    /// Seeds of the worlds, in the order given.
    pub seeds: Vec<u64>,
    /// By variant, in the order given.
    pub variants: Vec<VariantResult>,
}

/// All tools in one variant.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct VariantResult {
    /// Its name.
    pub name: String,
    /// One sentence about it.
    pub about: String,
    /// By tool, in the order given.
    pub tools: Vec<ToolResult>,
}

/// One tool in one variant.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ToolResult {
    /// The tool.
    pub name: String,
    /// One sentence about it.
    pub about: String,
    /// Figures over the worlds.
    pub summary: Summary,
    /// The scores behind them, by seed as given.
    pub scores: Vec<Score>,
}

/// Runs tools over the worlds of all seeds in each variant, one after another. `tools` makes them afresh for each world;
/// `done` hears of each finished world.
///
/// A caller with threads runs [`evaluate_world`] on them and puts the scores together with [`VariantResult::of`]; worlds
/// do not depend on each other.
pub fn evaluate_worlds(
    base: &WorldParameters,
    seeds: &[u64],
    variants: &[Variant],
    tools: impl Fn(&Variant) -> Vec<Box<dyn Tool>>,
    mut done: impl FnMut(&Variant, u64),
) -> Evaluation {
    let variants = variants.iter().map(|variant| {
        let worlds = seeds.iter().map(|&seed| {
            let world = World::new(&variant.parameters(base, seed));
            let scores = evaluate_world(world, tools(variant));
            done(variant, seed);
            scores
        });
        VariantResult::of(variant, worlds.collect())
    });
    Evaluation { users: base.users, days: base.days, seeds: seeds.to_vec(), variants: variants.collect() }
}

impl VariantResult {
    /// From the scores of each world; every world was run with the same tools in the same order.
    #[must_use]
    pub fn of(variant: &Variant, worlds: Vec<Vec<ToolScore>>) -> Self {
        let mut tools: Vec<(String, String, Vec<Score>)> = Vec::new();
        for world in worlds {
            for (at, tool) in world.into_iter().enumerate() {
                match tools.get_mut(at) {
                    Some((_, _, scores)) => scores.push(tool.score),
                    None => tools.push((tool.name, tool.about, vec![tool.score])),
                }
            }
        }
        let tools = tools.into_iter().map(|(name, about, scores)| {
            let summary = Summary::of(&scores);
            ToolResult { name, about, summary, scores }
        });
        VariantResult {
            name: variant.name.to_owned(),
            about: variant.about.to_owned(),
            tools: tools.collect(),
        }
    }
}
