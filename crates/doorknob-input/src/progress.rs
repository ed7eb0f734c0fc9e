//! How far reading has come, for whoever wants to show it.

/// Told from the reading threads, so an implementation must be cheap and thread-safe (atomics).
pub trait Progress: Sync {
    /// Reading begins: so many inputs, so many bytes. Bytes of standard input and of what archives hold are not known
    /// beforehand and not included.
    fn begin(&self, inputs: usize, bytes: u64);
    /// So many more bytes were read from the inputs as they lie on disk.
    fn advance(&self, bytes: u64);
}

/// Shows nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn begin(&self, _inputs: usize, _bytes: u64) {}
    fn advance(&self, _bytes: u64) {}
}
