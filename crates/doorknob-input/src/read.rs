//! Reading all inputs.

use crate::discover::{Discovery, discover};
use crate::error::InputError;
use crate::options::{BLOCK_BYTES, ReadOptions};
use crate::progress::Progress;
use crate::sink::EventSink;
use crate::summary::ReadSummary;
use crate::tally::Tally;
use crate::work::Work;
use crate::worker::{Shared, Worker};
use doorknob_event::anomaly::{Anomaly, AnomalyKind};
use rustc_hash::FxHashMap;
use std::path::PathBuf;
use std::sync::mpsc::sync_channel;

/// Reads everything that `paths` lead to: files, folders with all that is below them, and `-` for standard input. What an
/// input is, is recognised by its content.
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
    let discovery = discover(paths);
    progress.begin(discovery.found.len(), discovery.found.iter().filter_map(|found| found.bytes).sum());
    let threads = options.threads.max(1);
    // One thread decodes what it cuts at once; more leave each other a few parcels.
    let parcels_max = if threads > 1 { 2 * threads } else { 0 };
    let work = Work::new(discovery.found.len() as u32, parcels_max, BLOCK_BYTES as u64);
    let shared = Shared { options, found: &discovery.found, work: &work, progress };
    let tallies = if threads == 1 {
        let mut emit = |batch| {
            on_batch(batch);
            true
        };
        Worker::new(&shared, make_sink(), &mut emit).run()
    } else {
        on_threads(threads, &shared, &make_sink, on_batch)
    };
    Ok(summarise(discovery, tallies, options))
}

fn on_threads<S: EventSink>(
    threads: usize,
    shared: &Shared<'_>,
    make_sink: &(impl Fn() -> S + Sync),
    on_batch: impl FnMut(S::Batch),
) -> FxHashMap<u32, Tally> {
    std::thread::scope(|scope| {
        let (sender, batches) = sync_channel::<S::Batch>(threads);
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                let sender = sender.clone();
                scope.spawn(move || {
                    let mut emit = |batch| sender.send(batch).is_ok();
                    Worker::new(shared, make_sink(), &mut emit).run()
                })
            })
            .collect();
        drop(sender);
        batches.into_iter().for_each(on_batch);
        let mut sum: FxHashMap<u32, Tally> = FxHashMap::default();
        for worker in workers {
            let tallies = worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            for (input, tally) in tallies {
                sum.entry(input).or_default().merge(tally);
            }
        }
        sum
    })
}

fn summarise(discovery: Discovery, mut tallies: FxHashMap<u32, Tally>, options: &ReadOptions) -> ReadSummary {
    let mut summary =
        ReadSummary { links_passed_over: discovery.links_passed_over, ..ReadSummary::default() };
    for (input, found) in discovery.found.into_iter().enumerate() {
        let tally = tallies.remove(&(input as u32)).unwrap_or_default();
        let (input, anomalies) = tally.finish(found.path, options.zone.as_ref());
        summary.inputs.push(input);
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
