//! Labels and values of a rendered text, in order, whatever the language.

/// Most pairs kept; the longest wanted event has 28.
const PAIRS_MAX: usize = 128;

/// A label with its value, in its section.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) section: String,
    pub(super) label: String,
    pub(super) value: String,
}

/// All pairs of a text.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    list: Vec<Pair>,
    section: String,
}

impl Pairs {
    /// Takes a text apart. Lines where there are some, else parts set apart by two or more spaces.
    pub(super) fn of(text: &str) -> Pairs {
        let mut pairs = Pairs::default();
        if text.contains('\n') {
            text.lines().for_each(|line| pairs.line(line));
        } else {
            pairs.flat(text);
        }
        pairs
    }

    /// The value of the n-th pair.
    pub(super) fn value(&self, at: usize) -> Option<&str> {
        self.list.get(at).map(|pair| pair.value.as_str())
    }

    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = &Pair> {
        self.list.iter()
    }

    fn put(&mut self, label: &str, value: &str) {
        if self.list.len() < PAIRS_MAX {
            let label = label.trim_end_matches(|c: char| c == ':' || c.is_whitespace());
            let (section, label) = (self.section.clone(), label.to_owned());
            self.list.push(Pair { section, label, value: value.to_owned() });
        }
    }

    /// `\tLabel:\t\tvalue`, `Label:\tvalue`, or `Section:`.
    fn line(&mut self, line: &str) {
        let indented = line.starts_with([' ', '\t']);
        let line = line.trim_start().trim_end_matches('\r');
        let Some((label, value)) = split(line) else { return };
        let value = value.trim_start();
        if value.is_empty() && !indented {
            self.section = label.trim().to_owned();
        } else {
            self.put(label, value);
        }
    }

    /// `Section:   Label:  value   Label: value    Section:   ...`: a label without a value beside it takes the next part, unless
    /// that is a label itself. One that nothing follows is a section if four or more spaces stand before it (two line ends),
    /// or if it is known as one; else its value is empty.
    fn flat(&mut self, text: &str) {
        let mut waiting: Option<(usize, &str)> = None;
        for (gap, part) in parts(text) {
            match (split(part), waiting.take()) {
                (None, Some((_, label))) => self.put(label, part),
                (None, None) => {}
                (Some((label, value)), before) => {
                    self.flush(before);
                    let value = value.trim_start();
                    if value.is_empty() {
                        waiting = Some((gap, label));
                    } else {
                        self.put(label, value);
                    }
                }
            }
        }
        self.flush(waiting);
    }

    /// A label that no value followed.
    fn flush(&mut self, waiting: Option<(usize, &str)>) {
        let Some((gap, label)) = waiting else { return };
        if gap >= 4 || SECTIONS.contains(&label) {
            self.section = label.trim().to_owned();
        } else {
            self.put(label, "");
        }
    }
}

/// Sections of wanted events, for text whose line ends were one character.
const SECTIONS: [&str; 12] = [
    "Subject",
    "Account For Which Logon Failed",
    "Account Whose Credentials Were Used",
    "Account That Was Locked Out",
    "Account Information",
    "Target Account",
    "Target Server",
    "New Logon",
    "Service Information",
    "Process Information",
    "Network Information",
    "Detailed Authentication Information",
];

/// Splits at the colon that ends a label: one that white space or the end follows, perhaps behind a second colon (the German
/// text has `Unterstatus::`). A label has at most 60 characters.
fn split(line: &str) -> Option<(&str, &str)> {
    let behind = |at: usize| line.get(at..).unwrap_or_default().trim_start_matches(':');
    let colon = line
        .match_indices(':')
        .map(|(at, _)| at)
        .find(|at| behind(*at).is_empty() || behind(*at).starts_with([' ', '\t', '\u{a0}']))?;
    let label = line.get(..colon)?;
    let fits = !label.trim().is_empty() && label.chars().count() <= 60;
    fits.then(|| (label, behind(colon)))
}

/// Parts of a line set apart by two or more spaces, each with the spaces before it.
fn parts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let trimmed = rest.trim_start_matches(' ');
        let gap = rest.len() - trimmed.len();
        if trimmed.is_empty() {
            return None;
        }
        let end = trimmed.find("  ").unwrap_or(trimmed.len());
        let (part, after) = trimmed.split_at(end);
        rest = after;
        Some((gap, part))
    })
}
