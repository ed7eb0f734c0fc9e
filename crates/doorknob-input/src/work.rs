//! What there is to do, shared by the reading threads.
//!
//! Tasks: open an input; walk archives; decode a block of an EVTX file that is open already; decode a parcel of text that
//! another thread has cut. Whoever finds nothing to do waits until somebody adds a task or nobody can any more.

use crate::parcel::Parcel;
use std::collections::VecDeque;
use std::fs::File;
use std::ops::Range;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// An open EVTX file whose blocks are given out one by one.
#[derive(Debug)]
pub(crate) struct BlockFile {
    pub(crate) input: u32,
    pub(crate) file: File,
    /// Size when it was opened.
    pub(crate) bytes: u64,
}

/// One thing to do.
#[derive(Debug)]
pub(crate) enum Task {
    /// Open this input. The thread that gets it must call [`Work::opened`] when it has added all that follows from it.
    Open(u32),
    /// Read the archives that have to be read from front to end. Ends like [`Task::Open`].
    Walk,
    /// Decode the block at this offset.
    Block(Arc<BlockFile>, u64),
    /// Decode this parcel.
    Parcel(Parcel),
}

#[derive(Debug, Default)]
struct State {
    parcels: VecDeque<Parcel>,
    /// Open files with the offset of the next block to give out.
    files: VecDeque<(Arc<BlockFile>, u64)>,
    next_input: u32,
    walk: bool,
    /// Threads that may still add tasks.
    opening: usize,
    stopped: bool,
}

/// The queue. Bounded: at most `parcels_max` parcels wait, and as many files are open as there are threads.
#[derive(Debug)]
pub(crate) struct Work {
    state: Mutex<State>,
    changed: Condvar,
    inputs_end: u32,
    parcels_max: usize,
    block_bytes: u64,
}

impl Work {
    /// To open inputs, to walk archives if there are some, and to do what follows from it.
    pub(crate) fn new(inputs: Range<u32>, walk: bool, parcels_max: usize, block_bytes: u64) -> Work {
        let state = State { next_input: inputs.start, walk, ..State::default() };
        let state = Mutex::new(state);
        Work { state, changed: Condvar::new(), inputs_end: inputs.end, parcels_max, block_bytes }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A thread that panics in here leaves the queue whole; its panic is passed on when it is joined.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next task; `None` when there is nothing left.
    pub(crate) fn next(&self) -> Option<Task> {
        let mut state = self.lock();
        loop {
            if state.stopped {
                return None;
            }
            // Parcels first: they hold memory. Then files that are open, then new ones.
            if let Some(parcel) = state.parcels.pop_front() {
                return Some(Task::Parcel(parcel));
            }
            if let Some((file, offset)) = state.files.front_mut() {
                let task = Task::Block(Arc::clone(file), *offset);
                *offset += self.block_bytes;
                if *offset >= file.bytes {
                    state.files.pop_front();
                }
                return Some(task);
            }
            if std::mem::take(&mut state.walk) {
                state.opening += 1;
                return Some(Task::Walk);
            }
            if state.next_input < self.inputs_end {
                let input = state.next_input;
                state.next_input += 1;
                state.opening += 1;
                return Some(Task::Open(input));
            }
            if state.opening == 0 {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// An input that was to be opened has been, and nothing more follows from it.
    pub(crate) fn opened(&self) {
        self.lock().opening -= 1;
        self.changed.notify_all();
    }

    /// Gives out the blocks of a file from `offset` on.
    pub(crate) fn add_blocks(&self, file: BlockFile, offset: u64) {
        if offset < file.bytes {
            self.lock().files.push_back((Arc::new(file), offset));
            self.changed.notify_all();
        }
    }

    /// Leaves a parcel to whoever is free; gives it back where enough are waiting.
    pub(crate) fn offer(&self, parcel: Parcel) -> Result<(), Parcel> {
        let mut state = self.lock();
        if state.parcels.len() >= self.parcels_max {
            return Err(parcel);
        }
        state.parcels.push_back(parcel);
        drop(state);
        self.changed.notify_one();
        Ok(())
    }

    /// Nobody wants the results any more.
    pub(crate) fn stop(&self) {
        self.lock().stopped = true;
        self.changed.notify_all();
    }

    /// Whether [`Work::stop`] was called.
    pub(crate) fn is_stopped(&self) -> bool {
        self.lock().stopped
    }
}
