//! Everything that was observed, in the order of time, in little memory.
//!
//! Tries are put together in event-time order over all inputs, so observations must wait until all is read: millions of
//! them. They wait encoded, about 20 bytes each, in *runs*: sequences that are in order. A log is nearly in order by
//! itself, so a batch mostly continues a run, and there are about as many runs as threads and inputs that overlap in time.
//! Merging the runs gives the order of all. What exceeds the memory that was allowed is put by, by whoever the caller names.
//!
//! | file | question |
//! |---|---|
//! | `strand` | what one reading thread has gathered |
//! | `encoding` | how one observation is written behind another |
//! | `run` | observations in order, and reading them again |
//! | `merge` | the order of all |

mod encoding;
mod merge;
mod run;
mod strand;

pub use strand::Strand;

use crate::ordering;
use crate::problems::Problem;
use doorknob_event::interner::{Interner, TextId};
use doorknob_event::observation::Observation;
use merge::Merge;
use run::Run;
use rustc_hash::FxHashSet;
use std::io;

/// Somewhere to put bytes by until they are read again: a file, as a rule.
pub trait Overflow: Send {
    /// Puts bytes behind those that were put by before.
    ///
    /// # Errors
    /// When there is no room. The bytes are then kept in memory.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Reads the bytes that begin at an offset.
    ///
    /// # Errors
    /// When they cannot be read again.
    fn read(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()>;
}

/// Observations of all inputs, with the ids of one interner.
#[derive(Default)]
pub struct Gathering {
    interner: Interner,
    runs: Vec<Run>,
    /// Every name of a computer that logged something.
    hosts: FxHashSet<TextId>,
    problems: Vec<Problem>,
    put_by: PutBy,
    count: u64,
}

/// What lies in memory, and where the rest goes.
#[derive(Default)]
struct PutBy {
    overflow: Option<Box<dyn Overflow>>,
    /// Bytes put by so far.
    end: u64,
    held: usize,
    held_max: usize,
}

impl Gathering {
    /// Keeps everything in memory.
    #[must_use]
    pub fn in_memory(interner: Interner) -> Self {
        Gathering { interner, ..Gathering::default() }
    }

    /// Keeps at most about `bytes` of observations in memory and the rest in `overflow`.
    #[must_use]
    pub fn bounded(bytes: usize, overflow: Box<dyn Overflow>) -> Self {
        let put_by = PutBy { overflow: Some(overflow), held_max: bytes, ..PutBy::default() };
        Gathering { put_by, ..Gathering::default() }
    }

    /// The texts, addresses and names that the observations refer to.
    pub fn interner(&self) -> &Interner {
        &self.interner
    }

    /// How many observations there are.
    pub fn len(&self) -> u64 {
        self.count
    }

    /// Whether nothing was observed.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// What was wrong with events.
    pub fn take_problems(&mut self) -> Vec<Problem> {
        Problem::merge(std::mem::take(&mut self.problems))
    }

    /// Adds observations in any order, with ids of [`Gathering::interner`].
    pub fn add(&mut self, mut observations: Vec<Observation>) {
        ordering::sort(&mut observations, &self.interner);
        self.add_sorted(&observations);
    }

    /// Adds observations that are in order: continues the run that ends nearest before them, or begins a new one.
    fn add_sorted(&mut self, observations: &[Observation]) {
        let Some(first) = observations.first() else { return };
        let fits = |run: &&mut Run| !ordering::compare(run.last(), first, &self.interner).is_gt();
        let run = self.runs.iter_mut().filter(fits).max_by_key(|run| run.last().time);
        let run = match run {
            Some(run) => run,
            None => {
                self.runs.push(Run::default());
                let Some(run) = self.runs.last_mut() else { return };
                run
            }
        };
        let before = run.held();
        for observation in observations {
            run.push(observation);
        }
        self.put_by.held += run.held() - before;
        let mut known = None;
        for observation in observations {
            if known != Some(observation.host) {
                self.hosts.insert(observation.host);
                known = Some(observation.host);
            }
        }
        self.count += observations.len() as u64;
        self.make_room();
    }

    /// Puts by what exceeds the memory. Where that fails, it stays: nothing is lost.
    fn make_room(&mut self) {
        let PutBy { overflow, end, held, held_max } = &mut self.put_by;
        let Some(target) = overflow.as_mut().filter(|_| *held > *held_max) else { return };
        for run in &mut self.runs {
            match run.put_by(target.as_mut(), end) {
                Ok(freed) => *held -= freed,
                Err(_) => {
                    // What was written only in part is never read; no more is tried.
                    *held_max = usize::MAX;
                    return;
                }
            }
        }
    }

    /// Gives every observation to `each`, in order.
    ///
    /// # Errors
    /// When what was put by cannot be read again.
    pub fn each(&self, mut each: impl FnMut(&Interner, &Observation)) -> io::Result<()> {
        let mut sorted = self.sorted(&self.interner)?;
        while let Some(observation) = sorted.next(&self.interner)? {
            each(&self.interner, &observation);
        }
        Ok(())
    }

    /// The runs, joined again. `interner` is this gathering's.
    pub(crate) fn sorted(&self, interner: &Interner) -> io::Result<Merge<'_>> {
        Merge::new(&self.runs, self.put_by.overflow.as_deref(), interner)
    }

    /// Names of the computers that logged something, in no order that may matter.
    pub(crate) fn hosts(&self) -> impl Iterator<Item = TextId> + '_ {
        self.hosts.iter().copied()
    }

    /// Takes the interner out; [`Gathering::sorted`] must be given it from then on.
    pub(crate) fn take_interner(&mut self) -> Interner {
        std::mem::take(&mut self.interner)
    }
}
