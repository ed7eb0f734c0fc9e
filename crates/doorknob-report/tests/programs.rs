//! What programs and spreadsheets read.

mod fixtures;

use doorknob_event::incident::Incident;
use doorknob_report::visible::is_hostile;
use doorknob_report::{by_importance, csv, json};
use fixtures::{HOSTILE, SPRAY, incident, site};
use std::io;

fn written(
    write: impl Fn(&mut dyn io::Write, &[&Incident]) -> io::Result<()>,
    incidents: &[Incident],
) -> String {
    let mut out = Vec::new();
    write(&mut out, &by_importance(incidents)).expect("a vector takes all");
    String::from_utf8(out).expect("text")
}

fn all() -> Vec<Incident> {
    let mut incidents = site();
    incidents.push(incident(HOSTILE));
    incidents
}

#[test]
fn lines_hold_the_incidents_in_the_order_of_importance() {
    let text = written(json::write_lines, &all());
    let read: Vec<Incident> = text.lines().map(incident).collect();
    let wanted: Vec<Incident> = by_importance(&all()).into_iter().cloned().collect();
    assert_eq!(read, wanted);
    assert_eq!(read.first().map(|i| i.id.as_str()), Some(incident(SPRAY).id.as_str()));
}

#[test]
fn the_array_holds_the_same() {
    let read: Vec<Incident> = serde_json::from_str(&written(json::write_array, &all())).expect("an array");
    let wanted: Vec<Incident> = by_importance(&all()).into_iter().cloned().collect();
    assert_eq!(read, wanted);
    assert_eq!(written(json::write_array, &[]), "[]\n");
    assert_eq!(written(json::write_lines, &[]), "");
}

#[test]
fn hostile_characters_are_escaped_everywhere() {
    for write in [json::write_lines, json::write_array, csv::write] {
        let text = written(write, &all());
        assert!(text.chars().all(|c| c == '\n' || !is_hostile(c)), "{text}");
    }
}

#[test]
fn a_spreadsheet_gets_a_row_an_incident() {
    insta::assert_snapshot!(written(csv::write, &all()));
}

#[test]
fn order_does_not_depend_on_the_order_given() {
    let mut reversed = all();
    reversed.reverse();
    assert_eq!(written(json::write_lines, &reversed), written(json::write_lines, &all()));
}
