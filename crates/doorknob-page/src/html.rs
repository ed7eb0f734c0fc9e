//! The page's parts as its templates want them.

mod card;
mod leaders;
mod method;
mod policies;
mod richness;
mod scorecard;
mod tops;
mod work_list;

use crate::embedded::{self, Data};
use crate::markup::Markup;
use crate::page::Page;
use crate::phrases;
use crate::picture::{calendar, campaigns};
use askama::Template;
use askama::filters::Safe;
use card::Card;
use doorknob_event::incident::{Incident, Severity, Verdict};
use doorknob_report::by_importance;
use doorknob_report::quantity::count;
use richness::Richness;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Incidents shown open from the start.
const OPEN_MAX: usize = 2;

/// What a page should not exceed: what a mail server lets through without a word, less its own wrapping.
const BYTES_WANTED: usize = 1_900_000;

/// Writes the page: as rich as fits into a mail, if anything does.
///
/// # Errors
/// Whatever `out` returns.
pub fn write_html(page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut html = Vec::new();
    for level in Richness::first_level(page.incidents.len())..richness::LEVELS {
        html.clear();
        view(page, level).write_into(&mut html)?;
        if html.len() <= BYTES_WANTED {
            break;
        }
    }
    out.write_all(&html)
}

fn view(page: &Page<'_>, level: usize) -> View {
    let none = BTreeMap::new();
    let hours = page.tries.map_or(&none, |tries| &tries.hours);
    let incidents = anchored(page.incidents);
    let mut data = Data::new(hours);
    let mut cards = Vec::with_capacity(incidents.len());
    for (at, (anchor, incident)) in incidents.iter().enumerate() {
        let richness = Richness::of(level, card::is_alarm(incident));
        let tries =
            page.tries.and_then(|tries| tries.incidents.get(&incident.id)).filter(|_| richness.marks > 0);
        if let Some(tries) = tries {
            data.add(anchor, incident, tries, richness.marks, richness.names);
        }
        let open = at < OPEN_MAX && incident.severity >= Severity::Medium;
        cards.push(Card::of(anchor, incident, page.summary, tries, richness, open));
    }
    View {
        policy: embedded::policy(),
        style: Safe(embedded::STYLE),
        charts: Safe(embedded::CHARTS),
        script: Safe(embedded::SCRIPT),
        subject: page.subject.to_owned(),
        made_by: page.made_by.to_owned(),
        period: page.summary.period.map(|(first, last)| phrases::days(first, last)).unwrap_or_default(),
        leaders: leaders::Leaders::of(page, &incidents),
        campaigns: campaigns::campaigns(&incidents),
        campaigns_unshown: incidents.len().saturating_sub(campaigns::ROWS_MAX),
        calendar: calendar::calendar(hours).map(|calendar| (calendar.legend(), calendar.picture)),
        severities: present(&incidents),
        verdicts: verdicts(&incidents),
        cards,
        tops: tops::tops(page.incidents),
        work: work_list::work_list(page, &incidents),
        scorecard: page.readiness.map(scorecard::Card::of),
        policies: page.lockout.map(policies::Policies::of),
        method: method::Method::of(page),
        data: data.json(),
    }
}

#[derive(Template)]
#[template(path = "page.html")]
struct View {
    policy: Markup,
    style: Safe<&'static str>,
    charts: Safe<&'static str>,
    script: Safe<&'static str>,
    subject: String,
    made_by: String,
    period: String,
    leaders: leaders::Leaders,
    campaigns: Option<Markup>,
    campaigns_unshown: usize,
    calendar: Option<(String, Markup)>,
    severities: Vec<Choice>,
    verdicts: Vec<Choice>,
    cards: Vec<Card>,
    tops: Vec<tops::Top>,
    work: Vec<work_list::Job>,
    scorecard: Option<scorecard::Card>,
    policies: Option<policies::Policies>,
    method: method::Method,
    data: Markup,
}

/// A value that incidents can be filtered by, and how many have it.
struct Choice {
    word: &'static str,
    label: String,
    count: String,
}

/// Incidents by importance, each with the name that links to it.
///
/// The name is the id where that is a plain word, so that a link holds from one report to the next.
fn anchored(incidents: &[Incident]) -> Vec<(String, &Incident)> {
    let plain = |id: &str| {
        !id.is_empty()
            && id.len() <= 40
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let anchor = |at: usize, incident: &Incident| match plain(&incident.id) {
        true => format!("i-{}", incident.id),
        false => format!("n-{at}"),
    };
    by_importance(incidents)
        .into_iter()
        .enumerate()
        .map(|(at, incident)| (anchor(at, incident), incident))
        .collect()
}

fn present(incidents: &[(String, &Incident)]) -> Vec<Choice> {
    let number = |severity| incidents.iter().filter(|(_, incident)| incident.severity == severity).count();
    let choice = |severity: &Severity| Choice {
        word: severity.word(),
        label: phrases::severity(*severity).to_owned(),
        count: count(number(*severity) as u64),
    };
    Severity::ALL.iter().rev().filter(|severity| number(**severity) > 0).map(choice).collect()
}

fn verdicts(incidents: &[(String, &Incident)]) -> Vec<Choice> {
    let number = |verdict| incidents.iter().filter(|(_, incident)| incident.verdict == verdict).count();
    let choice = |verdict: &Verdict| Choice {
        word: verdict.word(),
        label: verdict.word().replace('_', " "),
        count: count(number(*verdict) as u64),
    };
    Verdict::ALL.iter().filter(|verdict| number(**verdict) > 0).map(choice).collect()
}
