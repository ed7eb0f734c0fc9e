//! The inputs of a run: what was found, and what archives were found to hold.

use crate::container::{Budget, SharedFile, Zip};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Archives inside archives, at most so deep.
pub(crate) const DEPTH_MAX: u8 = 6;

/// One input.
#[derive(Debug)]
pub(crate) struct Input {
    /// As shown; of a member the archive's path, `!`, and its name in there.
    pub(crate) path: PathBuf,
    pub(crate) source: Source,
    /// Archives around it.
    pub(crate) depth: u8,
}

/// Where an input is read from.
#[derive(Debug)]
pub(crate) enum Source {
    StandardInput,
    /// A file of so many bytes; `None` for a pipe or device.
    File(Option<u64>),
    /// Nowhere: it cannot be read.
    Refused(String),
    /// A member of an archive that is open.
    Member {
        zip: Zip,
        index: usize,
    },
    /// A member of an archive that is read from front to end: when it is known, it has been read.
    Walked,
}

/// An archive that was met while reading, to be opened when everything before it is known.
#[derive(Debug)]
pub(crate) struct Archive {
    pub(crate) input: u32,
    pub(crate) path: PathBuf,
    /// With a directory, or to be read from front to end.
    pub(crate) zip: bool,
    pub(crate) file: SharedFile,
    pub(crate) budget: Budget,
    pub(crate) depth: u8,
}

/// The path of a member.
pub(crate) fn member_path(archive: &Path, name: &str) -> PathBuf {
    let mut path = OsString::from(archive);
    path.push("!");
    path.push(name);
    path.into()
}

/// The file name of an input or member, without the folders and archives around it.
pub(crate) fn file_name(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()?.rsplit(['!', '\\']).next()
}
