//! Writes records to files: one EVTX file per host and channel, or JSON lines.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::event::SimulatedEvent;
use crate::evtx_file::{Encoding, EvtxWriteError, EvtxWriter};
use crate::json_lines::JsonLinesWriter;

/// Why files could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteFilesError {
    /// A file or folder could not be created or written.
    #[error("{path} could not be written")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A record could not be encoded, or its file not be written.
    #[error("{path} could not be completed")]
    Evtx {
        /// The file.
        path: PathBuf,
        /// Why.
        source: EvtxWriteError,
    },
}

/// EVTX files of many hosts and channels, open at the same time, in one folder:
/// `dc01.corp.example/Security.evtx`, with `/` of channel names as `%4`, as Windows does.
///
/// One chunk and one file handle per host and channel stay open.
#[derive(Debug)]
pub struct HostFiles {
    folder: PathBuf,
    encoding: Encoding,
    writers: BTreeMap<(Arc<str>, &'static str), OpenFile>,
}

type OpenFile = (PathBuf, EvtxWriter<BufWriter<File>>);

impl HostFiles {
    /// Files will be made below `folder`, which is created.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(folder: &Path, encoding: Encoding) -> Result<Self, WriteFilesError> {
        fs::create_dir_all(folder)
            .map_err(|source| WriteFilesError::Io { path: folder.to_owned(), source })?;
        Ok(HostFiles { folder: folder.to_owned(), encoding, writers: BTreeMap::new() })
    }

    /// Appends a record to the file of its host and channel.
    ///
    /// # Errors
    /// When a file cannot be made or written.
    pub fn write(&mut self, event: &SimulatedEvent) -> Result<(), WriteFilesError> {
        let key = (Arc::clone(&event.computer), event.layout.channel);
        if !self.writers.contains_key(&key) {
            let opened = self.open(&event.computer, event.layout.channel)?;
            self.writers.insert(key.clone(), opened);
        }
        let Some((path, writer)) = self.writers.get_mut(&key) else { return Ok(()) };
        writer.write(event).map_err(|source| WriteFilesError::Evtx { path: path.clone(), source })
    }

    fn open(&self, host: &str, channel: &str) -> Result<OpenFile, WriteFilesError> {
        let folder = self.folder.join(host);
        let path = folder.join(format!("{}.evtx", channel.replace('/', "%4")));
        fs::create_dir_all(&folder).map_err(|source| WriteFilesError::Io { path: folder, source })?;
        let file =
            File::create(&path).map_err(|source| WriteFilesError::Io { path: path.clone(), source })?;
        let writer = EvtxWriter::with_encoding(BufWriter::new(file), self.encoding)
            .map_err(|source| WriteFilesError::Evtx { path: path.clone(), source })?;
        Ok((path, writer))
    }

    /// Completes all files, and gives their paths in order.
    ///
    /// # Errors
    /// When a file cannot be completed.
    pub fn finish(self) -> Result<Vec<PathBuf>, WriteFilesError> {
        let mut paths = Vec::with_capacity(self.writers.len());
        for (path, writer) in self.writers.into_values() {
            match writer.finish() {
                Ok(_) => paths.push(path),
                Err(source) => return Err(WriteFilesError::Evtx { path, source }),
            }
        }
        Ok(paths)
    }
}

/// Writes one EVTX file per host and channel below `folder`; see [`HostFiles`].
///
/// # Errors
/// When a file cannot be made or written.
pub fn write_evtx_per_host<'a>(
    folder: &Path,
    events: impl IntoIterator<Item = &'a SimulatedEvent>,
) -> Result<Vec<PathBuf>, WriteFilesError> {
    let mut files = HostFiles::new(folder, Encoding::Templates)?;
    for event in events {
        files.write(event)?;
    }
    files.finish()
}

/// Writes all hosts and channels into one EVTX file, as an event collector stores what is forwarded to it.
///
/// # Errors
/// When the file cannot be made or written.
pub fn write_collected<T: Borrow<SimulatedEvent>>(
    path: &Path,
    events: impl IntoIterator<Item = T>,
) -> Result<(), WriteFilesError> {
    let failed = |source| WriteFilesError::Evtx { path: path.to_owned(), source };
    let file = File::create(path).map_err(|source| WriteFilesError::Io { path: path.to_owned(), source })?;
    let mut writer = EvtxWriter::with_encoding(BufWriter::new(file), Encoding::Templates).map_err(failed)?;
    for event in events {
        writer.write(event.borrow()).map_err(failed)?;
    }
    writer.finish().map(drop).map_err(failed)
}

/// Writes events as JSON lines; see [`crate::json_lines`].
///
/// # Errors
/// When the output refuses bytes.
pub fn write_jsonl<'a>(
    output: impl Write,
    events: impl IntoIterator<Item = &'a SimulatedEvent>,
) -> io::Result<()> {
    let mut writer = JsonLinesWriter::new(output);
    for event in events {
        writer.write(event)?;
    }
    writer.finish().map(drop)
}
