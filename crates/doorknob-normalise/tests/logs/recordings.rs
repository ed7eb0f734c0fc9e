//! Recorded attacks: what real Windows hosts logged, read as it lies on disk.
//!
//! The recordings are other people's and not part of this project; where they are missing the tests say so and pass.

use crate::reading::{self, Read};
use doorknob_event::activity::{LogonAttempt, Outcome, Recovery, SourceKind};
use doorknob_event::failure::FailureClass;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

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
    Some(reading::read(path, threads))
}

fn read(relative: &str) -> Option<Read> {
    read_on(relative, 1)
}

/// Failed attempts by what their codes say.
fn classes(read: &Read) -> BTreeMap<FailureClass, usize> {
    let mut classes = BTreeMap::new();
    for attempt in read.attempts() {
        if let Outcome::Failure(code) = attempt.outcome {
            *classes.entry(code.class()).or_default() += 1;
        }
    }
    classes
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
    assert_eq!(classes(&read).get(&FailureClass::RightPasswordBlocked), Some(&2));
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
    assert_eq!(classes(&read).get(&FailureClass::BadPassword), Some(&54));
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
