//! Attempts against the truth: simulated sites know how often somebody really tried.

use crate::reading::read;
use doorknob_event::activity::{Directory, LogonAttempt, Outcome};
use doorknob_event::event::{EventKind, SPECS};
use doorknob_simulate::truth::Truth;
use doorknob_simulate::{files, scenario};
use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::BufWriter;

/// Plays a scenario and reads what it wrote.
fn play(name: &str, parameters: &scenario::Parameters) -> (Directory, Vec<LogonAttempt>, Truth) {
    let (events, truth) = scenario::build(name, parameters).expect("a known scenario");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("events.jsonl");
    let file = File::create(&path).expect("a new file");
    files::write_jsonl(BufWriter::new(file), &events).expect("a file takes all");
    let read = read(path, 1);
    let attempts = read.attempts().cloned().collect();
    (read.directory, attempts, truth)
}

/// Episode of each record, by host, channel and record id.
fn episodes(truth: &Truth) -> HashMap<(String, &str, u64), usize> {
    let mut of_record = HashMap::new();
    for (at, episode) in truth.episodes.iter().enumerate() {
        for records in &episode.records {
            for id in &records.record_ids {
                of_record.insert((records.host.to_lowercase(), records.channel.as_str(), *id), at);
            }
        }
    }
    of_record
}

fn channel(kind: EventKind) -> &'static str {
    SPECS.iter().find(|spec| spec.kind == kind).map_or("", |spec| spec.channel)
}

/// Failed and successful attempts of one episode.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
struct Count {
    failures: u64,
    successes: u64,
}

/// The attempts of each episode, and how many hold records of more than one.
fn sort_out<'a>(
    directory: &Directory,
    attempts: &'a [LogonAttempt],
    truth: &Truth,
) -> (Vec<Vec<&'a LogonAttempt>>, usize) {
    let of_record = episodes(truth);
    let mut of_episode = vec![Vec::new(); truth.episodes.len()];
    let mut mixed = 0;
    for attempt in attempts {
        let mut of_attempt: Vec<Option<usize>> = attempt
            .records
            .iter()
            .map(|record| {
                let host = directory.host(record.host).name.clone();
                of_record.get(&(host, channel(record.kind), record.record_id)).copied()
            })
            .collect();
        of_attempt.dedup();
        mixed += usize::from(of_attempt.len() > 1);
        if let Some(at) = of_attempt[0] {
            of_episode[at].push(attempt);
        }
    }
    (of_episode, mixed)
}

fn count(attempts: &[&LogonAttempt]) -> Count {
    let successes = attempts.iter().filter(|attempt| attempt.outcome == Outcome::Success).count() as u64;
    Count { failures: attempts.len() as u64 - successes, successes }
}

/// Telemetry of which every try leaves at least one record.
fn everything(seed: u64) -> scenario::Parameters {
    let mut parameters = scenario::Parameters { seed, ..Default::default() };
    parameters.telemetry.workstations = true;
    parameters
}

/// Plays every scenario and compares attempts with tries by `holds(tries, attempts)`. Records of different episodes are never
/// in one attempt.
#[track_caller]
fn check(change: impl Fn(&mut scenario::Parameters), holds: impl Fn(Count, Count) -> bool) {
    let mut episodes = 0;
    for scenario in scenario::all() {
        for seed in 1..=2 {
            let mut parameters = everything(seed);
            change(&mut parameters);
            let (directory, attempts, truth) = play(scenario.name, &parameters);
            let (of_episode, mixed) = sort_out(&directory, &attempts, &truth);
            assert_eq!(mixed, 0, "{} with seed {seed}", scenario.name);
            for (episode, attempts) in truth.episodes.iter().zip(of_episode) {
                let count = count(&attempts);
                let tries = Count { failures: episode.failures, successes: episode.successes };
                assert!(holds(tries, count), "{} with seed {seed}: {tries:?} became {count:?}", episode.id);
                episodes += 1;
            }
        }
    }
    assert!(episodes > 60, "{episodes} episodes");
}

fn same(tries: Count, attempts: Count) -> bool {
    tries == attempts
}

#[test]
fn every_try_is_one_attempt() {
    check(|_| {}, same);
}

#[test]
fn every_try_is_one_attempt_without_addresses() {
    check(|parameters| parameters.telemetry.missing_addresses = 1.0, same);
}

#[test]
fn every_try_is_one_attempt_with_ntlm_audit_and_clocks_a_second_off() {
    let change = |parameters: &mut scenario::Parameters| {
        parameters.telemetry.ntlm_audit = true;
        parameters.clock_skew_seconds = 1;
    };
    check(change, same);
}

#[test]
fn every_try_is_one_attempt_when_records_come_twice_and_late() {
    let change = |parameters: &mut scenario::Parameters| {
        parameters.telemetry.duplicates = 0.5;
        parameters.telemetry.late = 0.3;
        parameters.telemetry.late_most = 600 * 10_000_000;
    };
    check(change, same);
}

#[test]
fn half_the_telemetry_never_tells_of_more_tries() {
    let no_more = |tries: Count, attempts: Count| {
        attempts.failures <= tries.failures && attempts.successes <= tries.successes
    };
    check(|parameters| parameters.telemetry.controllers = false, no_more);
    check(|parameters| parameters.telemetry.members = false, no_more);
}

#[test]
fn every_account_is_one_account() {
    for scenario in scenario::all() {
        let (directory, attempts, truth) = play(scenario.name, &everything(3));
        let (of_episode, _) = sort_out(&directory, &attempts, &truth);
        for (episode, attempts) in truth.episodes.iter().zip(of_episode) {
            let accounts: BTreeSet<_> = attempts.iter().map(|attempt| attempt.account).collect();
            let names: Vec<&str> = accounts.iter().map(|id| directory.account(*id).key.as_str()).collect();
            assert_eq!(
                names.len(),
                episode.accounts.len(),
                "{}: {names:?} for {:?}",
                episode.id,
                episode.accounts
            );
        }
    }
}

#[test]
fn addresses_that_siblings_know_are_recovered() {
    for name in ["guess-rdp-nla-recovered", "guess-ssh"] {
        let (directory, attempts, truth) = play(name, &everything(3));
        let (of_episode, _) = sort_out(&directory, &attempts, &truth);
        for (episode, attempts) in truth.episodes.iter().zip(of_episode) {
            let known: BTreeSet<&str> =
                episode.sources.iter().map(|source| source.address.as_str()).collect();
            for attempt in attempts {
                let address = directory.source(attempt.source).address.map(|address| address.to_string());
                assert!(
                    address.is_some_and(|address| known.contains(address.as_str())),
                    "{name}: {attempt:?}"
                );
            }
        }
    }
}
