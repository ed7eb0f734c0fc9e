//! Page one: what happened, how sure, who is affected, what to do.

use crate::markup::Markup;
use crate::page::Page;
use crate::phrases;
use crate::picture::hours;
use crate::story;
use doorknob_event::incident::{Incident, Severity, Verdict};
use doorknob_report::quantity::{count, counted, duration};

/// Incidents in the table of page one.
const ROWS_MAX: usize = 5;

pub(super) struct Leaders {
    pub(super) tone: &'static str,
    pub(super) headline: String,
    pub(super) lead: String,
    pub(super) tiles: Vec<Tile>,
    pub(super) happened: Vec<Row>,
    pub(super) unshown: usize,
    pub(super) steps: Vec<Step>,
    pub(super) trend: Option<Markup>,
    pub(super) limits: Vec<String>,
}

/// One figure.
pub(super) struct Tile {
    pub(super) class: &'static str,
    pub(super) value: String,
    pub(super) label: &'static str,
    pub(super) note: String,
}

/// One incident in a line.
pub(super) struct Row {
    pub(super) anchor: String,
    pub(super) severity: &'static str,
    pub(super) severity_label: &'static str,
    pub(super) title: String,
    pub(super) sure: String,
    pub(super) who: String,
    pub(super) when: String,
    pub(super) lasting: String,
    pub(super) state: &'static str,
    pub(super) bad: bool,
}

pub(super) struct Step {
    pub(super) actor: &'static str,
    pub(super) actor_class: &'static str,
    pub(super) text: String,
    pub(super) anchor: Option<String>,
    pub(super) about: String,
}

impl Leaders {
    pub(super) fn of(page: &Page<'_>, incidents: &[(String, &Incident)]) -> Self {
        let (tone, headline) = story::headline(page);
        let told: Vec<&(String, &Incident)> =
            incidents.iter().filter(|(_, incident)| is_for_leaders(incident)).collect();
        let steps = story::first_steps(page).into_iter().map(|step| shown_step(&step, incidents)).collect();
        Leaders {
            tone: tone.class(),
            headline,
            lead: story::lead(page),
            tiles: tiles(page),
            unshown: told.len().saturating_sub(ROWS_MAX),
            happened: told
                .into_iter()
                .take(ROWS_MAX)
                .map(|(anchor, incident)| row(anchor, incident, page))
                .collect(),
            steps,
            trend: page.tries.and_then(|tries| hours::trend(&tries.hours)),
            limits: story::limits(page),
        }
    }
}

fn is_for_leaders(incident: &Incident) -> bool {
    incident.verdict == Verdict::Attack
        || incident.verdict == Verdict::Undetermined && incident.severity >= Severity::Medium
}

fn tiles(page: &Page<'_>) -> Vec<Tile> {
    let attacks = story::attacks(page);
    let known = story::known_accounts(page).len() as u64;
    let unclear =
        page.incidents.iter().filter(|incident| incident.verdict == Verdict::Undetermined).count() as u64;
    let repairs = story::repairs(page);
    let repair_failures =
        repairs.iter().fold(0u64, |sum, incident| sum.saturating_add(incident.attempts.failures));
    let attack_failures =
        attacks.iter().fold(0u64, |sum, incident| sum.saturating_add(incident.attempts.failures));
    let share = |part: u64| match page.summary.failures {
        0 => String::new(),
        all => format!("{} of all failures", phrases::share(part.min(all) as f64 / all as f64)),
    };
    let severe = attacks.iter().filter(|incident| incident.severity >= Severity::High).count() as u64;
    let mut tiles = vec![
        Tile {
            class: if known > 0 { "bad" } else { "calm" },
            value: count(known),
            label: "accounts known to attackers",
            note: if known > 0 {
                "reset and investigate".to_owned()
            } else {
                "none is shown to be".to_owned()
            },
        },
        Tile {
            class: if attacks.is_empty() { "calm" } else { "watch" },
            value: count(attacks.len() as u64),
            label: "attacks",
            note: match attack_failures {
                0 => format!("{} undetermined", count(unclear)),
                some => format!("{} high or critical; {}", count(severe), share(some)),
            },
        },
        Tile {
            class: "plain",
            value: count(page.summary.failures),
            label: "failed logons",
            note: counted(page.summary.lockouts, "account lockout", "account lockouts"),
        },
        Tile {
            class: "plain",
            value: count(repairs.len() as u64),
            label: "misconfigurations of ours",
            note: share(repair_failures),
        },
    ];
    if let Some(readiness) = page.readiness.filter(|readiness| !readiness.grade.is_empty()) {
        tiles.push(Tile {
            class: if readiness.grade.starts_with(['A', 'B']) { "calm" } else { "watch" },
            value: readiness.grade.clone(),
            label: "readiness of the evidence",
            note: counted(readiness.findings.len() as u64, "finding", "findings"),
        });
    }
    tiles
}

fn row(anchor: &str, incident: &Incident, page: &Page<'_>) -> Row {
    let state = phrases::state(incident, page.summary);
    Row {
        anchor: anchor.to_owned(),
        severity: incident.severity.word(),
        severity_label: phrases::severity(incident.severity),
        title: incident.title.clone(),
        sure: phrases::sureness(incident),
        who: phrases::who(incident),
        when: phrases::instant(incident.first_seen).get(..16).unwrap_or_default().to_owned(),
        lasting: duration(incident.last_seen.since(incident.first_seen)),
        state,
        bad: !incident.compromised.is_empty(),
    }
}

fn shown_step(step: &story::Step<'_>, incidents: &[(String, &Incident)]) -> Step {
    let anchor = step.incident.and_then(|wanted| {
        let found = incidents.iter().find(|(_, incident)| std::ptr::eq(*incident, wanted));
        found.map(|(anchor, _)| anchor.clone())
    });
    let actor_class = match step.actor {
        story::Actor::Responder => "respond",
        story::Actor::Administrator => "repair",
    };
    Step {
        actor: step.actor.text(),
        actor_class,
        text: step.text.clone(),
        about: step.incident.map(|incident| incident.class.clone()).unwrap_or_default(),
        anchor,
    }
}
