//! Zip archives. The directory at the end says what is in one; members are read in any order, by any thread.

use super::budget::Budget;
use super::shared_file::SharedFile;
use std::io::{self, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// Most members of one archive that are looked at.
const MEMBERS_MAX: usize = 200_000;

/// An open archive. Cloning is cheap.
#[derive(Clone, Debug)]
pub(crate) struct Zip {
    archive: ZipArchive<SharedFile>,
}

/// Why an archive cannot be opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unopened {
    #[error("its directory cannot be read: {0}")]
    Damaged(ZipError),
    #[error("it states a size that its own does not allow; refused")]
    TooLarge,
    #[error("it holds more than {MEMBERS_MAX} members; refused")]
    TooMany,
    /// Word, Excel and the like are archives.
    #[error("an office document")]
    Document,
}

impl Zip {
    /// Opens an archive and takes the sizes that its members state off the budget; with their names.
    pub(crate) fn open(file: SharedFile, budget: &Budget) -> Result<(Zip, Vec<(usize, String)>), Unopened> {
        let mut archive = ZipArchive::new(file).map_err(Unopened::Damaged)?;
        if archive.len() > MEMBERS_MAX {
            return Err(Unopened::TooMany);
        }
        let mut members = Vec::new();
        let mut stated = 0u64;
        for index in 0..archive.len() {
            // Reads the directory alone, not the member.
            let Ok(member) = archive.by_index_raw(index) else { continue };
            let name = String::from_utf8_lossy(member.name_raw()).into_owned();
            if name == "[Content_Types].xml" {
                return Err(Unopened::Document);
            }
            if member.is_file() {
                stated = stated.saturating_add(member.size());
                members.push((index, name));
            }
        }
        if !budget.charge(stated) {
            return Err(Unopened::TooLarge);
        }
        Ok((Zip { archive }, members))
    }

    /// Reads a member: `read` gets its size and what it expands to. Of the passwords the first that fits is used.
    pub(crate) fn with_member<T>(
        &self,
        index: usize,
        passwords: &[String],
        read: impl FnOnce(u64, &mut dyn Read) -> io::Result<T>,
    ) -> io::Result<T> {
        let mut archive = self.archive.clone();
        let encrypted = archive.by_index_raw(index).map_err(io::Error::from)?.encrypted();
        if !encrypted {
            let mut member = archive.by_index(index).map_err(io::Error::from)?;
            let size = member.size();
            return read(size, &mut Budget::of(size).guard(&mut member));
        }
        for password in passwords {
            match archive.by_index_decrypt(index, password.as_bytes()) {
                Ok(mut member) => {
                    let size = member.size();
                    return read(size, &mut Budget::of(size).guard(&mut member));
                }
                Err(ZipError::InvalidPassword) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let why = if passwords.is_empty() {
            "encrypted: it needs a password"
        } else {
            "encrypted: no password fits"
        };
        Err(io::Error::new(io::ErrorKind::PermissionDenied, why))
    }
}
