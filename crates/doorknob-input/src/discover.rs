//! Paths to files: folders are walked, duplicates dropped, everything sorted, so that an input's index does not depend on
//! the order of the arguments.
//!
//! Links inside a given folder are not followed: what they lead to inside the folder is found by itself, and what lies
//! outside was not asked for. A path that is given itself may be a link. A folder that is reached twice (bind mounts,
//! overlapping arguments) is walked once.

use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// Most files of one run. A path and its summary take about 1 KiB.
const FILES_MAX: usize = 1_000_000;

/// The name by which standard input is asked for and shown.
pub(crate) const STANDARD_INPUT: &str = "-";

/// One input that was found.
#[derive(Debug)]
pub(crate) struct Found {
    /// As given, or below a given folder. `-` is standard input.
    pub(crate) path: PathBuf,
    /// Size on disk; `None` for standard input, pipes and devices.
    pub(crate) bytes: Option<u64>,
    /// Why it cannot be read, where that is known already.
    pub(crate) refusal: Option<String>,
}

impl Found {
    pub(crate) fn is_standard_input(&self) -> bool {
        self.path.as_os_str() == OsStr::new(STANDARD_INPUT)
    }
}

/// What was found, and what was left aside.
#[derive(Debug, Default)]
pub(crate) struct Discovery {
    /// Sorted by path; holds the paths that cannot be read, too.
    pub(crate) found: Vec<Found>,
    /// Links inside given folders, which were not followed.
    pub(crate) links_passed_over: u64,
    /// Files beyond [`FILES_MAX`].
    pub(crate) left_out: u64,
}

/// What makes two paths the same file or folder.
#[derive(PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Identity {
    #[cfg(unix)]
    Node(u64, u64),
    #[cfg(not(unix))]
    Path(PathBuf),
    StandardInput,
}

#[cfg(unix)]
fn identity(_path: &Path, metadata: &Metadata) -> io::Result<Identity> {
    use std::os::unix::fs::MetadataExt;
    Ok(Identity::Node(metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path, _metadata: &Metadata) -> io::Result<Identity> {
    fs::canonicalize(path).map(Identity::Path)
}

/// Finds the files behind `paths`.
pub(crate) fn discover(paths: &[PathBuf]) -> Discovery {
    let mut walk = Walk::default();
    let mut paths: Vec<&PathBuf> = paths.iter().collect();
    paths.sort();
    for path in paths {
        walk.given(path);
    }
    walk.finish()
}

#[derive(Default)]
struct Walk {
    files: BTreeMap<Identity, Found>,
    folders: FxHashSet<Identity>,
    unreadable: BTreeMap<PathBuf, String>,
    links_passed_over: u64,
    left_out: u64,
}

impl Walk {
    fn given(&mut self, path: &Path) {
        if path.as_os_str() == OsStr::new(STANDARD_INPUT) {
            let found = Found { path: path.to_owned(), bytes: None, refusal: None };
            self.files.insert(Identity::StandardInput, found);
            return;
        }
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => self.folder(path),
            Ok(metadata) => self.file(path, &metadata),
            Err(error) => self.unreadable(path, &error),
        }
    }

    /// Walks a folder without recursion, so that no depth is too deep.
    fn folder(&mut self, top: &Path) {
        let mut pending = vec![top.to_owned()];
        while let Some(folder) = pending.pop() {
            match self.enter(&folder) {
                Ok(true) => {}
                Ok(false) => continue,
                Err(error) => {
                    self.unreadable(&folder, &error);
                    continue;
                }
            }
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) => {
                    self.unreadable(&folder, &error);
                    continue;
                }
            };
            for entry in entries {
                match entry {
                    Ok(entry) => self.entry(&entry.path(), &mut pending),
                    Err(error) => self.unreadable(&folder, &error),
                }
            }
        }
    }

    /// Whether the folder is new.
    fn enter(&mut self, folder: &Path) -> io::Result<bool> {
        let metadata = fs::metadata(folder)?;
        Ok(self.folders.insert(identity(folder, &metadata)?))
    }

    fn entry(&mut self, path: &Path, pending: &mut Vec<PathBuf>) {
        match fs::symlink_metadata(path) {
            Ok(metadata) if metadata.is_symlink() => self.links_passed_over += 1,
            Ok(metadata) if metadata.is_dir() => pending.push(path.to_owned()),
            Ok(metadata) if metadata.is_file() => self.file(path, &metadata),
            // Pipes, sockets and devices below a folder were not asked for by name, and reading them may never end.
            Ok(_) => {}
            Err(error) => self.unreadable(path, &error),
        }
    }

    fn file(&mut self, path: &Path, metadata: &Metadata) {
        let identity = match identity(path, metadata) {
            Ok(identity) => identity,
            Err(error) => return self.unreadable(path, &error),
        };
        let bytes = metadata.is_file().then_some(metadata.len());
        if let Some(known) = self.files.get_mut(&identity) {
            // Two names of one file: the first in sorted order is shown, whichever was met first.
            if path < known.path.as_path() {
                known.path = path.to_owned();
            }
        } else if self.files.len() >= FILES_MAX {
            self.left_out += 1;
        } else {
            self.files.insert(identity, Found { path: path.to_owned(), bytes, refusal: None });
        }
    }

    fn unreadable(&mut self, path: &Path, error: &io::Error) {
        self.unreadable.insert(path.to_owned(), error.to_string());
    }

    fn finish(self) -> Discovery {
        let refused = self.unreadable.into_iter().map(|(path, refusal)| Found {
            path,
            bytes: None,
            refusal: Some(refusal),
        });
        let mut found: Vec<Found> = self.files.into_values().chain(refused).collect();
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Discovery { found, links_passed_over: self.links_passed_over, left_out: self.left_out }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(discovery: &Discovery, root: &Path) -> Vec<String> {
        let short = |found: &Found| {
            found.path.strip_prefix(root).unwrap_or(&found.path).to_string_lossy().into_owned()
        };
        discovery.found.iter().map(short).collect()
    }

    #[test]
    fn arguments_in_any_order_give_the_same_list() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        fs::create_dir_all(root.join("b/c")).expect("folders");
        for name in ["a.evtx", "b/x.json", "b/c/y.json"] {
            fs::write(root.join(name), name).expect("a file");
        }
        let one = [root.to_owned(), root.join("b"), root.join("a.evtx"), root.join("./b/../a.evtx")];
        let mut other = one.clone();
        other.reverse();
        let wanted = vec!["a.evtx", "b/c/y.json", "b/x.json"];
        assert_eq!(names(&discover(&one), root), wanted);
        assert_eq!(names(&discover(&other), root), wanted);
    }

    #[test]
    fn a_missing_path_is_said_once_and_the_rest_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a"), "x").expect("a file");
        let missing = folder.path().join("missing");
        let discovery = discover(&[missing.clone(), folder.path().to_owned(), missing]);
        assert_eq!(names(&discovery, folder.path()), vec!["a", "missing"]);
        let refused: Vec<bool> = discovery.found.iter().map(|found| found.refusal.is_some()).collect();
        assert_eq!(refused, vec![false, true]);
    }

    #[cfg(unix)]
    #[test]
    fn links_make_no_loops_and_lead_nowhere_else() {
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().expect("a folder");
        let outside = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        fs::write(outside.path().join("secret"), "x").expect("a file");
        let hostile = root.join(OsStr::from_bytes(b"\xff\x1b[31m.json"));
        fs::write(&hostile, "x").expect("a file");
        fs::hard_link(&hostile, root.join("a-hard-link")).expect("a link");
        symlink(root, root.join("loop")).expect("a link");
        symlink(outside.path(), root.join("away")).expect("a link");
        let discovery = discover(&[root.to_owned()]);
        assert_eq!(names(&discovery, root), vec!["a-hard-link"]);
        assert_eq!(discovery.links_passed_over, 2);
        let given = discover(&[root.join("away")]);
        assert_eq!(names(&given, root), vec!["away/secret"]);
    }
}
