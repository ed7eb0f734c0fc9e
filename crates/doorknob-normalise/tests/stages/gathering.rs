//! Observations handed over in batches, by several threads, and put by: the same activities as all at once.

use crate::shorthand::{Line, Outcomes, lines, outcomes_of, run_in_parts};
use doorknob_event::settings::Settings;
use doorknob_normalise::{Gathering, Overflow, Strand};
use std::io;
use std::sync::{Arc, Mutex};

/// Bytes put by, with a count of them for the test.
#[derive(Clone, Default)]
struct Shelf(Arc<Mutex<Vec<u8>>>);

impl Overflow for Shelf {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.lock().expect("one thread").extend_from_slice(bytes);
        Ok(())
    }

    fn read(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
        let shelf = self.0.lock().expect("one thread");
        let from = offset as usize;
        bytes.copy_from_slice(shelf.get(from..from + bytes.len()).ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}

/// Nothing can be put by.
struct FullDisk;

impl Overflow for FullDisk {
    fn append(&mut self, _: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn read(&self, _: u64, _: &mut [u8]) -> io::Result<()> {
        Err(io::ErrorKind::NotFound.into())
    }
}

/// Two hosts of which every name, address and time differs from the one before.
fn busy_hours() -> Vec<Line> {
    let line = |at: u32| {
        format!(
            "{:02}:{:02}.{:03} srv{} 4625 user=u{} dom=CORP sub=0xc000006a lt=3 ip=10.0.{}.{} ws=W{at} rec={}",
            at / 84,
            at % 84 * 60 / 84,
            at * 7 % 1000,
            at % 2 + 1,
            at % 97,
            at % 11,
            at % 251,
            at + 1
        )
    };
    lines(&(0..5000).map(line).collect::<Vec<_>>().join("\n"))
}

/// Hands batches of lines to two strands in turn.
fn gathered(lines: &[Line], batch: usize, mut gathering: Gathering) -> Outcomes {
    let mut strands = [Strand::default(), Strand::default()];
    for (number, batch) in lines.chunks(batch).enumerate() {
        let strand = &mut strands[number % 2];
        for line in batch {
            strand.event(line.input(), &line.event());
        }
        strand.hand_over(&mut gathering);
    }
    assert_eq!(gathering.len(), lines.len() as u64);
    outcomes_of(|inputs, out| {
        gathering.resolve(inputs, &Settings::default(), out).expect("what was put by is read again")
    })
}

#[track_caller]
fn same(one: &Outcomes, other: &Outcomes) {
    assert_eq!(one.lines(), other.lines());
    assert_eq!(one.directory.accounts, other.directory.accounts);
    assert_eq!(one.directory.sources, other.directory.sources);
    assert_eq!(one.summary, other.summary);
}

#[test]
fn batches_threads_and_memory_do_not_matter() {
    let lines = busy_hours();
    let straight = run_in_parts(std::slice::from_ref(&lines), &Settings::default());
    for batch in [1, 7, 1000] {
        let shelf = Shelf::default();
        let bounded = gathered(&lines, batch, Gathering::bounded(0, Box::new(shelf.clone())));
        same(&straight, &bounded);
        let put_by = shelf.0.lock().expect("one thread").len();
        assert!(put_by > 30_000, "{put_by} bytes were put by");
        assert!(put_by < lines.len() * 30, "{put_by} bytes for {} observations", lines.len());
    }
}

#[test]
fn without_room_everything_stays_in_memory() {
    let lines = busy_hours();
    let straight = run_in_parts(std::slice::from_ref(&lines), &Settings::default());
    same(&straight, &gathered(&lines, 100, Gathering::bounded(0, Box::new(FullDisk))));
}

#[test]
fn what_cannot_be_read_again_is_an_error() {
    let lines = busy_hours();
    let shelf = Shelf::default();
    let mut gathering = Gathering::bounded(0, Box::new(shelf.clone()));
    let mut strand = Strand::default();
    lines.iter().for_each(|line| strand.event(line.input(), &line.event()));
    strand.hand_over(&mut gathering);
    shelf.0.lock().expect("one thread").truncate(20_000);
    assert!(gathering.resolve(Vec::new(), &Settings::default(), |_, _| {}).is_err());
}
