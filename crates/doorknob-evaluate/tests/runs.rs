//! Whole runs: a small world through every tool, twice the same, and the page about it.

use doorknob_evaluate::criteria::criteria;
use doorknob_evaluate::pipeline::Doorknob;
use doorknob_evaluate::tool::Tool;
use doorknob_evaluate::variant::{COLLECTION, Variant};
use doorknob_evaluate::worlds::{Evaluation, Recorded, evaluate_world, evaluate_worlds};
use doorknob_evaluate::{render, rivals, verdict};
use doorknob_event::settings::Settings;
use doorknob_simulate::scenario::{Parameters, build};
use doorknob_simulate::world::WorldParameters;

fn everybody(_: &Variant) -> Vec<Box<dyn Tool>> {
    let ours: Box<dyn Tool> = Box::new(Doorknob::new(Settings::default()));
    std::iter::once(ours)
        .chain(rivals::all().into_iter().map(|rival| Box::new(rival) as Box<dyn Tool>))
        .collect()
}

fn small_run() -> Evaluation {
    let base = WorldParameters { users: 40, days: 4, quiet_days: 1, ..WorldParameters::default() };
    let variants = [COLLECTION[0], COLLECTION[2]];
    evaluate_worlds(&base, &[3, 4], &variants, everybody, |_, _| {})
}

#[test]
fn runs_repeat_to_the_byte() {
    let (one, other) = (small_run(), small_run());
    assert_eq!(render::json(&one).expect("JSON"), render::json(&other).expect("JSON"));
    assert_eq!(one.variants.len(), 2);
    for variant in &one.variants {
        assert_eq!(variant.tools.len(), 13);
        assert!(variant.tools.iter().all(|tool| tool.scores.len() == 2 && tool.summary.worlds == 2));
        let attacks: Vec<usize> = variant.tools.iter().map(|tool| tool.scores[0].attacks.len()).collect();
        assert!(
            attacks.iter().all(|&count| count > 0 && count == attacks[0]),
            "all are asked about the same"
        );
    }
}

#[test]
fn the_page_tells_method_figures_and_losses() {
    let evaluation = small_run();
    let page = render::page("doorknob evaluate", std::slice::from_ref(&evaluation), &[]);
    for part in [
        "## Method",
        "## 2 worlds of 40 users and 4 days",
        "Seeds 3, 4.",
        "| **Doorknob** |",
        "### By kind of attack",
        "### By kind of nuisance",
        "### Who finds what",
        "### When less is collected, or harder",
        "### What we miss and why: `controllers-only`",
        "re-stated rules, not the tools",
        "- **CrowdSec**:",
    ] {
        assert!(page.contains(part), "{part} in\n{page}");
    }
    let columns = |line: &str| line.matches(" |").count();
    for table in page.split("\n\n").filter(|block| block.starts_with('|')) {
        let mut lines = table.lines();
        let head = lines.next().map(columns);
        assert!(lines.skip(1).all(|line| Some(columns(line)) == head), "{table}");
    }
    let table = render::table(&evaluation);
    assert!(table.contains("Usual thresholds") && table.contains("missed attacks:"), "{table}");
    let summary = &evaluation.variants[0].tools[0].summary;
    assert_eq!(criteria(summary).len(), 13);
}

#[test]
fn incidents_as_lines_score_like_incidents() {
    let (events, truth) = build("guess-then-success", &Parameters::default()).expect("a scenario");
    let mut ours = Doorknob::new(Settings::default());
    events.iter().for_each(|event| ours.observe(event));
    let incidents = ours.into_incidents(&truth.settings);
    let lines: Vec<String> =
        incidents.iter().map(|incident| serde_json::to_string(incident).expect("JSON")).collect();
    let read = verdict::read_verdicts(&lines.join("\n")).expect("lines of incidents");
    let from_lines = doorknob_evaluate::score::score(&truth, read.into_iter());
    let direct =
        evaluate_world(Recorded::from((events, truth)), vec![Box::new(Doorknob::new(Settings::default()))]);
    assert_eq!(direct[0].score, from_lines);
    assert!(from_lines.attacks[0].found && from_lines.attacks[0].compromised_named == 1, "{from_lines:?}");
}
