//! Real event logs, read in place: the scorecard is made without a failure and says what is true of them.

use doorknob_event::event::Event;
use doorknob_event::interner::{Interner, InternerMap};
use doorknob_event::observation::Observation;
use doorknob_event::settings::Settings;
use doorknob_input::{EventSink, NoProgress, Outcome, ReadOptions, ReadSummary, read_all};
use doorknob_normalise::{Normaliser, resolve_and_coalesce};
use doorknob_readiness::census::Census;
use doorknob_readiness::readiness::{
    Check, ExpectedHosts, InputFacts, Readiness, ReadinessSettings, Scorecard,
};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};

/// What one reading thread gathers: the wiring that the command has.
struct Share {
    census: Census,
    observations: Vec<Observation>,
    interner: Interner,
}

struct Sink {
    census: Census,
    normaliser: Normaliser,
    observations: Vec<Observation>,
    sender: Sender<Share>,
}

impl EventSink for Sink {
    type Batch = ();

    fn event(&mut self, input: u32, event: &Event<'_>) {
        self.census.event(input, event);
        self.observations.extend(self.normaliser.observe(input, event));
    }

    fn take_batch(&mut self) -> Option<()> {
        None
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        let share = Share {
            census: std::mem::take(&mut self.census),
            observations: std::mem::take(&mut self.observations),
            interner: self.normaliser.interner().clone(),
        };
        let _ = self.sender.send(share);
    }
}

fn facts(read: &ReadSummary) -> Vec<InputFacts> {
    let one = |input: &doorknob_input::InputSummary| InputFacts {
        path: input.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        is_log_file: input.formats.first().is_some_and(|(format, _)| *format == "EVTX"),
        bytes: input.bytes,
        records: input.records,
        damaged: input.damaged,
        unreadable: match &input.outcome {
            Outcome::Unreadable(why) => Some(why.clone()),
            _ => None,
        },
    };
    read.inputs.iter().map(one).collect()
}

#[expect(clippy::print_stdout, reason = "a skipped test says so")]
pub(crate) fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/evtx/corpus");
    if !folder.is_dir() {
        println!("skipped: {} is missing", folder.display());
        return None;
    }
    Some(folder)
}

pub(crate) fn scorecard(folder: PathBuf) -> Scorecard {
    let (sender, receiver) = channel();
    let sink = || Sink {
        census: Census::new(),
        normaliser: Normaliser::new(),
        observations: Vec::new(),
        sender: sender.clone(),
    };
    let read =
        read_all(&[folder], &ReadOptions::default(), sink, &NoProgress, |()| {}).expect("it can be read");
    drop(sender);
    let mut readiness = Readiness::new(ReadinessSettings::default());
    let mut interner = Interner::new();
    let mut observations = Vec::new();
    for share in receiver {
        readiness.census(share.census);
        let mut map = InternerMap::default();
        interner.absorb(&share.interner, &mut map);
        observations.extend(share.observations.into_iter().map(|observation| observation.mapped(&map)));
    }
    observations.iter().for_each(|observation| readiness.observe(&interner, observation));
    let inputs = facts(&read);
    let names = inputs.iter().map(|input| input.path.clone()).collect();
    let (directory, _) =
        resolve_and_coalesce(observations, interner, names, &Settings::default(), |directory, activity| {
            readiness.activity(directory, &activity);
        });
    readiness.finish(&directory.interner, &directory, &inputs, &ExpectedHosts::default())
}

#[test]
fn real_logs_of_many_laboratories() {
    let Some(folder) = corpus() else { return };
    let card = scorecard(folder);
    crate::show::look_at(&card);
    assert!(card.hosts.len() > 10, "{} hosts", card.hosts.len());
    let has = |check| card.findings.iter().any(|finding| finding.check == check);
    // The recordings hold 1102 events, and are cut out of longer logs.
    assert!(has(Check::LogCleared) && has(Check::LogIsExtract));
    let ids: std::collections::BTreeSet<&str> =
        card.findings.iter().map(|finding| finding.id.as_str()).collect();
    assert_eq!(ids.len(), card.findings.len(), "ids are unique");
    for finding in &card.findings {
        assert!(
            !finding.mend.is_empty() && !finding.why.is_empty() && !finding.title.is_empty(),
            "{finding:#?}"
        );
    }
}
