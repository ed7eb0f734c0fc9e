//! Incidents made by hand, with their tries: an attack that got in, a spray, distributed guessing, weak signs,
//! misconfigurations, slips and hostile names. No two runs differ.

pub(crate) mod hostile;
pub(crate) mod kinds;

use doorknob_event::incident::Incident;
use doorknob_event::time::EventTime;
use doorknob_page::tries::IncidentTries;

/// An incident and its tries.
pub(crate) type Told = (Incident, IncidentTries);

pub(crate) fn time(text: &str) -> EventTime {
    EventTime::parse(text).expect("a time")
}

/// One of each kind, and the hostile one.
pub(crate) fn one_of_each() -> Vec<Told> {
    let kinds = kinds::ALL.iter().zip(0..);
    let mut told: Vec<Told> = kinds.map(|(kind, number)| kinds::told(*kind, number)).collect();
    told.push(hostile::hostile());
    told
}

pub(crate) fn incidents(told: &[Told]) -> Vec<Incident> {
    told.iter().map(|(incident, _)| incident.clone()).collect()
}
