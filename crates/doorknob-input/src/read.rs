//! Reading all inputs, in rounds: first what lies outside of archives, then what archives hold, then what archives inside those
//! hold. What is known before a round has its index; so an input's index is the same in every run.

use crate::container::{Unopened, Zip};
use crate::discover::{Discovery, discover};
use crate::error::InputError;
use crate::input::{Archive, Input, Source, member_path};
use crate::options::{BLOCK_BYTES, ReadOptions};
use crate::progress::Progress;
use crate::sink::EventSink;
use crate::summary::ReadSummary;
use crate::tally::{Place, Tally};
use crate::work::Work;
use crate::worker::{Keep, Shared, Worker};
use doorknob_event::anomaly::{Anomaly, AnomalyKind};
use rustc_hash::FxHashMap;
use std::path::PathBuf;
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, PoisonError};

/// Reads everything that `paths` lead to: files, folders with all that is below them, archives with all that is in them, and
/// `-` for standard input. What an input is, is recognised by its content.
///
/// Every event that counts goes to a sink made by `make_sink` on one of the reading threads; what the sinks turn events into
/// is handed to `on_batch` on the calling thread. Batches come in no particular order. The summary is the same for any
/// number of threads and any order of `paths`.
///
/// # Errors
/// [`InputError::NoPath`] where `paths` is empty. Whatever is wrong with an input is in the summary instead.
pub fn read_all<S: EventSink>(
    paths: &[PathBuf],
    options: &ReadOptions,
    make_sink: impl Fn() -> S + Sync,
    progress: &dyn Progress,
    mut on_batch: impl FnMut(S::Batch),
) -> Result<ReadSummary, InputError> {
    if paths.is_empty() {
        return Err(InputError::NoPath);
    }
    let mut discovery = discover(paths);
    progress.begin(discovery.found.len(), discovery.found.iter().filter_map(|found| found.bytes).sum());
    let mut inputs = inputs_of(&mut discovery);
    let mut keeps: Vec<Keep<S>> = (0..options.threads.max(1)).map(|_| Keep::new(make_sink())).collect();
    let mut tallies: FxHashMap<u32, Tally> = FxHashMap::default();
    let (mut from, mut walks) = (0, Vec::new());
    while from < inputs.len() || !walks.is_empty() {
        let (archives, walked) =
            round(&inputs, from as u32, &walks, &mut keeps, options, progress, &mut on_batch);
        inputs.extend(walked);
        from = inputs.len();
        walks = Vec::new();
        for archive in archives {
            if archive.zip {
                open(&archive, &mut inputs, tallies.entry(archive.input).or_default());
            } else {
                walks.push(archive);
            }
        }
    }
    for (input, tally) in keeps.into_iter().flat_map(|keep| keep.tallies) {
        tallies.entry(input).or_default().merge(tally);
    }
    Ok(summarise(&discovery, inputs, tallies, options))
}

fn inputs_of(discovery: &mut Discovery) -> Vec<Input> {
    let input = |found: crate::discover::Found| {
        let source = match (found.is_standard_input(), found.refusal) {
            (true, _) => Source::StandardInput,
            (false, Some(why)) => Source::Refused(why),
            (false, None) => Source::File(found.bytes),
        };
        Input { path: found.path, source, depth: 0 }
    };
    std::mem::take(&mut discovery.found).into_iter().map(input).collect()
}

/// Reads the inputs from `from` on, and walks archives. Returns the archives that were met, in the order of their inputs, and the
/// members of those that were walked, whose indices begin behind `inputs`.
fn round<S: EventSink>(
    inputs: &[Input],
    from: u32,
    walks: &[Archive],
    keeps: &mut [Keep<S>],
    options: &ReadOptions,
    progress: &dyn Progress,
    on_batch: &mut impl FnMut(S::Batch),
) -> (Vec<Archive>, Vec<Input>) {
    // One thread decodes what it cuts at once; more leave each other a few parcels.
    let parcels_max = if keeps.len() > 1 { 2 * keeps.len() } else { 0 };
    let work = Work::new(from..inputs.len() as u32, !walks.is_empty(), parcels_max, BLOCK_BYTES as u64);
    let (archives, walked) = (Mutex::default(), Mutex::default());
    let shared = Shared { options, inputs, walks, work: &work, progress, archives, walked };
    match keeps {
        [keep] => {
            let mut emit = |batch| {
                on_batch(batch);
                true
            };
            Worker::new(&shared, keep, &mut emit).run();
        }
        keeps => on_threads(keeps, &shared, on_batch),
    }
    let mut archives = shared.archives.into_inner().unwrap_or_else(PoisonError::into_inner);
    archives.sort_by_key(|archive| archive.input);
    (archives, shared.walked.into_inner().unwrap_or_else(PoisonError::into_inner))
}

fn on_threads<S: EventSink>(keeps: &mut [Keep<S>], shared: &Shared<'_>, on_batch: &mut impl FnMut(S::Batch)) {
    std::thread::scope(|scope| {
        let (sender, batches) = sync_channel::<S::Batch>(keeps.len());
        let workers: Vec<_> = keeps
            .iter_mut()
            .map(|keep| {
                let sender = sender.clone();
                scope.spawn(move || {
                    let mut emit = |batch| sender.send(batch).is_ok();
                    Worker::new(shared, keep, &mut emit).run();
                })
            })
            .collect();
        drop(sender);
        batches.into_iter().for_each(on_batch);
        for worker in workers {
            if let Err(panic) = worker.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
}

/// Adds the members of an archive to the inputs.
fn open(archive: &Archive, inputs: &mut Vec<Input>, tally: &mut Tally) {
    if archive.depth == 1 {
        tally.bytes = archive.file.length();
    }
    match Zip::open(archive.file.rewound(), &archive.budget) {
        Ok((zip, members)) => {
            tally.members = Some(members.len() as u64);
            inputs.extend(members.into_iter().map(|(index, name)| Input {
                path: member_path(&archive.path, &name),
                source: Source::Member { zip: zip.clone(), index },
                depth: archive.depth,
            }));
        }
        Err(Unopened::Document) => tally.passed_over = Some("an office document"),
        Err(error) => {
            let kind = match error {
                Unopened::TooLarge | Unopened::TooMany => AnomalyKind::Bound,
                Unopened::Damaged(_) | Unopened::Document => AnomalyKind::Damaged,
            };
            tally.trouble(kind, "an archive was not opened", Place::WHOLE, || error.to_string());
        }
    }
}

fn summarise(
    discovery: &Discovery,
    inputs: Vec<Input>,
    mut tallies: FxHashMap<u32, Tally>,
    options: &ReadOptions,
) -> ReadSummary {
    let mut summary =
        ReadSummary { links_passed_over: discovery.links_passed_over, ..ReadSummary::default() };
    for (id, input) in inputs.into_iter().enumerate() {
        let tally = tallies.remove(&(id as u32)).unwrap_or_default();
        let (mut input_summary, anomalies) = tally.finish(input.path, options.zone.as_ref());
        input_summary.depth = input.depth;
        summary.inputs.push(input_summary);
        summary.anomalies.extend(anomalies);
    }
    if discovery.left_out > 0 {
        let text = "more files than can be read in one run; the others are left out";
        let mut anomaly = Anomaly::new("", AnomalyKind::Bound, text);
        anomaly.count = discovery.left_out;
        summary.anomalies.push(anomaly);
    }
    summary
}
