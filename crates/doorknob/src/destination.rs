//! Where the output goes: standard output, or a file that is replaced only when all is written.

use crate::arguments::ColourChoice;
use crate::failure::{self, Hinted};
use crate::{pipeline, terminal};
use anyhow::Context as _;
use doorknob_input::ReadSummary;
use doorknob_report::Style;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Where a command's result goes.
pub(crate) struct Destination<'a> {
    output: Option<&'a Path>,
    colour: ColourChoice,
}

impl<'a> Destination<'a> {
    /// `output`, or standard output.
    ///
    /// # Errors
    /// `output` is one of the paths that are to be read.
    pub(crate) fn new(
        output: Option<&'a Path>,
        paths: &[PathBuf],
        colour: ColourChoice,
    ) -> anyhow::Result<Self> {
        if let Some(output) = output {
            check_not_an_input(output, paths.iter().map(PathBuf::as_path))?;
        }
        Ok(Destination { output, colour })
    }

    /// To be asked when it is known which files were read.
    ///
    /// # Errors
    /// `output` is one of them.
    pub(crate) fn check_read(&self, read: &ReadSummary) -> anyhow::Result<()> {
        let Some(output) = self.output else { return Ok(()) };
        check_not_an_input(output, read.inputs.iter().filter_map(pipeline::file_read))
    }

    /// Runs `write` with the style that fits. A reader that went away is no failure.
    ///
    /// # Errors
    /// The output cannot be written.
    pub(crate) fn write(
        &self,
        write: impl FnOnce(&mut dyn Write, Style) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        let written = match self.output {
            Some(path) => to_file(path, |out| write(out, terminal::file_style(self.colour))),
            None => to_stdout(|out| write(out, terminal::style(self.colour))),
        };
        match written {
            Err(error) if failure::is_broken_pipe(&error) => Ok(()),
            other => other,
        }
    }
}

/// Refuses to write over something that is read.
///
/// # Errors
/// `output` is one of `inputs`.
pub(crate) fn check_not_an_input<'a>(
    output: &Path,
    inputs: impl Iterator<Item = &'a Path>,
) -> anyhow::Result<()> {
    let Ok(output_file) = fs::canonicalize(output) else { return Ok(()) };
    for input in inputs {
        anyhow::ensure!(
            fs::canonicalize(input).ok().as_ref() != Some(&output_file),
            Hinted {
                message: format!("{} is an input and would be overwritten", output.display()),
                hint: "name another file after -o".to_owned(),
            }
        );
    }
    Ok(())
}

/// Refuses to write into a folder while it is read: what is written would be read again.
///
/// # Errors
/// `output`, or without one the file that standard output leads to, lies below one of `inputs`.
pub(crate) fn check_not_within<'a>(
    output: Option<&Path>,
    inputs: impl Iterator<Item = &'a Path>,
) -> anyhow::Result<()> {
    let Some(place) = place_of(output) else { return Ok(()) };
    for input in inputs.filter_map(|input| fs::canonicalize(input).ok()) {
        anyhow::ensure!(
            !place.starts_with(&input),
            Hinted {
                message: format!("what is written to {} would be read again", place.display()),
                hint: "write to a file outside of what is read".to_owned(),
            }
        );
    }
    Ok(())
}

/// The file that is written to, or the folder in which it will be; `None` where it is no file.
fn place_of(output: Option<&Path>) -> Option<PathBuf> {
    let Some(path) = output else {
        return fs::canonicalize("/dev/stdout").ok().filter(|path| path.is_file());
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::canonicalize(path).or_else(|_| fs::canonicalize(folder)).ok()
}

/// Runs `write` on standard output.
///
/// # Errors
/// Whatever `write` or the output returns.
pub(crate) fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    write(&mut out).and_then(|()| out.flush()).context("cannot write to standard output")
}

/// Runs `write` on a new file beside `path`, then puts it in the place of `path`. A device or pipe is written to as it is.
///
/// # Errors
/// The file cannot be made, written or put in place; a file that was there before is then untouched.
pub(crate) fn to_file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    let whole = || format!("cannot write {}", path.display());
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        let mut out = BufWriter::new(File::options().write(true).open(path).with_context(whole)?);
        return write(&mut out).and_then(|()| out.flush()).with_context(whole);
    }
    // A link is followed, so that it stays a link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = match target.parent() {
        Some(folder) if folder.as_os_str().is_empty() => PathBuf::from("."),
        Some(folder) => folder.to_owned(),
        None => PathBuf::from("."),
    };
    let mut out = BufWriter::new(beside(&folder).with_context(whole)?);
    write(&mut out).and_then(|()| out.flush()).with_context(whole)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error).with_context(whole)?;
    file.persist(&target).map_err(|error| error.error).with_context(whole)?;
    Ok(())
}

/// A new file with the permissions that the user's files have.
fn beside(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".doorknob-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// One value as JSON, for programs and for reading.
pub(crate) fn write_json(out: &mut dyn Write, value: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}
