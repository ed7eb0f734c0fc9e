//! What a person sees: everything that matters is there, at any width, and hostile names are inert.

use crate::domain::Domain;
use crate::estate::{Estate, start};
use doorknob_event::settings::Settings;
use doorknob_event::time::{DAY, HOUR, MINUTE, SECOND};
use doorknob_readiness::readiness::Scorecard;
use doorknob_readiness::show::{Detail, write_explanation, write_lockout, write_readiness, write_tuning};
use doorknob_readiness::tune::{Limits, MissTracker, Plan, Query, explain_miss, tune};
use doorknob_report::Style;
use doorknob_report::visible::is_hostile;
use std::io;

const BAD: u32 = 0xC000_006A;

fn text(width: usize, write: impl Fn(&mut dyn io::Write, Style) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out, Style { colour: false, width }).expect("a vector takes all");
    String::from_utf8(out).expect("text")
}

/// Nothing acts on a terminal, and no line is wider than asked. Headings are one line, which a terminal wraps itself.
fn check(shown: &str, width: usize) {
    let mut heading = true;
    for line in shown.lines() {
        assert!(!line.chars().any(is_hostile), "{line:?}");
        assert!(heading || line.chars().count() <= width, "{width}: {line}");
        heading = line.is_empty();
        assert!(!states_ticks(line), "a person reads seconds: {line}");
    }
}

/// Holds a time with a fraction of seconds, as `EventTime` writes it.
fn states_ticks(line: &str) -> bool {
    let fraction = |rest: &str| rest.len() >= 7 && rest.bytes().take(7).all(|byte| byte.is_ascii_digit());
    line.split('.').skip(1).any(fraction)
}

/// With `SHOW=1` when the tests are built, the pages can be looked at (`--nocapture`).
#[expect(clippy::print_stdout, reason = "for a person who asks for it")]
fn look(shown: &str) {
    if option_env!("SHOW").is_some() {
        println!("{shown}");
    }
}

/// A scorecard as a page.
pub(crate) fn look_at(card: &Scorecard) {
    let shown = text(110, |out, style| write_readiness(out, card, style, Detail::Summary));
    look(&shown);
    check(&shown, 110);
}

#[test]
fn a_scorecard_names_what_is_broken() {
    let mut estate = Estate::sound(30, 40);
    for host in 3..8 {
        estate.forget_failures(host);
    }
    estate.clear(10, start().plus(9 * DAY));
    estate.skew(13, 7 * MINUTE);
    estate.roll_over(15, start().plus(34 * DAY));
    estate.set_back(20, start().plus(12 * DAY), 5 * HOUR);
    let card = estate.card();
    for width in [60, 80, 120] {
        let shown = text(width, |out, style| write_readiness(out, &card, style, Detail::Summary));
        look(&shown);
        check(&shown, width);
        let words: String = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        for wanted in [
            "Readiness: grade D",
            "HIGH Failed logons are not recorded: 5 hosts (likely)",
            "srv03.corp.example, srv04.corp.example",
            "auditpol /get",
            "The clock of srv13.corp.example is 7 min ahead of the others",
            "The MITRE Corporation",
        ] {
            assert!(words.contains(wanted), "{width}: {wanted}\n{shown}");
        }
    }
    let full = text(100, |out, style| write_readiness(out, &card, style, Detail::Full));
    for host in 3..8 {
        assert!(full.contains(&format!("{} records no failed logons", Estate::host_name(host))));
    }
}

#[test]
fn a_what_if_marks_the_baselines() {
    let mut domain = Domain::new(40);
    for n in 0..400 {
        domain.fail(crate::domain::start().plus(n * 20 * SECOND), 0, 9, BAD);
    }
    for n in 0..7 {
        domain.fail(crate::domain::start().plus(DAY + n * MINUTE), 5, 5, BAD);
    }
    let attack = domain.attack(&[0], &[9], crate::domain::start(), crate::domain::start().plus(3 * HOUR));
    let what_if = domain.what_if(&[attack]);
    for width in [60, 80, 120] {
        let shown = text(width, |out, style| write_lockout(out, &what_if, style));
        look(&shown);
        check(&shown, width);
        for wanted in
            ["Tries of attacks that it stops", "threshold 10", "M·", "C·", "What we would set", "for all"]
        {
            assert!(shown.contains(wanted), "{width}: {wanted}\n{shown}");
        }
        let words: String = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        for wanted in
            ["Whom the attacks would lock out CORP\\person0 >", "Who would lock themselves out CORP\\person5"]
        {
            assert!(words.contains(wanted), "{width}: {wanted}\n{shown}");
        }
    }
}

#[test]
fn tuning_and_misses_with_hostile_names() {
    let mut domain = Domain::new(5);
    domain.rename(2, "svc-\u{1b}[2J\u{202e}x\n[[allow]]");
    for hour in 0..72 {
        for person in 0..5usize {
            domain.succeed(crate::domain::start().plus(hour * HOUR + person as i64 * MINUTE), person, person);
        }
    }
    for n in 0..300 {
        domain.fail(crate::domain::start().plus(DAY + n * 5 * MINUTE), 2, 2, BAD);
    }
    domain.sort();
    let settings = Settings { service_accounts: vec!["svc-*".into()], ..Settings::default() };
    let tuning = tune(&settings, domain.period(), &Plan::default(), |settings| domain.incidents(settings));
    let read: Settings = toml::from_str(&tuning.proposal).expect("no name becomes a setting");
    assert!(read.allow.is_empty());
    assert!(tuning.proposal.chars().all(|c| c == '\n' || !is_hostile(c)), "{}", tuning.proposal);
    let mut tracker = MissTracker::new(Query::parse("svc-*"));
    domain.each(|directory, activity| tracker.activity(directory, activity));
    let incidents = domain.incidents(&settings);
    let explanation =
        explain_miss(&tracker, domain.directory(), &incidents, Vec::new(), &settings, Limits::default());
    for width in [60, 100] {
        let shown = text(width, |out, style| write_tuning(out, &tuning, style))
            + &text(width, |out, style| write_explanation(out, &explanation, style));
        look(&shown);
        check(&shown, width);
        assert!(shown.contains("* 10 min, 5 sources") && shown.contains("\\u{1b}"), "{shown}");
    }
    look(&tuning.proposal);
    assert!(!tuning.proposal.lines().any(states_ticks), "{}", tuning.proposal);
    assert!(states_ticks("2021-10-25T18:30:36.5159063Z") && !states_ticks("10.1.2.3, 36.5 s"));
}
