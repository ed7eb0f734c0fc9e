//! Measures both stages on events made in memory: `cargo run --release -p doorknob-normalise --example measure [COUNT [NAME]]`
//!
//! Worst cases by name: one hot account with a fresh workstation name every try, every name distinct, and tries that two
//! machines tell of. Values lie in UTF-16LE, as in EVTX.
#![expect(clippy::print_stdout, reason = "an example prints")]

use doorknob_event::event::{Event, EventKind, Field, Value};
use doorknob_event::observation::Observation;
use doorknob_event::settings::Settings;
use doorknob_event::time::EventTime;
use doorknob_normalise::{Normaliser, resolve_and_coalesce};

/// One event's values, ready to borrow.
struct Made {
    kind: EventKind,
    time: EventTime,
    computer: Vec<u8>,
    texts: Vec<(Field, Vec<u8>)>,
    numbers: Vec<(Field, u64)>,
}

const NULL_SID: [u8; 12] = [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

impl Made {
    fn event(&self, record_id: u64) -> Event<'_> {
        let mut event = Event::new(self.kind, 4625);
        event.time = Some(self.time);
        event.computer = Some(Value::Utf16(&self.computer));
        event.record_id = Some(record_id);
        event.offset = Some(record_id * 900);
        event.push(Field::TargetSid, Value::Sid(&NULL_SID));
        for (field, text) in &self.texts {
            event.push(*field, Value::Utf16(text));
        }
        for (field, number) in &self.numbers {
            event.push(*field, Value::Unsigned(*number));
        }
        event
    }
}

fn failure(time: EventTime, host: &str, user: &str, workstation: &str, address: &str) -> Made {
    let texts = [
        (Field::TargetUserName, user),
        (Field::TargetDomainName, "CORP"),
        (Field::FailureReason, "%%2313"),
        (Field::LogonProcess, "NtLmSsp "),
        (Field::AuthenticationPackage, "NTLM"),
        (Field::Workstation, workstation),
        (Field::ProcessName, "-"),
        (Field::Address, address),
        (Field::Port, "51234"),
    ];
    Made {
        kind: EventKind::LogonFailure,
        time,
        computer: wide(host),
        texts: texts.iter().map(|(field, text)| (*field, wide(text))).collect(),
        numbers: vec![(Field::Status, 0xC000_006D), (Field::SubStatus, 0xC000_006A), (Field::LogonType, 3)],
    }
}

fn validation(time: EventTime, host: &str, user: &str, workstation: &str) -> Made {
    let texts = [(Field::TargetUserName, user), (Field::Workstation, workstation)];
    Made {
        kind: EventKind::NtlmValidation,
        time,
        computer: wide(host),
        texts: texts.iter().map(|(field, text)| (*field, wide(text))).collect(),
        numbers: vec![(Field::Status, 0xC000_006A)],
    }
}

/// Nanoseconds that this thread has spent on a processor (Linux); unlike the clock it does not count others' work.
fn on_processor() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|nanoseconds| nanoseconds.parse().ok()).unwrap_or(0)
}

fn measure(name: &str, count: u64, make: impl Fn(u64, EventTime) -> Made) {
    if std::env::args().nth(2).is_some_and(|wanted| !name.contains(&wanted)) {
        return;
    }
    let begin = EventTime::parse("2024-03-14T00:00:00Z").expect("a time");
    let mut normaliser = Normaliser::new();
    let mut observations: Vec<Observation> = Vec::new();
    let mut reading = 0u64;
    let mut made = 0;
    while made < count {
        // Few at a time, so that making them is not measured and they are still in the cache.
        let batch: Vec<Made> =
            (made..count.min(made + 256)).map(|at| make(at, begin.plus(at as i64 * 50_000))).collect();
        let begun = on_processor();
        for (at, event) in batch.iter().enumerate() {
            observations.extend(normaliser.observe(0, &event.event(made + at as u64 + 1)));
        }
        reading += on_processor() - begun;
        made += batch.len() as u64;
    }
    let (interner, _) = normaliser.into_parts();
    let seen = observations.len() as u64;
    let mut activities = 0u64;
    let begun = on_processor();
    let (directory, summary) =
        resolve_and_coalesce(observations, interner, vec!["made".into()], &Settings::default(), |_, _| {
            activities += 1;
        });
    let resolving = on_processor() - begun;
    println!(
        "{name}: {count} events, {} attempts, {} accounts; reading {} ns an event, resolving {} ns an event",
        summary.attempts(),
        directory.accounts.len(),
        reading / count,
        resolving / seen.max(1)
    );
}

fn main() {
    let count = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    measure("one account, one address", count, |_, time| {
        failure(time, "srv1.corp.example.com", "administrator", "KALI", "203.0.113.7")
    });
    measure("one account, fresh workstations", count, |at, time| {
        failure(time, "srv1.corp.example.com", "administrator", &format!("{at:016x}"), "203.0.113.7")
    });
    measure("every name distinct", count, |at, time| {
        failure(time, "srv1.corp.example.com", &format!("user{at}"), "KALI", "203.0.113.7")
    });
    measure("20,000 accounts, 50 hosts, no address", count, |at, time| {
        let host = format!("srv{}.corp.example.com", at % 50);
        failure(time, &host, &format!("user{}", at * 7919 % 20_000), &format!("WS{}", at % 3000), "-")
    });
    measure("two machines tell of each try", count, |at, time| {
        let user = format!("user{}", at / 2 * 7919 % 20_000);
        if at % 2 == 0 {
            validation(time, "dc1.corp.example.com", &user, "KALI")
        } else {
            failure(time, "srv1.corp.example.com", &user, "KALI", "203.0.113.7")
        }
    });
}
