//! The files we write, read by an independent decoder (the `evtx` crate), checksums validated.

mod specimens;

use std::collections::BTreeSet;
use std::io::Cursor;

use doorknob_simulate::event::SimulatedEvent;
use doorknob_simulate::evtx_file::{CHUNK_SIZE, Encoding, EvtxWriter, FILE_HEADER_SIZE, FLAG_DIRTY};
use doorknob_simulate::{json_lines, layout};
use evtx::{EvtxParser, ParserSettings};
use serde_json::{Value, json};

fn write(events: &[SimulatedEvent], encoding: Encoding) -> Vec<u8> {
    let mut writer = EvtxWriter::with_encoding(Cursor::new(Vec::new()), encoding).expect("memory takes all");
    for event in events {
        writer.write(event).expect("the event fits");
    }
    writer.finish().expect("memory takes all").into_inner()
}

fn read(file: Vec<u8>) -> Vec<Value> {
    let settings = ParserSettings::default().validate_checksums(true).num_threads(1);
    let mut parser = EvtxParser::from_buffer(file).expect("a file header").with_configuration(settings);
    assert!(parser.header().validate_checksum(), "file header checksum");
    parser.records_json_value().map(|record| record.expect("a record").data).collect()
}

#[test]
fn every_layout_has_a_specimen() {
    let key = |layout: &layout::EventLayout| (layout.provider, layout.event_id);
    let written: BTreeSet<_> = specimens::all().iter().map(|event| key(event.layout)).collect();
    let known: BTreeSet<_> = layout::ALL.iter().map(|layout| key(layout)).collect();
    assert_eq!(written, known);
}

#[test]
fn template_records_read_as_the_json_we_write() {
    let events = specimens::all();
    let decoded = read(write(&events, Encoding::Templates));
    assert_eq!(decoded.len(), events.len());
    for (event, decoded) in events.iter().zip(decoded) {
        let ours: Value = serde_json::from_str(&json_lines::to_json(event)).expect("valid JSON");
        assert_eq!(decoded, ours, "event {}", event.layout.event_id);
    }
}

#[test]
fn literal_records_hold_the_same_as_strings() {
    let events = specimens::all();
    let decoded = read(write(&events, Encoding::Literal));
    assert_eq!(decoded.len(), events.len());
    for (event, decoded) in events.iter().zip(decoded) {
        let system = &decoded["Event"]["System"];
        let id = &system["EventID"];
        let id = if id.is_object() { &id["#text"] } else { id };
        assert_eq!(id, &json!(event.layout.event_id.to_string()));
        assert_eq!(system["EventRecordID"], json!(event.record_id.to_string()));
        let time = system["TimeCreated"]["#attributes"]["SystemTime"].as_str().expect("a time");
        assert_eq!(time.len(), "2026-03-09T08:15:00.123456700Z".len());
        if let layout::Payload::EventData(fields) = event.layout.payload {
            for (field, value) in fields.iter().zip(&event.values) {
                let text = &decoded["Event"]["EventData"][field.name];
                assert_eq!(text.as_str().unwrap_or_default(), value.to_text(), "{}", field.name);
            }
        }
    }
}

#[test]
fn many_chunks_keep_every_record() {
    let mut events = Vec::new();
    for round in 0..60_u64 {
        for (index, mut event) in (0..).zip(specimens::all()) {
            event.record_id = 10_000 + round * 100 + index;
            events.push(event);
        }
    }
    for encoding in [Encoding::Templates, Encoding::Literal] {
        let file = write(&events, encoding);
        assert_eq!(file.len() % CHUNK_SIZE, FILE_HEADER_SIZE);
        assert!(file.len() / CHUNK_SIZE > 20);
        let ids: Vec<_> = read(file)
            .iter()
            .map(|record| {
                let id = &record["Event"]["System"]["EventRecordID"];
                id.as_u64().or_else(|| id.as_str()?.parse().ok()).expect("an id")
            })
            .collect();
        assert_eq!(ids, events.iter().map(|event| event.record_id).collect::<Vec<_>>());
    }
}

#[test]
fn a_record_larger_than_a_chunk_is_refused_and_the_file_stays_whole() {
    let mut events = specimens::all();
    let mut writer = EvtxWriter::new(Cursor::new(Vec::new())).expect("memory takes all");
    let mut huge = events.remove(2);
    for value in &mut huge.values {
        *value = "x".repeat(20_000).into();
    }
    writer.set_flags(FLAG_DIRTY);
    writer.write(&events[0]).expect("fits");
    assert!(writer.write(&huge).is_err());
    writer.write(&events[1]).expect("fits");
    let file = writer.finish().expect("memory takes all").into_inner();
    assert_eq!(read(file).len(), 2);
}

#[test]
fn an_empty_log_is_a_file_without_records() {
    assert_eq!(read(write(&[], Encoding::Templates)).len(), 0);
}
