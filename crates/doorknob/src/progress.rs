//! How far long work has come, on standard error, for a person who waits.

use doorknob_input::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal as _, stderr};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Work shorter than this shows nothing: a bar that flashes by only disturbs.
const QUIET_FOR: Duration = Duration::from_millis(400);

/// A bar that appears when reading takes long, and leaves nothing behind.
pub(crate) struct ReadingBar {
    bar: ProgressBar,
    began: OnceLock<Instant>,
    shown: OnceLock<()>,
    wanted: bool,
}

impl ReadingBar {
    /// `wanted` shows it where standard error is a terminal.
    pub(crate) fn new(wanted: bool) -> Self {
        ReadingBar {
            bar: ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()),
            began: OnceLock::new(),
            shown: OnceLock::new(),
            wanted: wanted && stderr().is_terminal(),
        }
    }

    /// Reading is over, something else goes on.
    pub(crate) fn now(&self, what: &'static str) {
        if self.shown.get().is_some() {
            self.bar.set_style(style("{spinner} {msg}"));
            self.bar.set_message(what);
            self.bar.enable_steady_tick(Duration::from_millis(120));
        }
    }

    /// All is done; the line is cleared.
    pub(crate) fn done(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for ReadingBar {
    fn begin(&self, _inputs: usize, bytes: u64) {
        let _ = self.began.set(Instant::now());
        self.bar.set_length(bytes);
        self.bar.set_style(style("reading  {bar:30}  {decimal_bytes} of {decimal_total_bytes}  {decimal_bytes_per_sec}  {eta} left"));
    }

    fn advance(&self, bytes: u64) {
        self.bar.inc(bytes);
        let long = self.began.get().is_some_and(|began| began.elapsed() >= QUIET_FOR);
        if self.wanted && long && self.shown.set(()).is_ok() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("the template is ours").progress_chars("━╸ ")
}
