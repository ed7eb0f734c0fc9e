//! Where the text goes: how wide it is, and whether colour may be used.

use doorknob_event::incident::Severity;

/// What the reader's terminal can do. Colour only ever repeats what a word already says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Write SGR colour sequences.
    pub colour: bool,
    /// Columns.
    pub width: usize,
}

/// Below this the layout is not narrowed further; a narrower terminal wraps by itself.
const WIDTH_MIN: usize = 40;

/// Longer lines of prose are tiring to read, however wide the terminal is.
const MEASURE_MAX: usize = 120;

impl Style {
    /// Columns for tables.
    pub(crate) fn full_width(self) -> usize {
        self.width.max(WIDTH_MIN)
    }

    /// Columns for prose.
    pub(crate) fn measure(self) -> usize {
        self.full_width().min(MEASURE_MAX)
    }
}

/// What a piece of text is to its reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Role {
    /// The matter itself.
    #[default]
    Plain,
    /// Titles and headings.
    Strong,
    /// Labels and what may be skipped.
    Faint,
    /// Carries the colour of a severity.
    Of(Severity),
}

impl Role {
    /// Parameters of the SGR sequence, `None` for ordinary text.
    ///
    /// Only the eight basic colours, so that the user's own palette decides how they look.
    pub(crate) fn sgr(self) -> Option<&'static str> {
        Some(match self {
            Role::Plain => return None,
            Role::Strong => "1",
            Role::Faint | Role::Of(Severity::Informational) => "2",
            Role::Of(Severity::Critical) => "1;31",
            Role::Of(Severity::High) => "31",
            Role::Of(Severity::Medium) => "33",
            Role::Of(Severity::Low) => "36",
        })
    }
}
