//! The real logs beside the repository, read in place.

use doorknob_evtx::{CHUNK_SIZE, FILE_HEADER_SIZE};
use std::path::{Path, PathBuf};

/// One file of the corpus.
pub(crate) struct LogFile {
    /// Its path below the corpus folder, with `/` between the parts.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

impl LogFile {
    /// Its chunks, by number; the last one may be short.
    pub(crate) fn chunks(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let chunks = self.bytes.get(FILE_HEADER_SIZE..).unwrap_or_default();
        (0..).zip(chunks.chunks(CHUNK_SIZE))
    }
}

/// Every `.evtx` file, in the order of their names. Empty, with a message, where the folder is missing.
pub(crate) fn files() -> Vec<LogFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/evtx");
    if !root.is_dir() {
        eprintln!("skipped: no real logs at {}", root.display());
        return Vec::new();
    }
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| LogFile {
            name: path
                .strip_prefix(&root)
                .expect("found below the root")
                .to_string_lossy()
                .replace('\\', "/"),
            bytes: std::fs::read(&path).expect("a corpus file can be read"),
        })
        .collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a corpus folder can be listed") {
        let path = entry.expect("a corpus entry can be read").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "evtx") {
            paths.push(path);
        }
    }
}
