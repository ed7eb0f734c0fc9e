//! `doorknob inputs`: what each file is and holds, so that nobody takes a file that could not be read for a quiet one.

mod account;
mod count;
mod json;
mod table;

use crate::arguments::{ColourChoice, InputsArguments, InputsFormat};
use crate::destination;
use crate::failure;
use crate::pipeline::{file_read, read_options};
use crate::progress::ReadingBar;
use crate::terminal;
use account::Account;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

pub(crate) fn run(arguments: &InputsArguments, colour: ColourChoice) -> anyhow::Result<ExitCode> {
    let reading = &arguments.reading;
    if let Some(output) = &arguments.output {
        destination::check_not_an_input(output, reading.paths.iter().map(PathBuf::as_path))?;
    }
    let bar = ReadingBar::new(!reading.no_progress);
    let account = Account::take(&reading.paths, &read_options(reading, None), &bar);
    bar.done();
    let account = account?;
    if let Some(output) = &arguments.output {
        destination::check_not_an_input(output, account.read.inputs.iter().filter_map(file_read))?;
    }
    let written = match &arguments.output {
        Some(path) => {
            let style = terminal::file_style(colour);
            destination::to_file(path, |out| render(out, &account, arguments.format, style))
        }
        None => {
            let style = terminal::style(colour);
            destination::to_stdout(|out| render(out, &account, arguments.format, style))
        }
    };
    match written {
        Err(error) if !failure::is_broken_pipe(&error) => Err(error),
        _ if account.read.read() > 0 => Ok(ExitCode::SUCCESS),
        _ => Ok(ExitCode::from(failure::FAILED)),
    }
}

fn render(
    out: &mut dyn Write,
    account: &Account,
    format: InputsFormat,
    style: doorknob_report::Style,
) -> io::Result<()> {
    match format {
        InputsFormat::Table => table::write(out, account, style),
        InputsFormat::Json => json::write_array(out, account),
        InputsFormat::Jsonl => json::write_lines(out, account),
    }
}
