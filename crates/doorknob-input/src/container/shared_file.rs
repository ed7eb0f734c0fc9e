//! One open file, read at several places at once.

use crate::positioned::read_full_at;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

/// A place in a file that is shared. Cloning shares the file and keeps the place.
#[derive(Clone, Debug)]
pub(crate) struct SharedFile {
    file: Arc<File>,
    length: u64,
    at: u64,
}

impl SharedFile {
    /// At the beginning of a file.
    pub(crate) fn new(file: File) -> io::Result<SharedFile> {
        let length = file.metadata()?.len();
        Ok(SharedFile { file: Arc::new(file), length, at: 0 })
    }

    /// Bytes in the file.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// The same file at another place.
    pub(crate) fn at(&self, at: u64) -> SharedFile {
        SharedFile { at, ..self.clone() }
    }

    /// The same file at its beginning.
    pub(crate) fn rewound(&self) -> SharedFile {
        SharedFile { at: 0, ..self.clone() }
    }
}

impl Read for SharedFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = read_full_at(&self.file, buffer, self.at)?;
        self.at += length as u64;
        Ok(length)
    }
}

impl Seek for SharedFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
        };
        self.at = target
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "seeks before the beginning"))?;
        Ok(self.at)
    }
}

/// Copies a stream to a file without a name.
pub(crate) fn spool(reader: &mut dyn Read) -> io::Result<SharedFile> {
    let mut file = tempfile::tempfile()?;
    io::copy(reader, &mut file)?;
    file.flush()?;
    SharedFile::new(file)
}
