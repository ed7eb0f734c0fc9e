//! Where observations wait that exceed the memory that is meant for them.

use doorknob_normalise::Overflow;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// A file without a name, made when it is first needed, gone with the process.
#[derive(Debug, Default)]
pub(super) struct TemporaryFile {
    file: Option<File>,
}

impl Overflow for TemporaryFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        file.seek(SeekFrom::End(0))?;
        file.write_all(bytes)
    }

    fn read(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
        let mut file = self.file.as_ref().ok_or(io::ErrorKind::NotFound)?;
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_by_is_read_again() {
        let mut file = TemporaryFile::default();
        assert!(file.read(0, &mut [0]).is_err());
        file.append(b"one").expect("room for three bytes");
        file.append(b"two").expect("room for three more");
        let mut bytes = [0; 4];
        file.read(2, &mut bytes).expect("what was written");
        assert_eq!(&bytes, b"etwo");
        file.append(b"!").expect("room for one more");
        file.read(3, &mut bytes).expect("what was written");
        assert_eq!(&bytes, b"two!");
        assert!(file.read(4, &mut bytes).is_err());
    }
}
