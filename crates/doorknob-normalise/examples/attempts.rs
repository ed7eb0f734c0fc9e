//! Prints what both stages make of logs: `cargo run --release -p doorknob-normalise --example attempts -- PATH...`
//!
//! One line an activity, then the accounts and the summary; and how long each stage took.
#![expect(clippy::print_stdout, reason = "an example prints")]

use doorknob_event::activity::{Activity, Directory, LogonAttempt, Outcome};
use doorknob_event::event::Event;
use doorknob_event::interner::{Interner, InternerMap};
use doorknob_event::observation::Observation;
use doorknob_event::settings::Settings;
use doorknob_input::{EventSink, NoProgress, ReadOptions, read_all};
use doorknob_normalise::{Normaliser, Problem, resolve_and_coalesce};
use std::time::Instant;

#[derive(Default)]
struct Sink {
    normaliser: Normaliser,
    observations: Vec<Observation>,
}

impl EventSink for Sink {
    type Batch = (Interner, Vec<Problem>, Vec<Observation>);

    fn event(&mut self, input: u32, event: &Event<'_>) {
        self.observations.extend(self.normaliser.observe(input, event));
    }

    fn take_batch(&mut self) -> Option<Self::Batch> {
        let Sink { normaliser, observations } = std::mem::take(self);
        let (interner, problems) = normaliser.into_parts();
        Some((interner, problems, observations))
    }
}

fn main() {
    let paths: Vec<_> = std::env::args_os().skip(1).map(Into::into).collect();
    let mut interner = Interner::new();
    let (mut observations, mut problems) = (Vec::new(), Vec::new());
    let begun = Instant::now();
    let read =
        read_all(&paths, &ReadOptions::default(), Sink::default, &NoProgress, |(part, found, read)| {
            let mut map = InternerMap::default();
            interner.absorb(&part, &mut map);
            observations.extend(read.into_iter().map(|observation| observation.mapped(&map)));
            problems.extend(found);
        });
    let Ok(read) = read else {
        println!("give at least one path");
        return;
    };
    let (reading, count) = (begun.elapsed(), observations.len());
    let inputs = read.inputs.iter().map(|input| input.path.display().to_string()).collect();
    let mut activities = Vec::new();
    let begun = Instant::now();
    let (directory, summary) =
        resolve_and_coalesce(observations, interner, inputs, &Settings::default(), |_, activity| {
            activities.push(activity);
        });
    let resolving = begun.elapsed();
    for activity in &activities {
        println!("{} {}", activity.time(), line(&directory, activity));
    }
    for account in &directory.accounts {
        println!("{account:?}");
    }
    for problem in Problem::merge(problems) {
        println!("{problem:?}");
    }
    println!("{summary:#?}");
    println!("{count} observations read in {reading:?}, resolved in {resolving:?}");
}

fn line(directory: &Directory, activity: &Activity) -> String {
    match activity {
        Activity::Attempt(attempt) => attempt_line(directory, attempt),
        other => format!("{other:?}"),
    }
}

fn attempt_line(directory: &Directory, attempt: &LogonAttempt) -> String {
    let outcome = match attempt.outcome {
        Outcome::Success => "success".to_owned(),
        Outcome::Failure(code) => format!("{code} ({:?})", code.class()),
    };
    format!(
        "{} <- {:?} @ {} {outcome} type {} claims {:?} {:?} records {}",
        directory.account(attempt.account).key,
        directory.source(attempt.source),
        directory.host(attempt.host).name,
        attempt.logon_type,
        directory.interner.text_of(attempt.workstation),
        attempt.recovered,
        attempt.record_count
    )
}
