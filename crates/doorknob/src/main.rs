//! The `doorknob` command: arguments in, exit code out. It chooses the edges; what it decides nothing of is in the
//! library crates.

mod about;
mod arguments;
mod configuration;
mod convert;
mod destination;
mod evaluate;
mod export;
mod failure;
mod hunt;
mod inputs;
mod lockout;
mod manual;
mod pipeline;
mod progress;
mod readiness;
mod report;
mod sample;
mod setting;
mod simulate;
mod terminal;
mod tune;

use arguments::{Arguments, Command};
use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(code) => code,
        Err(error) => failure::report(&error),
    }
}

fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let colour = arguments.color;
    match arguments.command {
        Command::Hunt(hunt) => return hunt::run(&hunt, colour),
        Command::Inputs(inputs) => return inputs::run(&inputs, colour),
        Command::Report(report) => report::run(&report, colour)?,
        Command::Readiness(readiness) => readiness::run(&readiness, colour)?,
        Command::Lockout(lockout) => lockout::run(&lockout, colour)?,
        Command::Tune(tune) => tune::run(&tune, colour)?,
        Command::Export(export) => export::run(&export, colour)?,
        Command::Convert(arguments) => convert::run(&arguments)?,
        Command::Evaluate(evaluate) => evaluate::run(&evaluate, colour)?,
        Command::Simulate(arguments) => simulate::run(&arguments, colour)?,
        Command::Config { playbook: true } => sample::print_playbook()?,
        Command::Config { playbook: false } => sample::print()?,
        Command::About(about) => about::print(&about, colour)?,
        Command::Completions { shell } => manual::print_completions(shell)?,
        Command::Man { subcommand } => manual::print_page(subcommand.as_deref())?,
    }
    Ok(ExitCode::SUCCESS)
}
