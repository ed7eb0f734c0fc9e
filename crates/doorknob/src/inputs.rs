//! `doorknob inputs`: what each file is and holds, so that nobody takes a file that could not be read for a quiet one.

mod account;
mod count;
mod json;
mod table;

use crate::arguments::{ColourChoice, InputsArguments, InputsFormat};
use crate::destination::Destination;
use crate::failure;
use crate::pipeline::read_options;
use crate::progress::ReadingBar;
use account::Account;
use std::io::{self, Write};
use std::process::ExitCode;

pub(crate) fn run(arguments: &InputsArguments, colour: ColourChoice) -> anyhow::Result<ExitCode> {
    let reading = &arguments.reading;
    let destination = Destination::new(arguments.output.as_deref(), &reading.paths, colour)?;
    let bar = ReadingBar::new(!reading.manner.no_progress);
    let account = Account::take(&reading.paths, &read_options(&reading.manner, None), &bar);
    bar.done();
    let account = account?;
    destination.check_read(&account.read)?;
    destination.write(|out, style| render(out, &account, arguments.format, style))?;
    Ok(if account.read.read() > 0 { ExitCode::SUCCESS } else { ExitCode::from(failure::FAILED) })
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
