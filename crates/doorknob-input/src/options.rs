//! How to read: the few things a caller chooses.

/// Bytes of one parcel of text, or one block of EVTX chunks: what a thread takes at a time. Four EVTX chunks; small
/// enough to stay in a core's cache.
pub(crate) const BLOCK_BYTES: usize = 256 * 1024;

/// How to read. The result does not depend on any of these except where a field says so.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// Threads that read and decode, at least 1. With 1, everything happens on the calling thread.
    pub threads: usize,
    /// Bytes of input that a thread decodes before it hands its batch over. Smaller batches cost more hand-overs,
    /// larger ones more memory.
    pub batch_bytes: usize,
    /// Longest record in bytes (a line, an XML element, a JSON value). A longer one is left out and reported, since
    /// memory must not depend on what an input claims.
    pub record_bytes_max: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        ReadOptions {
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            batch_bytes: 4 * 1024 * 1024,
            record_bytes_max: 16 * 1024 * 1024,
        }
    }
}
