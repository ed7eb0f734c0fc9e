//! A small site for tests: people with workstations, a server, a domain controller, and what happens there.

use doorknob_detect::{Detector, Outcome};
use doorknob_event::activity::{
    Account, AccountChange, AccountId, Activity, Authority, Directory, Host, HostId, LogonAttempt,
    Outcome as AttemptOutcome, RecordRef, Source, SourceId, SourceKind,
};
use doorknob_event::event::EventKind;
use doorknob_event::failure::FailureCode;
use doorknob_event::interner::{Signature, TextId};
use doorknob_event::settings::Settings;
use doorknob_event::time::{DAY, EventTime, HOUR, SECOND};
use std::collections::HashMap;

/// Wrong password.
pub(crate) const BAD: u32 = 0xC000_006A;
/// No such account.
pub(crate) const UNKNOWN: u32 = 0xC000_0064;
/// Account disabled.
pub(crate) const DISABLED: u32 = 0xC000_0072;

/// Collects activities in any order; `run` sorts them.
pub(crate) struct Site {
    directory: Directory,
    accounts: HashMap<String, AccountId>,
    sources: HashMap<String, SourceId>,
    activities: Vec<Activity>,
    records: u64,
    random: u64,
    pub(crate) settings: Settings,
    pub(crate) logon_type: u8,
    pub(crate) workstation: Option<String>,
}

/// Monday 2024-03-04, 00:00 UTC.
pub(crate) fn start() -> EventTime {
    EventTime::parse("2024-03-04T00:00:00Z").expect("a valid time")
}

impl Site {
    /// An empty site.
    pub(crate) fn new() -> Self {
        let mut directory = Directory::default();
        for name in ["dc01.corp.example", "srv01.corp.example"] {
            directory.hosts.push(Host {
                name: name.into(),
                domain_controller: name.starts_with("dc"),
                clock_ahead_seconds: None,
            });
        }
        directory.inputs.push("test".into());
        Site {
            directory,
            accounts: HashMap::new(),
            sources: HashMap::new(),
            activities: Vec::new(),
            records: 0,
            random: 7,
            settings: Settings::default(),
            logon_type: 3,
            workstation: None,
        }
    }

    /// A site with 80 people who have worked for three days before `start() + 3 days`, and slip now and then.
    pub(crate) fn with_people() -> Self {
        let mut site = Site::new();
        for person in 0..80 {
            let (name, address) = (person_name(person), person_address(person));
            for day in 0..5 {
                for hour in [8, 11, 13, 16] {
                    let at = site.work_time(day, hour);
                    if site.chance(10) {
                        site.fail(at.plus(-5 * SECOND), &name, &address, BAD);
                    }
                    site.success(at, &name, &address);
                }
            }
        }
        site
    }

    fn work_time(&mut self, day: i64, hour: i64) -> EventTime {
        let jitter = self.below(3000) as i64;
        start().plus(day * DAY + hour * HOUR + jitter * SECOND)
    }

    /// A number below `n` (xorshift64).
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random % n
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn account(&mut self, name: &str) -> AccountId {
        if let Some(id) = self.accounts.get(name) {
            return *id;
        }
        let id = AccountId(self.directory.accounts.len() as u32);
        self.directory.accounts.push(Account {
            name: name.into(),
            domain: "CORP".into(),
            sid: None,
            authority: Authority::Domain,
            key: format!("corp\\{}", name.to_lowercase()),
            machine: name.ends_with('$'),
            secret_like: false,
            builtin_administrator: name.eq_ignore_ascii_case("administrator"),
            privileged: None,
        });
        self.accounts.insert(name.into(), id);
        id
    }

    /// `203.0.113.7` is an address; `-` nothing known on srv01; anything else a process on srv01.
    fn source(&mut self, text: &str) -> SourceId {
        if let Some(id) = self.sources.get(text) {
            return *id;
        }
        let address = text.parse().ok();
        let kind = match (address, text) {
            (Some(_), _) => SourceKind::Address,
            (None, "-") => SourceKind::Unknown,
            _ => SourceKind::Process,
        };
        let id = SourceId(self.directory.sources.len() as u32);
        self.directory.sources.push(Source {
            kind,
            address,
            workstation: None,
            process: (kind == SourceKind::Process).then(|| text.into()),
            host: (kind != SourceKind::Address).then_some(HostId(1)),
            computer: None,
        });
        self.sources.insert(text.into(), id);
        id
    }

    /// The computer whose own account logged on from an address.
    pub(crate) fn computer_at(&mut self, address: &str, name: &str) {
        let id = self.source(address);
        self.directory.sources[id.0 as usize].computer = Some(name.into());
    }

    fn record(&mut self, time: EventTime) -> RecordRef {
        self.records += 1;
        RecordRef {
            input: 0,
            host: HostId(1),
            kind: EventKind::LogonFailure,
            event_id: 4625,
            record_id: self.records,
            offset: u64::MAX,
            time,
        }
    }

    fn attempt(&mut self, time: EventTime, account: &str, source: &str, outcome: AttemptOutcome) {
        let (account, source, record) = (self.account(account), self.source(source), self.record(time));
        let process = self.directory.interner.text("NtLmSsp");
        let signature = self.directory.interner.signature(Signature {
            logon_type: self.logon_type,
            logon_process: process,
            package: TextId::default(),
            process: TextId::default(),
        });
        let workstation =
            self.workstation.clone().map_or(TextId::default(), |name| self.directory.interner.text(&name));
        self.activities.push(Activity::Attempt(LogonAttempt {
            time,
            account,
            source,
            recovered: None,
            outcome,
            host: HostId(1),
            signature,
            logon_type: self.logon_type,
            workstation,
            kind: EventKind::LogonFailure,
            suspect: false,
            records: [record].into_iter().collect(),
            record_count: 1,
        }));
    }

    pub(crate) fn fail(&mut self, time: EventTime, account: &str, source: &str, code: u32) {
        self.attempt(time, account, source, AttemptOutcome::Failure(FailureCode::nt_status(code)));
    }

    pub(crate) fn success(&mut self, time: EventTime, account: &str, source: &str) {
        self.attempt(time, account, source, AttemptOutcome::Success);
    }

    pub(crate) fn change(&mut self, time: EventTime, account: &str, change: AccountChange) {
        let (account, record) = (self.account(account), self.record(time));
        self.activities.push(Activity::Change {
            time,
            account,
            change,
            by: None,
            caller: TextId::default(),
            record,
        });
    }

    /// A program of `subject` on srv01 presents credentials (4648); `source` as in [`Site::fail`].
    pub(crate) fn present(&mut self, time: EventTime, subject: &str, account: &str, source: &str) {
        let (subject, account) = (self.account(subject), self.account(account));
        let (source, record) = (self.source(source), self.record(time));
        self.activities.push(Activity::Explicit {
            time,
            subject: Some(subject),
            account,
            source,
            host: HostId(1),
            server: TextId::default(),
            record: RecordRef { kind: EventKind::ExplicitCredentials, event_id: 4648, ..record },
        });
    }

    /// `count` failures, `every` seconds apart.
    pub(crate) fn fail_every(
        &mut self,
        from: EventTime,
        every: f64,
        count: usize,
        account: &str,
        source: &str,
    ) {
        for n in 0..count {
            self.fail(from.plus((n as f64 * every * SECOND as f64) as i64), account, source, BAD);
        }
    }

    /// `count` failures at a person's pace: 3 to 25 s apart.
    pub(crate) fn fail_by_hand(
        &mut self,
        from: EventTime,
        count: usize,
        account: &str,
        source: &str,
    ) -> EventTime {
        let mut time = from;
        for _ in 0..count {
            self.fail(time, account, source, BAD);
            time = time.plus((3000 + self.below(22_000) as i64) * SECOND / 1000);
        }
        time
    }

    pub(crate) fn run(&mut self) -> Outcome {
        self.activities.sort_by_key(Activity::time);
        let mut detector = Detector::new(&self.settings, true);
        for activity in &self.activities {
            detector.observe(&self.directory, activity);
        }
        detector.finish(&self.directory)
    }
}

pub(crate) fn person_name(n: usize) -> String {
    const FIRST: [&str; 10] =
        ["alice", "bruno", "carla", "diego", "erika", "felix", "grace", "henry", "irene", "jonas"];
    const LAST: [&str; 8] = ["adler", "becker", "costa", "duval", "engel", "ferro", "garcia", "hansen"];
    format!("{}.{}", FIRST[n % 10], LAST[n / 10 % 8])
}

pub(crate) fn person_address(n: usize) -> String {
    format!("10.0.{}.{}", n / 20, 10 + n % 20)
}
