//! What the terminal can do.

use crate::arguments::ColourChoice;
use doorknob_report::Style;
use std::env;
use std::io::{IsTerminal as _, stderr, stdout};
use terminal_size::{Width, terminal_size_of};

/// Columns where nobody says how many there are.
const WIDTH_UNKNOWN: usize = 100;

/// Style of what goes to standard output.
pub(crate) fn style(choice: ColourChoice) -> Style {
    let colour = match choice {
        ColourChoice::Always => true,
        ColourChoice::Never => false,
        ColourChoice::Auto => stdout().is_terminal() && !no_color() && !is_dumb(),
    };
    Style { colour, width: width() }
}

/// Style of what goes to a file.
pub(crate) fn file_style(choice: ColourChoice) -> Style {
    Style { colour: choice == ColourChoice::Always, width: WIDTH_UNKNOWN }
}

/// Source: <https://no-color.org>: present and not an empty string, whatever its value.
fn no_color() -> bool {
    env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

fn is_dumb() -> bool {
    env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// Width of standard output, or of standard error where the output goes through a pager.
fn width() -> usize {
    terminal_size_of(stdout())
        .or_else(|| terminal_size_of(stderr()))
        .map(|(Width(width), _)| usize::from(width))
        .filter(|width| *width > 0)
        .unwrap_or(WIDTH_UNKNOWN)
}
