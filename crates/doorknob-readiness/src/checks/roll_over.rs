//! How far logs reach back, and what pushed older records out.

use super::records::{LOG_RECORDS_MIN, is_extract};
use crate::census::{Log, SECURITY, Said};
use crate::finding::{Check, Finding};
use crate::mend;
use crate::readiness::{Context, HostFacts};
use doorknob_event::event::EventKind;
use doorknob_event::incident::Severity;
use doorknob_event::time::DAY;
use doorknob_report::quantity::{bytes, count, duration, percent};

/// Sizes for which it is told how long they last: the default of Windows, that of many domain controllers, the least that
/// CIS asks for, and 1 GB.
pub(crate) const SIZES_KB: [u64; 4] = [20_480, 131_072, mend::SECURITY_LOG_KB_MIN, 1_048_576];
/// Largest size that is proposed: 4 GB, the limit of the policy setting in a classic log.
const SIZE_KB_MAX: u64 = 4_194_240;
/// Fewer records do not tell how large one is.
const RECORDS_MIN: u64 = 100;
/// Share of failures among all records from which it was they that pushed the others out.
const FLOOD: f64 = 0.5;
/// History without which slow guessing is not seen.
const WEEK: f64 = 7.0;

/// Bytes of one record of a log, from the files that hold it.
pub(crate) fn bytes_per_record(context: &Context<'_>, log: &Log) -> Option<f64> {
    let files = log.inputs.iter().filter_map(|input| context.inputs.get(*input as usize));
    let (size, records) = files
        .filter(|file| file.is_log_file)
        .fold((0, 0), |(size, records), file| (size + file.bytes, records + file.records));
    (records >= RECORDS_MIN).then(|| size as f64 / records as f64)
}

/// The files that hold a log are about as large as the smallest usual log: it had to overwrite.
fn is_full(context: &Context<'_>, log: &Log) -> bool {
    let files = log.inputs.iter().filter_map(|input| context.inputs.get(*input as usize));
    let size: u64 = files.filter(|file| file.is_log_file).map(|file| file.bytes).sum();
    size >= SIZES_KB[0] * 1024 / 10 * 9
}

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    estate(context, findings);
    for (name, host) in &context.hosts {
        if let Some(log) = host.census.logs.get(SECURITY) {
            rolled(context, name, host, log, findings);
        }
    }
}

fn estate(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let wanted = f64::from(context.settings.history_days);
    let days = context.period.1.since(context.period.0) as f64 / DAY as f64;
    if context.hosts.is_empty() || days >= wanted {
        return;
    }
    let why = "Slow guessing shows over days, and who is familiar from where is learned from weeks of successes. An \
               investigation asks for what happened before the alert.";
    findings.push(
        Finding::new(
            Check::HistoryShort,
            if days < WEEK { Severity::Medium } else { Severity::Low },
            None,
            format!("The history spans {days:.1} days; {wanted:.0} are wanted"),
            why,
        )
        .mend([mend::advice("forward events to a collector, or enlarge the logs, and keep them")])
        .mend(mend::log_size(SECURITY, mend::SECURITY_LOG_KB_MIN))
        .measure("oldest event", super::instant(context.period.0))
        .measure("latest event", super::instant(context.period.1)),
    );
}

/// Records that are failed logons, as the Security log counts them.
fn failures(host: &HostFacts) -> u64 {
    let kinds = [
        EventKind::LogonFailure,
        EventKind::KerberosPreAuthentication,
        EventKind::KerberosTicketGranting,
        EventKind::NtlmValidation,
    ];
    kinds.into_iter().map(|kind| host.census.tally(kind, Said::Failure).count).sum()
}

/// Older records were overwritten: numbers begin above 1, and the log begins later than those of the others.
fn rolled(context: &Context<'_>, name: &str, host: &HostFacts, log: &Log, findings: &mut Vec<Finding>) {
    let (Some((low, high)), Some((first, last))) = (log.curve.ids(), log.curve.times()) else { return };
    let begun_by_clearing = log.first.is_some_and(|(_, kind)| kind == EventKind::LogCleared);
    let whole = high - low >= LOG_RECORDS_MIN;
    if low <= 1
        || !whole
        || begun_by_clearing
        || log.curve.begins_anew().is_some()
        || is_extract(context, log)
    {
        return;
    }
    let wanted = f64::from(context.settings.history_days);
    let days = last.since(first) as f64 / DAY as f64;
    let estate = context.period.1.since(context.period.0);
    let later = first.since(context.period.0) >= (estate / 5).max(DAY);
    let share = failures(host) as f64 / (high - low + 1) as f64;
    let size = bytes_per_record(context, log);
    if days >= wanted || !(later || is_full(context, log)) {
        return;
    }
    let flood = later && share >= FLOOD;
    let (check, severity, title, why) = if flood {
        (
            Check::LogRolledOver,
            Severity::High,
            format!("A flood of failed logons has pushed older records out of the Security log of {name}"),
            "What happened before the flood, and perhaps its beginning, is overwritten. Guessing fast enough erases its own \
             traces in a log of the default size: 20 MB hold about 23,000 failures.",
        )
    } else {
        (
            Check::LogTooSmall,
            if days < WEEK { Severity::Medium } else { Severity::Low },
            format!("The Security log of {name} keeps {days:.1} days; {wanted:.0} are wanted"),
            "Older failed logons are overwritten before anybody reads them, unless they are forwarded.",
        )
    };
    let rate = log.curve.records_per_day();
    let mut finding = Finding::new(check, severity, Some(name), title, why)
        .mend(mend::log_size(SECURITY, proposed_kb(size, rate, wanted)))
        .mend([mend::advice(
            "forward events as they are written; a log on a host is a buffer, not an archive",
        )])
        .measure("oldest record", format!("number {} of {}", count(low), super::instant(first)))
        .measure("reaches back", duration(last.since(first)))
        .measure("failed logons among its records", percent(share));
    if !flood {
        finding = finding.likely();
    }
    if let (Some(size), Some(rate)) = (size, rate) {
        finding = finding.measure("grows by", format!("{} a day", bytes((size * rate) as u64)));
        for kilobytes in SIZES_KB {
            let days = kilobytes as f64 * 1024.0 / (size * rate).max(1.0);
            finding = finding
                .measure(format!("a log of {} lasts", bytes(kilobytes * 1024)), format!("{days:.1} days"));
        }
    }
    findings.push(finding);
}

/// What the wanted days need with a half in reserve, at least what CIS asks for, in whole 64 kB.
fn proposed_kb(size: Option<f64>, rate: Option<f64>, days: f64) -> u64 {
    let needed = size.zip(rate).map_or(0.0, |(size, rate)| size * rate * days * 1.5 / 1024.0);
    ((needed as u64).div_ceil(64) * 64).clamp(mend::SECURITY_LOG_KB_MIN, SIZE_KB_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proposed_size_holds_what_is_wanted() {
        assert_eq!(proposed_kb(None, Some(1e6), 30.0), mend::SECURITY_LOG_KB_MIN);
        assert_eq!(proposed_kb(Some(903.0), Some(23_000.0), 30.0) % 64, 0);
        assert!(proposed_kb(Some(903.0), Some(23_000.0), 30.0) > 900_000);
        assert_eq!(proposed_kb(Some(1e9), Some(1e9), 30.0), SIZE_KB_MAX);
    }
}
