//! Recorded attacks: what real Windows hosts logged, read as it lies on disk.
//!
//! The recordings are other people's and not part of this project; where they are missing the tests say so and pass.

use doorknob_event::activity::{Activity, Directory, LogonAttempt, Outcome, Recovery, SourceKind};
use doorknob_event::event::Event;
use doorknob_event::failure::FailureClass;
use doorknob_event::interner::{Interner, InternerMap};
use doorknob_event::observation::Observation;
use doorknob_event::settings::Settings;
use doorknob_input::{EventSink, NoProgress, ReadOptions, read_all};
use doorknob_normalise::{NormaliseSummary, Normaliser, resolve_and_coalesce};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

struct Sink(Normaliser, Vec<Observation>);

impl EventSink for Sink {
    type Batch = (Interner, Vec<Observation>);

    fn event(&mut self, input: u32, event: &Event<'_>) {
        self.1.extend(self.0.observe(input, event));
    }

    fn take_batch(&mut self) -> Option<Self::Batch> {
        if self.1.is_empty() {
            return None;
        }
        let (interner, _) = std::mem::take(&mut self.0).into_parts();
        Some((interner, std::mem::take(&mut self.1)))
    }
}

struct Read {
    directory: Directory,
    activities: Vec<Activity>,
    summary: NormaliseSummary,
}

impl Read {
    fn attempts(&self) -> impl Iterator<Item = &LogonAttempt> {
        self.activities.iter().filter_map(|activity| match activity {
            Activity::Attempt(attempt) => Some(attempt),
            _ => None,
        })
    }

    fn classes(&self) -> BTreeMap<FailureClass, usize> {
        let mut classes = BTreeMap::new();
        for attempt in self.attempts() {
            if let Outcome::Failure(code) = attempt.outcome {
                *classes.entry(code.class()).or_default() += 1;
            }
        }
        classes
    }
}

/// Reads a file or folder of the recordings on so many threads.
fn read_on(relative: &str, threads: usize) -> Option<Read> {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/evtx/corpus").join(relative);
    if !path.exists() {
        #[expect(clippy::print_stderr, reason = "a skipped test says so")]
        {
            eprintln!("skipped: no recordings at {}", path.display());
        }
        return None;
    }
    let mut interner = Interner::new();
    let mut observations = Vec::new();
    let options = ReadOptions { threads, ..ReadOptions::default() };
    let read = read_all(
        &[path],
        &options,
        || Sink(Normaliser::new(), Vec::new()),
        &NoProgress,
        |batch| {
            let (part, read) = batch;
            let mut map = InternerMap::default();
            interner.absorb(&part, &mut map);
            observations.extend(read.into_iter().map(|observation| observation.mapped(&map)));
        },
    )
    .expect("a path was given");
    let inputs = read.inputs.iter().map(|input| input.path.display().to_string()).collect();
    let mut activities = Vec::new();
    let (directory, summary) =
        resolve_and_coalesce(observations, interner, inputs, &Settings::default(), |_, activity| {
            activities.push(activity);
        });
    Some(Read { directory, activities, summary })
}

fn read(relative: &str) -> Option<Read> {
    read_on(relative, 1)
}

const BRUTE_FORCE: &str = "EVTX-to-MITRE-Attack/TA0006-Credential Access/T1110.xxx-Brut force";

#[test]
fn smb_guessing_is_some_3560_tries_from_one_address() {
    let Some(read) = read("DeepBlueCLI/smb-password-guessing-security.evtx") else { return };
    let remote: Vec<&LogonAttempt> = read
        .attempts()
        .filter(|attempt| attempt.outcome != Outcome::Success)
        .filter(|attempt| {
            let source = read.directory.source(attempt.source);
            source.kind == SourceKind::Address
                && source.address == Some("192.168.198.149".parse().expect("an address"))
        })
        .collect();
    assert_eq!(remote.len(), 3561);
    let administrator = |attempt: &&&LogonAttempt| {
        read.directory.account(attempt.account).name.eq_ignore_ascii_case("administrator")
    };
    assert_eq!(remote.iter().filter(administrator).count(), 3560);
    let accounts: BTreeSet<_> = remote.iter().filter(administrator).map(|attempt| attempt.account).collect();
    assert_eq!(accounts.len(), 1);
    let workstations: BTreeSet<_> = remote.iter().map(|attempt| attempt.workstation).collect();
    assert_eq!(workstations.len(), 3561, "a fresh name for every try");
    assert_eq!(read.classes().get(&FailureClass::RightPasswordBlocked), Some(&2));
}

#[test]
fn the_ssh_log_names_user_and_address() {
    let Some(read) = read(BRUTE_FORCE) else { return };
    let ssh: Vec<&LogonAttempt> =
        read.attempts().filter(|attempt| read.directory.account(attempt.account).name == "hacker").collect();
    assert_eq!(ssh.len(), 5);
    for attempt in ssh {
        let source = read.directory.source(attempt.source);
        assert_eq!(source.address, Some("10.23.23.9".parse().expect("an address")));
        assert_eq!(attempt.recovered, Some(Recovery::Ssh));
        assert_eq!(attempt.record_count, 3, "4625, 4776 and the line of the server");
        assert_eq!(read.directory.host(attempt.host).name, "fs01.offsec.lan");
    }
    assert!(!read.directory.accounts.iter().any(|account| {
        account.name == "NOUSER"
            && read.attempts().any(|attempt| read.directory.account(attempt.account) == account)
    }));
}

#[test]
fn local_tries_in_under_a_second_stay_separate() {
    let Some(read) = read(&format!("{BRUTE_FORCE}/ID 4776,4625-AccountRestore local bruteforce.evtx")) else {
        return;
    };
    assert_eq!(read.summary.failures, 16, "{:?}", read.summary);
    assert!(read.attempts().all(|attempt| {
        let source = read.directory.source(attempt.source);
        source.kind == SourceKind::Process
            && source.process.as_deref().is_some_and(|process| process.ends_with("accountrestore.exe"))
    }));
}

#[test]
fn kerberos_guesses_on_one_account() {
    let Some(read) = read(&format!("{BRUTE_FORCE}/ID4771-Kerberos brutforce with valid user.evtx")) else {
        return;
    };
    assert_eq!(read.classes().get(&FailureClass::BadPassword), Some(&54));
    let tried: BTreeSet<_> = read.attempts().map(|attempt| attempt.account).collect();
    let accounts: Vec<&str> = tried.iter().map(|id| read.directory.account(*id).name.as_str()).collect();
    assert_eq!(accounts, ["admin-hacker"]);
}

#[test]
fn the_whole_corpus_reads_alike_on_any_number_of_threads() {
    let (Some(one), Some(two)) = (read_on("", 1), read_on("", 2)) else { return };
    assert_eq!(one.summary, two.summary);
    assert_eq!(one.directory.accounts, two.directory.accounts);
    assert_eq!(one.directory.sources, two.directory.sources);
    let shape = |read: &Read| -> Vec<_> {
        read.attempts()
            .map(|attempt| {
                (attempt.time, attempt.account, attempt.source, attempt.outcome, attempt.recovered)
            })
            .collect()
    };
    assert_eq!(shape(&one), shape(&two));
    assert!(one.summary.failures > 3_600, "{:?}", one.summary);
}
