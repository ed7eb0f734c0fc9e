//! What each part of detection contributes: the same worlds with one part left out at a time.

use crate::pipeline::Doorknob;
use crate::score::Score;
use crate::summary::Summary;
use crate::tool::Tool;
use crate::worlds::evaluate_world;
use doorknob_detect::Part;
use doorknob_event::settings::Settings;
use doorknob_simulate::world::{World, WorldParameters};
use serde::Serialize;

/// The figures without one part.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Ablation {
    /// What was left out; `None` is nothing.
    pub without: Option<&'static str>,
    /// What is left.
    pub summary: Summary,
}

/// The world of this seed as it is told without a part.
#[must_use]
pub fn without(part: Option<Part>, parameters: &WorldParameters) -> Option<Score> {
    let doorknob = Doorknob::new(Settings::default());
    let tool: Box<dyn Tool> = Box::new(match part {
        Some(part) => doorknob.without(part),
        None => doorknob,
    });
    evaluate_world(World::new(parameters), vec![tool]).into_iter().next().map(|told| told.score)
}

impl Ablation {
    /// From the scores of all worlds.
    #[must_use]
    pub fn of(part: Option<Part>, scores: &[Score]) -> Self {
        Ablation { without: part.map(Part::name), summary: Summary::of(scores) }
    }
}
