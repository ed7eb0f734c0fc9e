//! How to read: the few things a caller chooses.

use crate::zone::Zone;

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
    /// Zone of times that state none and that nothing in their record places. `None`: such events are left out and
    /// reported.
    pub zone: Option<Zone>,
    /// Passwords to try on encrypted archives.
    pub passwords: Vec<String>,
    /// Bytes to which one archive or compressed file may always expand. Beyond that it is refused when it holds more than
    /// [`ReadOptions::expansion_ratio_max`] times its size.
    pub expansion_bytes_free: u64,
    /// See [`ReadOptions::expansion_bytes_free`].
    pub expansion_ratio_max: u64,
}

impl Default for ReadOptions {
    fn default() -> Self {
        ReadOptions {
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            batch_bytes: 4 * 1024 * 1024,
            record_bytes_max: 16 * 1024 * 1024,
            zone: None,
            passwords: Vec::new(),
            expansion_bytes_free: 1 << 30,
            expansion_ratio_max: 250,
        }
    }
}
