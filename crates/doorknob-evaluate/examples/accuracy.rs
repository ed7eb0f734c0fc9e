//! Runs worlds and prints the table, the page or the JSON; on two threads, by seed.
//!
//! `cargo run --release -p doorknob-evaluate --example accuracy -- [table|page|json] USERS DAYS FIRST_SEED LAST_SEED [VARIANT..]`
//! Without variants: `all` with the rivals.

#![expect(clippy::print_stdout, reason = "an example program prints its result")]

use doorknob_evaluate::pipeline::Doorknob;
use doorknob_evaluate::tool::Tool;
use doorknob_evaluate::variant::Variant;
use doorknob_evaluate::worlds::{Evaluation, ToolScore, VariantResult, evaluate_world};
use doorknob_evaluate::{render, rivals};
use doorknob_event::settings::Settings;
use doorknob_simulate::world::{World, WorldParameters};
use std::sync::Mutex;

fn tools(with_rivals: bool) -> Vec<Box<dyn Tool>> {
    let mut tools: Vec<Box<dyn Tool>> = vec![Box::new(Doorknob::new(Settings::default()))];
    if with_rivals {
        tools.extend(rivals::all().into_iter().map(|rival| Box::new(rival) as Box<dyn Tool>));
    }
    tools
}

/// The worlds of one variant, two at a time.
fn run(variant: &Variant, base: &WorldParameters, seeds: &[u64]) -> VariantResult {
    let next = Mutex::new(seeds.iter().copied().enumerate());
    let results: Mutex<Vec<(usize, Vec<ToolScore>)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some((at, seed)) = next.lock().expect("no thread panics").next() else { return };
                    let world = World::new(&variant.parameters(base, seed));
                    let scores = evaluate_world(world, tools(variant.name == "all" && std::env::var_os("NO_RIVALS").is_none()));
                    results.lock().expect("no thread panics").push((at, scores));
                }
            });
        }
    });
    let mut results = results.into_inner().expect("no thread panics");
    results.sort_by_key(|(at, _)| *at);
    VariantResult::of(variant, results.into_iter().map(|(_, scores)| scores).collect())
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [form, users, days, first, last, names @ ..] = arguments.as_slice() else {
        println!("accuracy [table|page|json] USERS DAYS FIRST_SEED LAST_SEED [VARIANT..]");
        return;
    };
    let number = |text: &String| text.parse::<u32>().expect("a number");
    let base = WorldParameters { users: number(users), days: number(days), ..WorldParameters::default() };
    let seeds: Vec<u64> = (u64::from(number(first))..=u64::from(number(last))).collect();
    let names: Vec<&str> =
        if names.is_empty() { vec!["all"] } else { names.iter().map(String::as_str).collect() };
    let variants =
        names.iter().map(|name| run(Variant::find(name).expect("a variant of that name"), &base, &seeds));
    let evaluation =
        Evaluation { users: base.users, days: base.days, seeds: seeds.clone(), variants: variants.collect() };
    println!(
        "{}",
        match form.as_str() {
            "page" =>
                render::page("cargo run --release -p doorknob-evaluate --example accuracy", &[evaluation]),
            "json" => render::json(&evaluation).expect("figures can be written as JSON"),
            _ => render::table(&evaluation),
        }
    );
}
