//! What a person sees, at the usual widths.

mod fixtures;

use doorknob_event::anomaly::{Anomaly, AnomalyKind};
use doorknob_event::incident::{Incident, Severity};
use doorknob_event::time::EventTime;
use doorknob_report::visible::is_hostile;
use doorknob_report::{Hidden, RunSummary, Style, by_importance, text};
use fixtures::{HOSTILE, SPRAY, incident, site};

fn summary() -> RunSummary {
    let time = |text| EventTime::parse(text).expect("a time");
    RunSummary {
        inputs_read: 7,
        inputs_passed_over: 2,
        inputs_unreadable: 1,
        bytes: 12_400_000,
        records: 48_211,
        events: 16_120,
        duplicates: 12,
        presented: 0,
        failures: 9_829,
        successes: 312,
        lockouts: 3,
        period_read: None,
        period: Some((time("2016-09-20T03:50:23.1Z"), time("2024-03-14T15:44:20Z"))),
        hosts: [
            "dc01.corp.example",
            "web01.corp.example",
            "app07.corp.example",
            "desktop-m5sn04r",
            "openssh-lab",
        ]
        .map(str::to_owned)
        .to_vec(),
        failures_without_address: 2_100,
        addresses_recovered: 46,
        anomalies: vec![
            Anomaly {
                count: 91,
                ..Anomaly::new(
                    "logs/dc01.evtx",
                    AnomalyKind::Damaged,
                    "the chunk's checksum is wrong; read as far as it goes",
                )
                .at_offset(69_632)
                .at_record(99_120_331)
            },
            Anomaly::new("logs/\u{1b}[2Jold.evtx", AnomalyKind::Unreadable, "permission denied"),
            Anomaly::new("logs/export.jsonl", AnomalyKind::BadValue, "Status is no number: \"n/a\"")
                .at_line(4_711),
        ],
        hidden: vec![Hidden {
            entry: "account CORP\\svc-scan*".to_owned(),
            reason: "quarterly scan, until 2024-04-01".to_owned(),
            incidents: 1,
            failures: 1_204,
        }],
        below_minimum: 4,
        worst_below_minimum: Some(Severity::Informational),
        minimum_severity: Some(Severity::Low),
    }
}

fn report(incidents: &[Incident], summary: &RunSummary, style: Style) -> String {
    let mut out = Vec::new();
    text::write_report(&mut out, &by_importance(incidents), summary, style, false)
        .expect("a vector takes all");
    String::from_utf8(out).expect("text")
}

fn detail(json: &str, style: Style) -> String {
    let mut out = Vec::new();
    text::write_detail(&mut out, &incident(json), &summary(), style).expect("a vector takes all");
    String::from_utf8(out).expect("text")
}

fn plain(width: usize) -> Style {
    Style { colour: false, width }
}

#[test]
fn a_site_at_80_columns() {
    insta::assert_snapshot!(report(&site(), &summary(), plain(80)));
}

#[test]
fn a_site_at_120_columns() {
    insta::assert_snapshot!(report(&site(), &summary(), plain(120)));
}

#[test]
fn one_incident_in_full_at_80_columns() {
    insta::assert_snapshot!(detail(SPRAY, plain(80)));
}

#[test]
fn one_incident_in_full_at_120_columns() {
    insta::assert_snapshot!(detail(SPRAY, plain(120)));
}

#[test]
fn hostile_names_at_80_columns() {
    insta::assert_snapshot!(report(&[incident(HOSTILE)], &RunSummary::default(), plain(80)));
}

#[test]
fn nothing_found() {
    let quiet = RunSummary { inputs_read: 1, bytes: 69_632, records: 120, ..RunSummary::default() };
    insta::assert_snapshot!(report(&[], &quiet, plain(80)));
}

/// "No sign of an attack" would be wrong where something is held back, or nothing was looked at.
#[test]
fn good_news_is_told_only_where_nothing_is_held_back() {
    let time = |text| EventTime::parse(text).expect("a time");
    let day = Some((time("2024-03-14T08:00:00Z"), time("2024-03-14T15:44:20Z")));
    let read = RunSummary {
        inputs_read: 1,
        records: 9,
        events: 9,
        period: day,
        period_read: day,
        ..RunSummary::default()
    };
    let hidden = Hidden { entry: "host x".into(), reason: "y".into(), incidents: 2, failures: 30 };
    let below = RunSummary {
        below_minimum: 1,
        worst_below_minimum: Some(Severity::High),
        minimum_severity: Some(Severity::Critical),
        ..read.clone()
    };
    let table = [
        (read.clone(), "no sign of an attack\n"),
        (RunSummary { events: 0, ..read.clone() }, "nothing, for no event about logons was read\n"),
        (
            RunSummary { period: None, ..read.clone() },
            "nothing, for no event lies in the time asked for; what was read is from 2024-03-14 08:00:00 to",
        ),
        (below.clone(), "no alarm to tell, but 1 incident below critical (high) not told\n"),
        (
            RunSummary { hidden: vec![hidden.clone()], ..read },
            "no alarm to tell, but 2 incidents hidden by the allow list\n",
        ),
        (
            RunSummary { below_minimum: 3, hidden: vec![hidden], ..below },
            "no alarm to tell, but 3 incidents below critical (at most high) not told and 2 incidents hidden by the",
        ),
    ];
    for (summary, wanted) in table {
        let told = report(&[], &summary, plain(200));
        assert!(told.contains(wanted), "{wanted}\n{told}");
    }
}

#[test]
fn colour_changes_no_letter() {
    let coloured = report(&site(), &summary(), Style { colour: true, width: 100 });
    let plain = report(&site(), &summary(), plain(100));
    assert_ne!(coloured, plain);
    assert_eq!(without_colour(&coloured), plain);
}

/// Removes `ESC [ digits ; m`.
fn without_colour(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('m').expect("only SGR sequences are written");
        assert!(
            code.strip_prefix('[').is_some_and(|c| c.bytes().all(|b| b.is_ascii_digit() || b == b';')),
            "{code}"
        );
        plain.push_str(rest);
    }
    plain
}

#[test]
fn no_hostile_character_reaches_the_terminal_at_any_width() {
    let all = [incident(HOSTILE)];
    for width in [0, 1, 20, 40, 41, 60, 80, 120, 200, 500] {
        for text in [report(&all, &summary(), plain(width)), detail(HOSTILE, plain(width))] {
            assert!(text.chars().all(|c| c == '\n' || !is_hostile(c)), "width {width}");
        }
    }
}

#[test]
fn lines_fit_the_terminal() {
    use unicode_width::UnicodeWidthStr as _;
    let mut incidents = site();
    incidents.push(incident(HOSTILE));
    for width in [60, 80, 100, 120, 200] {
        for text in [
            report(&incidents, &summary(), plain(width)),
            detail(SPRAY, plain(width)),
            detail(HOSTILE, plain(width)),
        ] {
            for line in text.lines() {
                assert!(line.width() <= width, "{width}: {} {line}", line.width());
                assert_eq!(line.trim_end(), line, "no blanks at the end");
            }
        }
    }
}
