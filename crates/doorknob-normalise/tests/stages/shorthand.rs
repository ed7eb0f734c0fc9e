//! Events and activities as lines of text, so that tests are data.
//!
//! ```text
//! 00:01.500 srv1 4625 user=alice dom=CORP sub=0xc000006a ip=203.0.113.7
//! ```
//! minute:second.millisecond of a fixed hour, computer, event id, fields. Values with blanks stand in double quotes. Record ids
//! count up unless `rec=` states one; `in=1` names another input.

use doorknob_event::activity::{Activity, Authority, Directory, LogonAttempt, Outcome, SourceId};
use doorknob_event::event::{Event, EventKind, Field, SPECS, Value};
use doorknob_event::interner::{Interner, InternerMap};
use doorknob_event::observation::Observation;
use doorknob_event::settings::Settings;
use doorknob_event::time::EventTime;
use doorknob_normalise::{NormaliseSummary, Normaliser, resolve_and_coalesce};

/// One line, read.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    time: EventTime,
    computer: String,
    kind: EventKind,
    id: u16,
    record_id: u64,
    input: u32,
    audit_failure: Option<bool>,
    fields: Vec<(Field, String)>,
}

const FIELDS: [(&str, Field); 22] = [
    ("user", Field::TargetUserName),
    ("dom", Field::TargetDomainName),
    ("sid", Field::TargetSid),
    ("subject", Field::SubjectUserName),
    ("subject_dom", Field::SubjectDomainName),
    ("subject_sid", Field::SubjectSid),
    ("status", Field::Status),
    ("sub", Field::SubStatus),
    ("reason", Field::FailureReason),
    ("lt", Field::LogonType),
    ("lp", Field::LogonProcess),
    ("package", Field::AuthenticationPackage),
    ("ws", Field::Workstation),
    ("proc", Field::ProcessName),
    ("ip", Field::Address),
    ("port", Field::Port),
    ("service", Field::ServiceName),
    ("preauth", Field::PreAuthType),
    ("server", Field::TargetServer),
    ("msg", Field::Message),
    ("detail", Field::Detail),
    ("station", Field::CallingStation),
];

/// Reads a whole text; blank lines are nothing.
pub(crate) fn lines(text: &str) -> Vec<Line> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.zip(1..).map(|(line, number)| read(line, number)).collect()
}

fn read(line: &str, number: u64) -> Line {
    let tokens = tokens(line);
    let (time, computer, id) = (&tokens[0], &tokens[1], tokens[2].parse().expect("an event id"));
    let spec = SPECS.iter().find(|spec| spec.ids.contains(&id)).expect("an event that counts");
    let mut read = Line {
        time: EventTime::parse(&format!("2024-03-14T13:{time}Z")).expect("a time"),
        computer: if computer == "-" { String::new() } else { computer.clone() },
        kind: spec.kind,
        id,
        record_id: number,
        input: 0,
        audit_failure: None,
        fields: Vec::new(),
    };
    for token in &tokens[3..] {
        let (key, value) = token.split_once('=').expect("key=value");
        match key {
            "rec" => read.record_id = value.parse().expect("a record id"),
            "in" => read.input = value.parse().expect("an input"),
            "audit" => read.audit_failure = Some(value == "failure"),
            _ => {
                let field =
                    FIELDS.iter().find(|(name, _)| *name == key).unwrap_or_else(|| panic!("field {key}"));
                read.fields.push((field.1, value.to_owned()));
            }
        }
    }
    read
}

fn tokens(line: &str) -> Vec<String> {
    let (mut tokens, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => tokens.push(String::new()),
            c => tokens.last_mut().expect("there is one").push(c),
        }
    }
    tokens.retain(|token| !token.is_empty());
    tokens
}

impl Line {
    /// The input it is read from.
    pub(crate) fn input(&self) -> u32 {
        self.input
    }

    pub(crate) fn event(&self) -> Event<'_> {
        let mut event = Event::new(self.kind, self.id);
        event.time = Some(self.time);
        event.computer = Some(Value::Text(&self.computer));
        event.record_id = Some(self.record_id);
        event.offset = Some(self.record_id * 1000);
        event.audit_failure = self.audit_failure;
        for (field, value) in &self.fields {
            event.push(*field, Value::Text(value));
        }
        event
    }
}

/// What came out.
pub(crate) struct Outcomes {
    pub(crate) directory: Directory,
    pub(crate) activities: Vec<Activity>,
    pub(crate) summary: NormaliseSummary,
}

/// Reads the lines on as many normalisers as there are parts, absorbs their interners in that order, and resolves.
pub(crate) fn run_in_parts(parts: &[Vec<Line>], settings: &Settings) -> Outcomes {
    let mut interner = Interner::new();
    let mut observations: Vec<Observation> = Vec::new();
    for part in parts {
        let mut normaliser = Normaliser::new();
        let read: Vec<Observation> =
            part.iter().filter_map(|line| normaliser.observe(line.input, &line.event())).collect();
        let mut map = InternerMap::default();
        interner.absorb(normaliser.interner(), &mut map);
        observations.extend(read.into_iter().map(|observation| observation.mapped(&map)));
    }
    outcomes_of(|inputs, out| resolve_and_coalesce(observations, interner, inputs, settings, out))
}

/// Gathers what `resolve` gives out for two inputs.
pub(crate) fn outcomes_of(
    resolve: impl FnOnce(Vec<String>, &mut dyn FnMut(&Directory, Activity)) -> (Directory, NormaliseSummary),
) -> Outcomes {
    let inputs = vec!["a.evtx".to_owned(), "b.evtx".to_owned()];
    let mut activities: Vec<Activity> = Vec::new();
    let (directory, summary) = resolve(inputs, &mut |directory, activity| {
        if let Activity::Attempt(attempt) = &activity {
            assert!((attempt.source.0 as usize) < directory.sources.len(), "the source is known by then");
        }
        activities.push(activity);
    });
    assert!(activities.is_sorted_by_key(Activity::time), "activities come in time order");
    Outcomes { directory, activities, summary }
}

/// Reads a text with the default settings.
pub(crate) fn run(text: &str) -> Outcomes {
    run_in_parts(&[lines(text)], &Settings::default())
}

/// Checks the activities of a text against the expected lines.
#[track_caller]
pub(crate) fn check(text: &str, expected: &str) {
    let outcomes = run(text);
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let got = outcomes.lines();
    assert_eq!(got, expected, "\ngot:\n{}\n", got.join("\n"));
}

impl Outcomes {
    /// The activities as lines.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.activities.iter().map(|activity| self.line(activity)).collect()
    }

    fn line(&self, activity: &Activity) -> String {
        let time = activity.time().to_string();
        let time = time.trim_start_matches("2024-03-14T13:").trim_end_matches('Z');
        match activity {
            Activity::Attempt(attempt) => format!("{time} {}", self.attempt(attempt)),
            Activity::Explicit { subject, account, source, host, server, .. } => {
                let subject = subject.map_or("-".to_owned(), |id| self.account(id));
                let server = self.directory.interner.text_of(*server);
                format!(
                    "{time} explicit {} by {subject} from {} on {} for {server}",
                    self.account(*account),
                    self.source(*source),
                    self.directory.host(*host).name
                )
            }
            Activity::Change { account, change, caller, .. } => {
                let caller = self.directory.interner.text_of(*caller);
                format!("{time} {change:?} {} caller={caller}", self.account(*account))
            }
            Activity::LogIntegrity { host, record, .. } => {
                format!("{time} {:?} {}", record.kind, self.directory.host(*host).name)
            }
        }
    }

    /// `account <- source @ host outcome xN [recovery]`
    fn attempt(&self, attempt: &LogonAttempt) -> String {
        let outcome = match attempt.outcome {
            Outcome::Success => "success".to_owned(),
            Outcome::Failure(code) => code.to_string(),
        };
        let mut line = format!(
            "{} <- {} @ {} {outcome} x{}",
            self.account(attempt.account),
            self.source(attempt.source),
            self.directory.host(attempt.host).name,
            attempt.record_count
        );
        if let Some(recovered) = attempt.recovered {
            line.push_str(&format!(" {recovered:?}"));
        }
        line
    }

    /// `DOMAIN\name`, `host:name` for a local account, `?name` where the authority is unknown.
    pub(crate) fn account(&self, id: doorknob_event::activity::AccountId) -> String {
        let account = self.directory.account(id);
        match account.authority {
            Authority::Domain => format!("{}\\{}", account.domain, account.name),
            Authority::Local(host) => format!("{}:{}", self.directory.host(host).name, account.name),
            Authority::Unknown => format!("?{}", account.name),
        }
    }

    fn source(&self, id: SourceId) -> String {
        let source = self.directory.source(id);
        let host = source.host.map_or(String::new(), |host| format!("{}!", self.directory.host(host).name));
        let what = source
            .address
            .map(|address| address.to_string())
            .or_else(|| source.workstation.clone())
            .or_else(|| source.process.clone())
            .unwrap_or_default();
        format!("{:?}({host}{what})", source.kind)
    }
}
