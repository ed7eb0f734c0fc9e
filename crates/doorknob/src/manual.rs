//! Completions and the manual page, from the definitions that parse the arguments.

use crate::arguments::Arguments;
use crate::destination::to_stdout;
use anyhow::Context as _;
use clap::CommandFactory as _;
use clap_complete::Shell;

pub(crate) fn print_completions(shell: Shell) -> anyhow::Result<()> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "doorknob", &mut text);
    to_stdout(|out| out.write_all(&text))
}

/// The page of the command itself, or of one of its subcommands.
pub(crate) fn print_page(subcommand: Option<&str>) -> anyhow::Result<()> {
    let mut command = Arguments::command();
    command.build();
    let command = match subcommand {
        None => command,
        Some(name) => command
            .find_subcommand(name)
            .cloned()
            .with_context(|| format!("there is no subcommand {name}"))?,
    };
    to_stdout(|out| clap_mangen::Man::new(command).render(out))
}
