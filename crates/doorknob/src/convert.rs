//! `doorknob convert`: events about logons, whatever they lay in, as files for other tools.

mod sink;

use crate::arguments::{ConvertArguments, ConvertFormat};
use crate::destination;
use crate::failure::{self, Hinted};
use crate::pipeline::{nothing_read, read_options};
use crate::progress::ReadingBar;
use doorknob_convert::LineFormat;
use doorknob_convert::parquet::Writer;
use doorknob_input::{EventSink, ReadOptions, ReadSummary, read_all};
use doorknob_report::quantity::counted;
use sink::{ColumnSink, Converted, LineSink};
use std::io::{self, IsTerminal as _, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;

pub(crate) fn run(arguments: &ConvertArguments) -> anyhow::Result<()> {
    let inputs = || arguments.reading.paths.iter().map(PathBuf::as_path);
    if let Some(output) = &arguments.output {
        destination::check_not_an_input(output, inputs())?;
    }
    destination::check_not_within(arguments.output.as_deref(), inputs())?;
    let to_terminal = arguments.output.is_none() && io::stdout().is_terminal();
    anyhow::ensure!(
        !(to_terminal && arguments.to == ConvertFormat::Parquet),
        Hinted {
            message: "Parquet is nothing for a terminal".to_owned(),
            hint: "name a file with -o".to_owned()
        }
    );
    let bar = ReadingBar::new(!arguments.reading.manner.no_progress && !arguments.quiet);
    let mut result = None;
    let convert = |out: &mut dyn Write| {
        let (read, converted) = write(out, arguments, &bar)?;
        let nothing = read.read() == 0;
        result = Some((read, converted));
        // An error leaves an old file as it is.
        if nothing { Err(io::Error::other("nothing was read")) } else { Ok(()) }
    };
    let written = match &arguments.output {
        Some(path) => destination::to_file(path, convert),
        None => destination::to_stdout(convert),
    };
    bar.done();
    match (written, result) {
        (Err(error), _) if failure::is_broken_pipe(&error) => Ok(()),
        (Err(_), Some((read, _))) if read.read() == 0 => Err(nothing_read(&read).into()),
        (Err(error), _) => Err(error),
        (Ok(()), Some((read, converted))) if !arguments.quiet => {
            tell(arguments, &read, converted);
            Ok(())
        }
        (Ok(()), _) => Ok(()),
    }
}

/// Converts everything.
fn write(
    out: &mut dyn Write,
    arguments: &ConvertArguments,
    bar: &ReadingBar,
) -> io::Result<(ReadSummary, Converted)> {
    let one = Some(NonZeroUsize::MIN);
    let options = read_options(&arguments.reading.manner, one);
    let mut converted = Converted::default();
    let read = match line_format(arguments.to) {
        Some(format) => {
            let sink = || LineSink::new(format);
            read(arguments, &options, bar, sink, |batch| {
                converted.add(batch.converted);
                out.write_all(batch.text.as_bytes())
            })?
        }
        None => {
            let mut writer = Writer::new(out)?;
            let read = read(arguments, &options, bar, ColumnSink::default, |batch| {
                converted.written += batch.rows() as u64;
                writer.add(batch)
            })?;
            writer.finish()?;
            read
        }
    };
    Ok((read, converted))
}

fn line_format(format: ConvertFormat) -> Option<LineFormat> {
    match format {
        ConvertFormat::Jsonl => Some(LineFormat::Own),
        ConvertFormat::Ocsf => Some(LineFormat::Ocsf),
        ConvertFormat::Ecs => Some(LineFormat::Ecs),
        ConvertFormat::Parquet => None,
    }
}

/// Reads all inputs; after the first batch that cannot be written nothing more is.
fn read<S: EventSink>(
    arguments: &ConvertArguments,
    options: &ReadOptions,
    bar: &ReadingBar,
    sink: impl Fn() -> S + Sync,
    mut write: impl FnMut(S::Batch) -> io::Result<()>,
) -> io::Result<ReadSummary> {
    let mut failed = Ok(());
    let read = read_all(&arguments.reading.paths, options, sink, bar, |batch| {
        if failed.is_ok() {
            failed = write(batch);
        }
    });
    failed?;
    read.map_err(io::Error::other)
}

/// What was converted, and what was not, on standard error.
fn tell(arguments: &ConvertArguments, read: &ReadSummary, converted: Converted) {
    failure::warn_of(&read.anomalies);
    let of = counted(read.records(), "record", "records");
    let mut text = format!(
        "wrote {} of {of} in {}",
        counted(converted.written, "event about logons", "events about logons"),
        counted(read.read() as u64, "input", "inputs")
    );
    if let Some(output) = &arguments.output {
        text += &format!(" to {}", output.display());
    }
    if converted.without_time > 0 {
        let left_out = counted(converted.without_time, "event", "events");
        text += &format!("; {left_out} without a time left out, which this format demands");
    }
    failure::warn(&text);
}
