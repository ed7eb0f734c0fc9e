//! A reading to a scorecard of the telemetry.

use super::reading::Reading;
use crate::arguments::TelemetryArguments;
use crate::failure::{self, Hinted};
use anyhow::Context as _;
use doorknob_event::activity::{Activity, Directory};
use doorknob_input::{InputSummary, Outcome, ReadSummary};
use doorknob_readiness::readiness::{ExpectedHosts, InputFacts, Readiness, ReadinessSettings, Scorecard};
use doorknob_report::quantity::counted;
use std::fs;
use std::path::Path;

/// Watches what passes by and judges the telemetry.
pub(crate) struct Assessor {
    readiness: Readiness,
    inputs: Vec<InputFacts>,
    expected: ExpectedHosts,
}

impl Assessor {
    /// Takes over the censuses of a reading and looks at its observations. The list of expected hosts is read before
    /// that, so that a mistake in it costs no time.
    ///
    /// # Errors
    /// What waited in a temporary file cannot be read again.
    pub(crate) fn new(
        arguments: &TelemetryArguments,
        expected: ExpectedHosts,
        reading: &mut Reading,
    ) -> anyhow::Result<Self> {
        let mut readiness = Readiness::new(ReadinessSettings {
            history_days: arguments.days,
            ..ReadinessSettings::default()
        });
        reading.censuses.drain(..).for_each(|census| readiness.census(census));
        reading
            .gathering
            .each(|interner, observation| readiness.observe(interner, observation))
            .context("a temporary file cannot be read again")?;
        Ok(Assessor { readiness, inputs: facts(&reading.summary), expected })
    }

    /// Takes one activity.
    pub(crate) fn activity(&mut self, directory: &Directory, activity: &Activity) {
        self.readiness.activity(directory, activity);
    }

    /// Judges.
    pub(crate) fn finish(self, directory: &Directory) -> Scorecard {
        self.readiness.finish(&directory.interner, directory, &self.inputs, &self.expected)
    }
}

/// The hosts that ought to send logs; none without a file.
///
/// # Errors
/// The file cannot be read, or holds no host.
pub(crate) fn expected_hosts(arguments: &TelemetryArguments) -> anyhow::Result<ExpectedHosts> {
    let Some(file) = &arguments.expected_hosts else { return Ok(ExpectedHosts::default()) };
    let hosts = parse(file).with_context(|| Hinted {
        message: format!("cannot use the list of hosts in {}", file.display()),
        hint: "one host name a line, or CSV with a column such as DNSHostName or Name".to_owned(),
    })?;
    if hosts.left_out > 0 {
        failure::warn(&format!(
            "warning: {}: {} without a usable host name",
            file.display(),
            counted(hosts.left_out, "line", "lines")
        ));
    }
    Ok(hosts)
}

fn parse(file: &Path) -> anyhow::Result<ExpectedHosts> {
    let hosts = ExpectedHosts::parse(&text_of(&fs::read(file)?)).map_err(anyhow::Error::msg)?;
    anyhow::ensure!(!hosts.is_empty(), "it names no host");
    Ok(hosts)
}

/// Windows PowerShell writes UTF-16 by default.
fn text_of(bytes: &[u8]) -> String {
    match bytes {
        [0xff, 0xfe, rest @ ..] => {
            let units: Vec<u16> =
                rest.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// What reading found, per input.
fn facts(read: &ReadSummary) -> Vec<InputFacts> {
    let one = |input: &InputSummary| InputFacts {
        path: input.path.display().to_string(),
        is_log_file: input.formats.first().is_some_and(|(format, _)| format == super::summary::EVTX),
        bytes: input.bytes,
        records: input.records,
        damaged: input.damaged,
        unreadable: match &input.outcome {
            Outcome::Unreadable(why) => Some(why.clone()),
            Outcome::Read | Outcome::PassedOver(_) => None,
        },
    };
    read.inputs.iter().map(one).collect()
}
