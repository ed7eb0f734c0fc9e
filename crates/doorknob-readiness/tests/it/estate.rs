//! A small estate of one domain controller (host 0) and members, written event by event.

use doorknob_event::event::{Event, EventKind, Field, Value};
use doorknob_event::interner::{Interner, InternerMap};
use doorknob_event::settings::Settings;
use doorknob_event::time::{DAY, EventTime, HOUR, MINUTE, SECOND};
use doorknob_normalise::{Normaliser, resolve_and_coalesce};
use doorknob_readiness::census::{Census, Notice};
use doorknob_readiness::readiness::{ExpectedHosts, InputFacts, Readiness, ReadinessSettings, Scorecard};

/// A Monday.
pub(crate) fn start() -> EventTime {
    EventTime::parse("2026-03-02T00:00:00Z").expect("a time")
}

#[derive(Clone)]
struct Written {
    kind: EventKind,
    id: u16,
    time: EventTime,
    record_id: u64,
    fields: Vec<(Field, String)>,
}

#[derive(Clone, Default)]
struct Log {
    events: Vec<Written>,
    notices: Vec<(Notice, EventTime)>,
    /// Records beside those that count, so that the input holds the whole log.
    others: u64,
    next: u64,
}

fn owned(fields: &[(Field, &str)]) -> Vec<(Field, String)> {
    fields.iter().map(|(field, text)| (*field, (*text).to_owned())).collect()
}

/// The estate: one log file a host.
pub(crate) struct Estate {
    logs: Vec<Log>,
    pub(crate) expected: ExpectedHosts,
}

impl Estate {
    pub(crate) fn host_name(host: usize) -> String {
        if host == 0 { "dc1.corp.example".to_owned() } else { format!("srv{host:02}.corp.example") }
    }

    /// Everything is recorded: on each member 24 logons a day of its own person, of which one in 25 fails first.
    pub(crate) fn sound(hosts: usize, days: i64) -> Self {
        let mut estate = Estate { logs: vec![Log::default(); hosts], expected: ExpectedHosts::default() };
        for hour in 0..days * 24 {
            for host in 1..hosts {
                // People keep no rhythm.
                let second = (hour * hour * 7_919 + hour * 31 + host as i64 * 104_729) % 3_407 + 60;
                let time = start().plus(hour * HOUR + second * SECOND + host as i64 * 1_234_567);
                estate.logon(host, time, hour);
            }
            estate.fill(hour);
        }
        estate.number();
        estate
    }

    /// Record numbers in the order of time; other records lie before each of the hourly ones.
    fn number(&mut self) {
        for log in &mut self.logs {
            log.events.sort_by_key(|event| event.time);
            log.next = 0;
            for event in &mut log.events {
                log.next += if event.kind == EventKind::SpecialPrivileges { 21 } else { 1 };
                event.record_id = log.next;
            }
        }
    }

    /// One logon: the member's record, the domain controller's NTLM and Kerberos records.
    fn logon(&mut self, host: usize, time: EventTime, hour: i64) {
        let person = format!("person{host:02}");
        let workstation = format!("WS{host:02}");
        let address = format!("10.1.0.{host}");
        let fails = (hour + host as i64) % 25 == 0;
        if fails {
            let wrong = time.plus(-20 * SECOND);
            let code: &[(Field, &str)] = &[(Field::Status, "0xc000006d"), (Field::SubStatus, "0xc000006a")];
            self.member(host, EventKind::LogonFailure, 4625, wrong, &person, &workstation, &address, code);
            self.controller(EventKind::NtlmValidation, 4776, wrong, &person, &workstation, "0xc000006a");
            self.controller(EventKind::KerberosPreAuthentication, 4771, wrong, &person, &address, "0x18");
        }
        self.member(host, EventKind::LogonSuccess, 4624, time, &person, &workstation, &address, &[]);
        self.controller(EventKind::NtlmValidation, 4776, time, &person, &workstation, "0x0");
        self.controller(EventKind::KerberosTicketGranting, 4768, time, &person, &address, "0x0");
    }

    #[expect(clippy::too_many_arguments, reason = "a record has so many parts")]
    fn member(
        &mut self,
        host: usize,
        kind: EventKind,
        id: u16,
        time: EventTime,
        person: &str,
        workstation: &str,
        address: &str,
        more: &[(Field, &str)],
    ) {
        let mut fields = vec![
            (Field::TargetUserName, person),
            (Field::TargetDomainName, "CORP"),
            (Field::LogonType, "10"),
            (Field::AuthenticationPackage, "NTLM"),
            (Field::Workstation, workstation),
            (Field::Address, address),
        ];
        fields.extend(more);
        self.add(host, kind, id, time, &fields);
    }

    fn controller(
        &mut self,
        kind: EventKind,
        id: u16,
        time: EventTime,
        person: &str,
        from: &str,
        status: &str,
    ) {
        let place = if kind == EventKind::NtlmValidation { Field::Workstation } else { Field::Address };
        let fields = [
            (Field::TargetUserName, person),
            (Field::TargetDomainName, "CORP"),
            (place, from),
            (Field::PreAuthType, "2"),
            (Field::Status, status),
        ];
        self.add(0, kind, id, time.plus(SECOND / 10), &fields);
    }

    /// What else a host logs: mostly other kinds, and privileges.
    fn fill(&mut self, hour: i64) {
        for host in 0..self.logs.len() {
            let time = start().plus(hour * HOUR + 59 * MINUTE);
            self.add(host, EventKind::SpecialPrivileges, 4672, time, &[(Field::TargetUserName, "SYSTEM")]);
            self.logs[host].others += 20;
        }
    }

    /// Adds one event that is numbered later.
    fn add(&mut self, host: usize, kind: EventKind, id: u16, time: EventTime, fields: &[(Field, &str)]) {
        self.logs[host].events.push(Written { kind, id, time, record_id: 0, fields: owned(fields) });
    }

    /// Adds one event to a host's log.
    pub(crate) fn event(
        &mut self,
        host: usize,
        kind: EventKind,
        id: u16,
        time: EventTime,
        fields: &[(Field, &str)],
    ) {
        let log = &mut self.logs[host];
        log.next += 1;
        let fields = owned(fields);
        // What is added later belongs where its time is: it takes the number of its neighbour.
        let before = log
            .events
            .iter()
            .filter(|event| event.time <= time)
            .max_by_key(|event| (event.time, event.record_id));
        let is_last = log.events.iter().all(|event| event.time <= time);
        let record_id = before.filter(|_| !is_last).map_or(log.next, |before| before.record_id);
        log.events.push(Written { kind, id, time, record_id, fields });
    }

    /// Failure auditing is off.
    pub(crate) fn forget_failures(&mut self, host: usize) {
        let log = &mut self.logs[host];
        let fails = |event: &Written| {
            matches!(event.kind, EventKind::LogonFailure | EventKind::KerberosPreAuthentication)
                || event.fields.iter().any(|(field, text)| *field == Field::Status && text != "0x0")
        };
        let lost = log.events.iter().filter(|event| fails(event)).count() as u64;
        log.events.retain(|event| !fails(event));
        // Never written, so no numbers are missing.
        log.others += lost;
    }

    /// The log is cleared: everything before is gone, numbers go on.
    pub(crate) fn clear(&mut self, host: usize, time: EventTime) {
        let log = &mut self.logs[host];
        let kept = log.events.iter().filter(|event| event.time > time).count() as u64;
        log.others = log.others * kept / log.events.len() as u64 + 100;
        log.events.retain(|event| event.time > time);
        let first = log.events.iter().map(|event| event.record_id).min().expect("something is left");
        let by = vec![(Field::SubjectUserName, "mallory".to_owned())];
        log.events.push(Written {
            kind: EventKind::LogCleared,
            id: 1102,
            time,
            record_id: first - 1,
            fields: by,
        });
    }

    /// The clock is ahead.
    pub(crate) fn skew(&mut self, host: usize, ticks: i64) {
        self.logs[host].events.iter_mut().for_each(|event| event.time = event.time.plus(ticks));
    }

    /// A flood of failures has overwritten what was before.
    pub(crate) fn roll_over(&mut self, host: usize, time: EventTime) {
        let flood = 20_000;
        let log = &mut self.logs[host];
        log.events.retain(|event| event.time >= time);
        log.others = 0;
        let base = log.events.first().map_or(50_000, |event| event.record_id) + 1_000;
        for (n, event) in log.events.iter_mut().enumerate() {
            event.record_id = base + n as u64;
        }
        let next = base + log.events.len() as u64;
        let last = log.events.last().expect("something is left").time;
        let address = (Field::Address, "10.1.0.15".to_owned());
        for n in 0..flood {
            let fields = vec![
                (Field::TargetUserName, "administrator".to_owned()),
                (Field::Status, "0xc000006d".to_owned()),
                (Field::SubStatus, "0xc000006a".to_owned()),
                (Field::LogonType, "3".to_owned()),
                address.clone(),
            ];
            let time = last.plus(-2 * HOUR + n as i64 * SECOND / 10);
            log.events.push(Written {
                kind: EventKind::LogonFailure,
                id: 4625,
                time,
                record_id: next + n,
                fields,
            });
        }
        // Numbers in the order of time, as Windows gives them.
        log.events.sort_by_key(|event| event.time);
        for (n, event) in log.events.iter_mut().enumerate() {
            event.record_id = base + n as u64;
        }
    }

    /// The host sends nothing after this.
    pub(crate) fn stop(&mut self, host: usize, time: EventTime) {
        self.logs[host].events.retain(|event| event.time <= time);
    }

    /// Its log was not read.
    pub(crate) fn leave_out(&mut self, host: usize) {
        self.logs[host] = Log::default();
    }

    /// Records beside those that count were lost.
    pub(crate) fn lose_records(&mut self, host: usize, records: u64) {
        self.logs[host].others -= records;
    }

    /// The clock is set back and stays so for three days.
    pub(crate) fn set_back(&mut self, host: usize, from: EventTime, by: i64) {
        for event in self.logs[host].events.iter_mut() {
            if event.time >= from && event.time < from.plus(3 * DAY) {
                event.time = event.time.plus(-by);
            }
        }
    }

    /// Something that is no event.
    pub(crate) fn notice(&mut self, host: usize, notice: Notice, time: EventTime) {
        self.logs[host].notices.push((notice, time));
    }

    /// Read by one thread.
    pub(crate) fn card(&self) -> Scorecard {
        self.card_read_by(1)
    }

    /// Read by several threads that share the logs out among them, in another order.
    pub(crate) fn card_read_by(&self, threads: usize) -> Scorecard {
        let mut readiness = Readiness::new(ReadinessSettings::default());
        let mut interner = Interner::new();
        let mut observations = Vec::new();
        for thread in (0..threads).rev() {
            let mut census = Census::new();
            let mut normaliser = Normaliser::new();
            let mut seen = Vec::new();
            for host in (0..self.logs.len()).filter(|host| host % threads == thread) {
                self.read(host, &mut census, |event| seen.extend(normaliser.observe(host as u32, event)));
            }
            readiness.census(census);
            let mut map = InternerMap::default();
            interner.absorb(normaliser.interner(), &mut map);
            observations.extend(seen.into_iter().map(|observation| observation.mapped(&map)));
        }
        for observation in &observations {
            readiness.observe(&interner, observation);
        }
        let inputs = self.inputs();
        let names = inputs.iter().map(|input| input.path.clone()).collect();
        let kept = interner.clone();
        let (directory, _) = resolve_and_coalesce(
            observations,
            interner,
            names,
            &Settings::default(),
            |directory, activity| {
                readiness.activity(directory, &activity);
            },
        );
        readiness.finish(&kept, &directory, &inputs, &self.expected)
    }

    fn read(&self, host: usize, census: &mut Census, mut observe: impl FnMut(&Event<'_>)) {
        let name = Self::host_name(host);
        let log = &self.logs[host];
        for written in &log.events {
            let mut event = Event::new(written.kind, written.id);
            event.time = Some(written.time);
            event.computer = Some(Value::Text(&name));
            event.record_id = Some(written.record_id);
            for (field, text) in &written.fields {
                event.push(*field, Value::Text(text));
            }
            census.event(host as u32, &event);
            observe(&event);
        }
        for (notice, time) in &log.notices {
            census.notice(host as u32, &name, *notice, *time, 0);
        }
    }

    fn inputs(&self) -> Vec<InputFacts> {
        let facts = |(host, log): (usize, &Log)| {
            let records = log.events.len() as u64 + log.others;
            InputFacts {
                path: format!("{}.evtx", Self::host_name(host)),
                is_log_file: true,
                bytes: records * 900,
                records,
                ..InputFacts::default()
            }
        };
        self.logs.iter().enumerate().map(facts).collect()
    }
}
