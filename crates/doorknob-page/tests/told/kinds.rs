//! The shapes of incidents, each with its numbers.

use super::{Told, time};
use doorknob_event::incident::{
    AccountEntry, AccountFamily, AccountsPattern, Alternative, Attempts, Compromise, Evidence, Exists,
    Factor, HostEntry, Incident, Pace, Pattern, Phase, Reason, SCHEMA, Severity, SourceEntry, SourcesPattern,
    Timeline, Verdict,
};
use doorknob_event::time::{EventTime, MINUTE, SECOND};
use doorknob_page::tries::{Ending, IncidentTries, Try};
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    SprayThatGotIn,
    DistributedGuessing,
    GuessingWithLockouts,
    Spray,
    LowAndSlow,
    UndeterminedWithoutAddress,
    WeakEnumeration,
    StaleService,
    StaleDrive,
    BrokenTrust,
    Mistyped,
    Forgotten,
    Scanner,
}

pub(crate) const ALL: &[Kind] = &[
    Kind::SprayThatGotIn,
    Kind::DistributedGuessing,
    Kind::GuessingWithLockouts,
    Kind::Spray,
    Kind::LowAndSlow,
    Kind::UndeterminedWithoutAddress,
    Kind::WeakEnumeration,
    Kind::StaleService,
    Kind::StaleDrive,
    Kind::BrokenTrust,
    Kind::Mistyped,
    Kind::Forgotten,
    Kind::Scanner,
];

/// Numbers of one kind.
struct Shape {
    verdict: Verdict,
    class: &'static str,
    severity: Severity,
    confidence: f64,
    techniques: &'static [&'static str],
    accounts: u32,
    sources: u32,
    public: bool,
    failures: u32,
    /// First try, hours after the begin of the records; duration in minutes.
    begin_hours: i64,
    lasting_minutes: i64,
    regular: bool,
    got_in: bool,
    lockouts: u64,
    step: &'static str,
    alternative: (Verdict, &'static str, f64, &'static str),
}

fn shape(kind: Kind) -> Shape {
    let attack = Shape {
        verdict: Verdict::Attack,
        class: "password spraying",
        severity: Severity::High,
        confidence: 0.97,
        techniques: &["T1110.003"],
        accounts: 34,
        sources: 1,
        public: true,
        failures: 1_340,
        begin_hours: 61,
        lasting_minutes: 190,
        regular: false,
        got_in: false,
        lockouts: 0,
        step: "Block the address at the edge, and ask why this logon path is open to the internet; put it behind a VPN with a second factor.",
        alternative: (
            Verdict::Misconfiguration,
            "application with a wrong credential",
            11.2,
            "an application tries its own account, not other people's",
        ),
    };
    let ours = Shape {
        verdict: Verdict::Misconfiguration,
        severity: Severity::Low,
        confidence: 0.93,
        techniques: &[],
        accounts: 1,
        public: false,
        regular: true,
        alternative: (
            Verdict::Attack,
            "password guessing",
            6.1,
            "a guesser changes the password it tries, and no lockout followed",
        ),
        ..attack
    };
    match kind {
        Kind::SprayThatGotIn => Shape {
            severity: Severity::Critical,
            confidence: 0.984,
            techniques: &["T1110.003", "T1078"],
            got_in: true,
            lockouts: 3,
            step: "Now: disable CORP\\svc-backup or reset the password twice, and end its sessions and Kerberos tickets (this logs the owner off).",
            ..attack
        },
        Kind::DistributedGuessing => Shape {
            class: "distributed password guessing",
            techniques: &["T1110.001"],
            accounts: 4,
            sources: 37,
            failures: 612,
            begin_hours: 140,
            lasting_minutes: 4_300,
            step: "Block the 37 sources at the edge and require a second factor for administrator accounts.",
            ..attack
        },
        Kind::GuessingWithLockouts => Shape {
            class: "password guessing",
            techniques: &["T1110.001"],
            accounts: 2,
            sources: 2,
            failures: 480,
            begin_hours: 200,
            lasting_minutes: 55,
            lockouts: 6,
            step: "Accounts were locked out: unlock after the source is stopped, else they lock again.",
            ..attack
        },
        Kind::Spray => Shape {
            severity: Severity::Medium,
            confidence: 0.9,
            accounts: 60,
            sources: 3,
            public: false,
            failures: 180,
            begin_hours: 250,
            lasting_minutes: 40,
            step: "Isolate the machine once its owner and purpose are checked: a machine inside that guesses is compromised or a test.",
            ..attack
        },
        Kind::LowAndSlow => Shape {
            class: "password guessing",
            severity: Severity::Medium,
            confidence: 0.86,
            techniques: &["T1110.001"],
            accounts: 1,
            failures: 61,
            begin_hours: 20,
            lasting_minutes: 17_000,
            step: "Check with the owner of the account whether any of this was theirs, over another channel than mail.",
            ..attack
        },
        Kind::UndeterminedWithoutAddress => Shape {
            verdict: Verdict::Undetermined,
            class: "password guessing",
            severity: Severity::Medium,
            confidence: 0.58,
            techniques: &["T1110.001"],
            accounts: 3,
            sources: 1,
            public: false,
            failures: 44,
            begin_hours: 175,
            lasting_minutes: 25,
            step: "Collect RdpCoreTS/Operational and the domain controllers' Security logs for the same time: they would name the source.",
            alternative: (
                Verdict::UserError,
                "forgotten password",
                0.7,
                "three accounts are more than one person's",
            ),
            ..attack
        },
        Kind::WeakEnumeration => Shape {
            verdict: Verdict::Undetermined,
            class: "account enumeration",
            severity: Severity::Low,
            confidence: 0.5,
            techniques: &["T1087.002"],
            accounts: 12,
            failures: 24,
            begin_hours: 90,
            lasting_minutes: 4,
            step: "Look up the address: asset list, DHCP, VPN sessions at these times.",
            alternative: (
                Verdict::UserError,
                "slips of many users behind one shared address",
                0.4,
                "names that do not exist are seldom slips",
            ),
            ..attack
        },
        Kind::StaleService => Shape {
            class: "service or task with an old password",
            failures: 3_860,
            begin_hours: 8,
            lasting_minutes: 19_300,
            step: "On app07: find the service that runs as svc-sql01 (services.msc) and set the present password; better, use a group managed service account.",
            ..ours
        },
        Kind::StaleDrive => Shape {
            class: "device or mapped drive with an old password",
            failures: 702,
            begin_hours: 100,
            lasting_minutes: 9_000,
            step: "Ask the owner for phones, mapped drives and saved credentials (`cmdkey /list`) on this machine; update or remove the old password.",
            lockouts: 4,
            ..ours
        },
        Kind::BrokenTrust => Shape {
            class: "broken machine trust",
            severity: Severity::Informational,
            failures: 96,
            begin_hours: 30,
            lasting_minutes: 5_000,
            step: "Repair the secure channel (`Test-ComputerSecureChannel -Repair`, or rejoin).",
            ..ours
        },
        Kind::Mistyped => Shape {
            verdict: Verdict::UserError,
            class: "mistyped password",
            severity: Severity::Informational,
            failures: 11,
            begin_hours: 33,
            lasting_minutes: 3,
            step: "None, unless the owner says it was not them.",
            ..ours
        },
        Kind::Forgotten => Shape {
            verdict: Verdict::UserError,
            class: "forgotten password",
            severity: Severity::Informational,
            failures: 23,
            begin_hours: 58,
            lasting_minutes: 40,
            lockouts: 1,
            step: "Help the owner to a new password; no further action.",
            ..ours
        },
        Kind::Scanner => Shape {
            verdict: Verdict::AuthorizedScanner,
            class: "approved scanner",
            severity: Severity::Informational,
            accounts: 9,
            failures: 300,
            begin_hours: 120,
            lasting_minutes: 30,
            step: "None while the approval stands.",
            ..ours
        },
    }
}

/// The same numbers for the same seed (a linear congruential generator, Knuth's MMIX constants).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit.max(1)
    }
}

const PEOPLE: &[&str] = &[
    "jdoe",
    "asmith",
    "mbrown",
    "kwhite",
    "lgreen",
    "pblack",
    "rhall",
    "tking",
    "uyoung",
    "vallen",
    "wscott",
    "xadams",
    "ybaker",
    "znelson",
    "acarter",
    "bmitchell",
    "cperez",
    "droberts",
    "eturner",
    "fphillips",
    "gcampbell",
    "hparker",
];

fn account_name(kind: Kind, at: u32) -> String {
    let person = |at: u32| {
        let name = PEOPLE.get(at as usize % PEOPLE.len()).copied().unwrap_or("jdoe");
        if (at as usize) < PEOPLE.len() {
            name.to_owned()
        } else {
            format!("{name}{}", at as usize / PEOPLE.len())
        }
    };
    match (kind, at) {
        (Kind::SprayThatGotIn, 3) => "svc-backup".to_owned(),
        (Kind::DistributedGuessing, at) => ["administrator", "admin", "adm-jdoe", "Administrateur"]
            .get(at as usize)
            .copied()
            .unwrap_or("root")
            .to_owned(),
        (Kind::StaleService, _) => "svc-sql01".to_owned(),
        (Kind::BrokenTrust, _) => "LAP0441$".to_owned(),
        (Kind::Mistyped | Kind::Forgotten | Kind::StaleDrive | Kind::LowAndSlow, _) => person(kind as u32),
        (_, at) => person(at),
    }
}

fn source_entry(kind: Kind, at: u32, number: u64, public: bool) -> SourceEntry {
    let entry = SourceEntry {
        address: None,
        workstation: None,
        kind: "address".to_owned(),
        scope: None,
        process: None,
        host: None,
        failures: 0,
        presented: 0,
        successes: 0,
        shared: false,
        recovered_from: None,
    };
    match kind {
        Kind::StaleService => SourceEntry {
            kind: "process".to_owned(),
            process: Some(
                "C:\\Program Files\\Microsoft SQL Server\\MSSQL15.MSSQLSERVER\\MSSQL\\Binn\\sqlservr.exe"
                    .to_owned(),
            ),
            host: Some("app07.corp.example".to_owned()),
            ..entry
        },
        Kind::UndeterminedWithoutAddress => SourceEntry {
            kind: "workstation".to_owned(),
            workstation: Some("DESKTOP-7F3K2".to_owned()),
            ..entry
        },
        _ if public => SourceEntry {
            address: Some(match at % 3 {
                0 => format!("203.0.113.{}", (7 + at + number as u32) % 250),
                1 => format!("198.51.100.{}", 10 + at),
                _ => format!("2001:db8:{:x}::{:x}", 16 + at, 7 * at),
            }),
            scope: Some("public".to_owned()),
            workstation: (kind == Kind::SprayThatGotIn).then(|| "3,561 names, e.g. KALI".to_owned()),
            kind: if kind == Kind::GuessingWithLockouts { "recovered_address" } else { "address" }.to_owned(),
            recovered_from: (kind == Kind::GuessingWithLockouts)
                .then(|| "RDP connection (RdpCoreTS 131) on the same host in the same seconds".to_owned()),
            ..entry
        },
        _ => SourceEntry {
            address: Some(format!("10.20.{}.{}", number % 200, 31 + at)),
            scope: Some("private".to_owned()),
            workstation: Some(format!("LAP{:04}", 400 + at + number as u32)),
            shared: kind == Kind::Forgotten,
            ..entry
        },
    }
}

fn all_tries(kind: Kind, shape: &Shape, first: EventTime, dice: &mut Dice) -> Vec<Try> {
    let length = shape.lasting_minutes * MINUTE;
    let mut tries: Vec<Try> = (0..shape.failures)
        .map(|at| {
            let even = length / i64::from(shape.failures) * i64::from(at);
            // Waves, as tools that pause do; regular ones keep their beat.
            let wave = if shape.regular { 0 } else { (dice.below(1000) as i64 - 300) * length / 9_000 };
            let time = first.plus((even + wave).clamp(0, length));
            let account = if shape.accounts > 20 {
                at % shape.accounts
            } else {
                dice.below(u64::from(shape.accounts)) as u32
            };
            let locked = shape.lockouts > 0 && at % 40 > 33 && kind != Kind::SprayThatGotIn;
            let ending = if locked { Ending::Locked } else { Ending::Failed };
            Try { time, account, source: dice.below(u64::from(shape.sources)) as u32, ending, count: 1 }
        })
        .collect();
    if shape.got_in {
        tries.push(Try {
            time: first.plus(length * 7 / 10),
            account: 3,
            source: 0,
            ending: Ending::GotIn,
            count: 1,
        });
        tries.push(Try {
            time: first.plus(length * 8 / 10),
            account: 9,
            source: 0,
            ending: Ending::RightButBlocked,
            count: 1,
        });
    }
    tries.sort_unstable();
    tries
}

pub(crate) fn told(kind: Kind, number: u64) -> Told {
    let shape = shape(kind);
    let mut dice = Dice(number * 977 + kind as u64);
    let first = time("2024-03-04T00:00:00Z").plus(
        (shape.begin_hours + (number / 13) as i64 * 5 % 70) * 60 * MINUTE + dice.below(3_000) as i64 * SECOND,
    );
    let tries = all_tries(kind, &shape, first, &mut dice);
    let last = tries.iter().map(|this| this.time).max().expect("every shape has tries");
    let incident = Incident {
        schema: SCHEMA.to_owned(),
        id: format!("{:012x}", 0x3f2a_9c10_b7d4_u64.wrapping_mul(number + 1) & 0xffff_ffff_ffff),
        title: String::new(),
        verdict: shape.verdict,
        class: shape.class.to_owned(),
        severity: shape.severity,
        confidence: shape.confidence,
        pattern: pattern(&shape),
        techniques: shape.techniques.iter().map(|text| (*text).to_owned()).collect(),
        analytics: if shape.techniques.is_empty() { Vec::new() } else { vec!["AN1521".to_owned()] },
        first_seen: first,
        last_seen: last,
        detected_at: first.plus((shape.lasting_minutes * MINUTE / 40).min(9 * MINUTE)),
        detected_after: 8,
        attempts: Attempts {
            failures: tries.iter().filter(|this| this.ending != Ending::GotIn).count() as u64,
            presented: 0,
            successes: u64::from(shape.got_in),
            lockouts: shape.lockouts,
            per_minute_peak: 12,
        },
        accounts: accounts(kind, &shape, &tries),
        accounts_total: u64::from(shape.accounts),
        account_family: (kind == Kind::DistributedGuessing).then(|| AccountFamily {
            key: "role:administrator".to_owned(),
            why: "names that administrators have".to_owned(),
        }),
        sources: sources(kind, &shape, &tries, number),
        sources_total: u64::from(shape.sources),
        hosts: hosts(kind, tries.len() as u64),
        compromised: compromised(kind, &shape, first.plus(shape.lasting_minutes * MINUTE * 7 / 10), number),
        reasons: reasons(&tries),
        factors: factors(&shape),
        alternative: Some(Alternative {
            verdict: shape.alternative.0,
            class: shape.alternative.1.to_owned(),
            margin: shape.alternative.2,
            text: shape.alternative.3.to_owned(),
        }),
        next_steps: vec![
            shape.step.to_owned(),
            "Look for successes of the same sources on accounts that are not listed here.".to_owned(),
            "Tell the service desk.".to_owned(),
        ],
        next_step_phases: vec![Phase::Contain, Phase::Verify, Phase::Tell],
        data_quality: if shape.public {
            vec!["The Security log of dc02 begins 40 min after the first try.".to_owned()]
        } else {
            Vec::new()
        },
        notes: if shape.regular {
            vec![format!(
                "every {} min, day and night",
                (shape.lasting_minutes / i64::from(shape.failures)).max(1)
            )]
        } else {
            Vec::new()
        },
        timeline: timeline(&tries, first, last),
        evidence: evidence(&tries),
        evidence_total: tries.len() as u64 * 2,
    };
    let title = title(&incident);
    (Incident { title, ..incident }, IncidentTries { tries })
}

fn title(incident: &Incident) -> String {
    let who = match incident.accounts.as_slice() {
        [one] => format!("CORP\\{}", one.name),
        some => format!("{} accounts", some.len()),
    };
    let from = match incident.sources.as_slice() {
        [one] => {
            one.address.clone().or_else(|| one.workstation.clone()).unwrap_or_else(|| "app07".to_owned())
        }
        some => format!("{} sources", some.len()),
    };
    let mut class = incident.class.clone();
    if let Some(first) = class.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    match incident.compromised.first() {
        Some(known) => {
            format!("Password guessed: CORP\\{} logged on from {from}. {class} of {who}", known.name)
        }
        None => format!("{class}: {who} from {from}"),
    }
}

fn pattern(shape: &Shape) -> Pattern {
    Pattern {
        accounts: match shape.accounts {
            1 => AccountsPattern::One,
            2..=5 => AccountsPattern::Similar,
            _ => AccountsPattern::Many,
        },
        sources: if shape.sources > 1 { SourcesPattern::Many } else { SourcesPattern::One },
        pace: match shape.lasting_minutes {
            ..=15 => Pace::Burst,
            16..=1_500 => Pace::Sustained,
            _ => Pace::Slow,
        },
    }
}

fn accounts(kind: Kind, shape: &Shape, tries: &[Try]) -> Vec<AccountEntry> {
    (0..shape.accounts)
        .map(|at| {
            let of = |success: bool| {
                tries
                    .iter()
                    .filter(|this| this.account == at && (this.ending == Ending::GotIn) == success)
                    .count() as u64
            };
            let privileged = kind == Kind::DistributedGuessing && at != 3 || shape.got_in && at == 3;
            AccountEntry {
                name: account_name(kind, at),
                domain: if kind == Kind::WeakEnumeration { String::new() } else { "CORP".to_owned() },
                sid: (at == 0)
                    .then(|| format!("S-1-5-21-1004336348-1177238915-682003330-{}", 1_100 + kind as u32)),
                failures: of(false),
                presented: 0,
                successes: of(true),
                exists: if kind == Kind::WeakEnumeration { Exists::No } else { Exists::Yes },
                privileged,
                privileged_why: privileged.then(|| "special privileges at logon".to_owned()),
            }
        })
        .collect()
}

fn sources(kind: Kind, shape: &Shape, tries: &[Try], number: u64) -> Vec<SourceEntry> {
    (0..shape.sources)
        .map(|at| {
            let of = |success: bool| {
                tries
                    .iter()
                    .filter(|this| this.source == at && (this.ending == Ending::GotIn) == success)
                    .count() as u64
            };
            SourceEntry {
                failures: of(false),
                presented: 0,
                successes: of(true),
                ..source_entry(kind, at, number, shape.public)
            }
        })
        .collect()
}

fn hosts(kind: Kind, tries: u64) -> Vec<HostEntry> {
    let host = |name: &str, failures: u64, logon_types: &[u8]| HostEntry {
        name: format!("{name}.corp.example"),
        failures,
        presented: 0,
        logon_types: logon_types.to_vec(),
    };
    match kind {
        Kind::StaleService => vec![host("app07", tries, &[5])],
        Kind::GuessingWithLockouts => vec![host("rdp01", tries, &[3, 10])],
        _ => vec![host("web01", tries - tries / 9, &[3, 8]), host("dc01", tries / 9, &[3])],
    }
}

fn compromised(kind: Kind, shape: &Shape, at: EventTime, number: u64) -> Vec<Compromise> {
    if !shape.got_in {
        return Vec::new();
    }
    vec![Compromise {
        name: "svc-backup".to_owned(),
        domain: "CORP".to_owned(),
        at,
        address: source_entry(kind, 0, number, true).address,
        why: "logged on (4624) from the attack's address after 39 failures".to_owned(),
    }]
}

fn reasons(tries: &[Try]) -> BTreeMap<String, Reason> {
    let of = |ending: Ending| tries.iter().filter(|this| this.ending == ending).count() as u64;
    [
        ("0xC000006A", of(Ending::Failed), "wrong password"),
        ("0xC0000234", of(Ending::Locked), "account locked out"),
        ("0xC0000071", of(Ending::RightButBlocked), "password expired"),
    ]
    .into_iter()
    .filter(|(_, count, _)| *count > 0)
    .map(|(code, count, text)| (code.to_owned(), Reason { count, text: text.to_owned() }))
    .collect()
}

fn factors(shape: &Shape) -> Vec<Factor> {
    let factor = |name: &str, weight: f64, text: &str, observed: &str, expected: &str| Factor {
        name: name.to_owned(),
        observed: observed.to_owned(),
        expected: expected.to_owned(),
        weight,
        text: text.to_owned(),
    };
    vec![
        factor(
            "breadth",
            4.6,
            &format!("{} accounts are tried by sources that never logged any of them on.", shape.accounts),
            &shape.accounts.to_string(),
            "1 to 3",
        ),
        factor(
            "depth",
            3.1,
            "More failures than a person makes before asking for help.",
            &shape.failures.to_string(),
            "3 to 8",
        ),
        factor(
            "public source",
            if shape.public { 2.0 } else { -0.8 },
            "Where the tries come from.",
            if shape.public { "outside" } else { "inside" },
            "inside",
        ),
        factor(
            "rhythm",
            if shape.regular { 2.4 } else { -0.5 },
            "How regular the gaps are.",
            if shape.regular { "to the second" } else { "uneven" },
            "uneven",
        ),
    ]
}

fn timeline(tries: &[Try], first: EventTime, last: EventTime) -> Timeline {
    let bin = (last.since(first) / 48 + 1).max(SECOND);
    let mut failures = vec![0; 48];
    for this in tries {
        if let Some(bin) = failures.get_mut((this.time.since(first) / bin) as usize) {
            *bin += u64::from(this.count);
        }
    }
    Timeline { start: first, bin_seconds: bin as f64 / SECOND as f64, failures }
}

fn evidence(tries: &[Try]) -> Vec<Evidence> {
    let record = |(at, this): (usize, &Try)| Evidence {
        host: "web01.corp.example".to_owned(),
        channel: "Security".to_owned(),
        record_id: 812_331 + at as u64,
        event_id: if this.ending == Ending::GotIn { 4624 } else { 4625 },
        time: this.time,
        input: "logs/web01-security.evtx".to_owned(),
        offset: Some(4_608 + 712 * at as u64),
    };
    let ends = tries.iter().enumerate().filter(|(at, _)| *at < 10 || *at + 10 >= tries.len());
    ends.map(record).collect()
}
