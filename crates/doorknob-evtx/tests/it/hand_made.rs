//! Chunks made for the purpose: what no real log shows alone, or shows at all.

use crate::chunk_builder::{
    ChunkBuilder, Element, NULL, Piece, Template, Value, element, filetime, seal, seal_header, string,
    strings, text, u8_value, u16_value, u64_value, utf16,
};
use doorknob_evtx::{
    AnomalyKind, Checksum, ChunkReader, ChunkReport, ChunkWalk, ContentFault, Origin, Selection, Wanted,
    decode_record,
};

const PROVIDER: &str = "Microsoft-Windows-Security-Auditing";
const CREATED: u64 = 132_103_708_728_893_205;

/// `Event` with the System values in slots 0 to 4, the payload in slot 5 and the event id in slot 6.
fn event_template(payload: Piece) -> Template {
    let system = element("System")
        .child(element("Provider").attribute("Name", Piece::Hole(0, 1)))
        .child(
            element("EventID")
                .attribute("Qualifiers", Piece::OptionalHole(7, 6))
                .with(Piece::Hole(6, 6))
                .depends_on(6),
        )
        .child(element("TimeCreated").attribute("SystemTime", Piece::Hole(1, 0x11)))
        .child(element("EventRecordID").with(Piece::Hole(2, 0x0A)).depends_on(2))
        .child(element("Channel").with(Piece::Hole(3, 1)).depends_on(3))
        .child(element("Computer").with(text("dc1.example.org")));
    Template { id: 0x1001, root: element("Event").child(system).with(payload) }
}

fn event_values(event_id: u16, payload: Value) -> Vec<Value> {
    vec![
        string(PROVIDER),
        filetime(CREATED),
        u64_value(4711),
        string("Security"),
        u8_value(0),
        payload,
        u16_value(event_id),
        NULL,
    ]
}

fn data(name: &'static str, content: Piece) -> Element {
    element("Data").attribute("Name", text(name)).with(content)
}

fn payload_template(id: u32, root: Element) -> Template {
    Template { id, root }
}

/// One record with this payload.
fn chunk_with_payload(payload: Value) -> Vec<u8> {
    let template = event_template(Piece::OptionalHole(5, 0x21));
    ChunkBuilder::new().instance(1, &template, &event_values(4625, payload)).finish()
}

/// Fields A and B by name, 0 and 1 by position, L and M of `UserData`.
fn selection() -> Selection {
    Selection::new([Wanted::new(9, PROVIDER, [4625])
        .data(10, "A")
        .data(11, "B")
        .position(20, 0)
        .position(21, 1)
        .user_data(30, "L")
        .user_data(31, "M")])
    .expect("within the limits")
}

/// What a reading gives: a line for each record, and the report.
fn read(chunk: &[u8]) -> (Vec<String>, ChunkReport) {
    let mut lines = Vec::new();
    let report = ChunkReader::new().read_chunk(chunk, &selection(), |record| {
        let fields: Vec<String> = record
            .fields
            .iter()
            .filter(|field| !field.value.is_absent())
            .map(|field| format!("{}={:?}", field.slot, field.value))
            .collect();
        let doubt = if record.suspect { " suspect" } else { "" };
        lines.push(format!("{:?}{doubt} {}", record.path, fields.join(" ")));
    });
    (lines, report)
}

/// Reads a chunk as it is, and by the careful way alone, and expects the same fields of both.
#[track_caller]
fn check(chunk: &[u8], expected: &[&str]) {
    let (lines, report) = read(chunk);
    assert_eq!(lines, expected);
    assert_eq!(report.anomalies, []);
    let mut distrusted = chunk.to_vec();
    distrusted[52] ^= 1;
    seal_header(&mut distrusted);
    let (careful, _) = read(&distrusted);
    let without_path = |line: &String| {
        line.split_once('=').map(|(head, rest)| (head[head.len() - 2..].to_owned(), rest.to_owned()))
    };
    assert_eq!(
        careful.iter().map(without_path).collect::<Vec<_>>(),
        lines.iter().map(without_path).collect::<Vec<_>>()
    );
    assert!(careful.iter().all(|line| line.starts_with("Careful suspect")));
}

#[test]
fn named_values_of_a_nested_instance() {
    let root = element("EventData").child(data("B", Piece::Hole(1, 8))).child(data("A", Piece::Hole(0, 1)));
    let template = payload_template(2, root);
    for header in [true, false] {
        let values = vec![string("alice\0junk"), Value::Raw(8, vec![7, 0, 0, 0])];
        check(
            &chunk_with_payload(Value::Nested(template.clone(), values, header)),
            &[r#"Plan 10=Utf16("alice") 11=UInt32("7")"#],
        );
    }
}

#[test]
fn null_empty_and_absent_are_three_things() {
    let root = element("EventData").child(data("A", Piece::Hole(0, 1))).child(data("B", Piece::Hole(1, 1)));
    let template = payload_template(2, root);
    let values = vec![NULL, string("")];
    check(&chunk_with_payload(Value::Nested(template, values, true)), &[r#"Plan 10=Null("") 11=Utf16("")"#]);
}

#[test]
fn an_element_that_depends_on_a_null_value_is_absent() {
    let root = element("EventData")
        .child(data("A", Piece::Hole(0, 1)).depends_on(0))
        .child(data("B", Piece::Hole(1, 1)).depends_on(1));
    let template = payload_template(2, root);
    check(
        &chunk_with_payload(Value::Nested(template, vec![NULL, string("b")], true)),
        &[r#"Plan 11=Utf16("b")"#],
    );
}

#[test]
fn text_of_the_template_is_a_value() {
    let root =
        element("EventData").child(data("A", text("fixed"))).child(element("Data").with(text("first")));
    let template = payload_template(2, root);
    check(
        &chunk_with_payload(Value::Nested(template, vec![], true)),
        &[r#"Plan 10=Utf16("fixed") 20=Utf16("first")"#],
    );
}

#[test]
fn pieces_are_composed_by_the_careful_way() {
    let content = data("A", Piece::Hole(0, 1))
        .with(Piece::Entity("amp"))
        .with(Piece::Char(0x21))
        .with(Piece::CData("<b>"));
    let template = payload_template(2, element("EventData").child(content));
    check(
        &chunk_with_payload(Value::Nested(template, vec![string("a")], true)),
        &[r#"Careful 10=Text("a&!<b>")"#],
    );
}

#[test]
fn the_items_of_an_array_take_positions() {
    let root = element("EventData").child(element("Data").with(Piece::Hole(0, 0x81)));
    let template = payload_template(2, root);
    let cases = [
        (strings(&["x", "y", "z"]), r#"Plan 20=Utf16("x") 21=Utf16("y")"#),
        (strings(&["only"]), r#"Plan 20=Utf16("only")"#),
        (string("no array"), r#"Plan 20=Utf16("no array")"#),
        (strings(&[]), r#"Careful 20=Utf16Array("")"#),
    ];
    for (value, expected) in cases {
        check(&chunk_with_payload(Value::Nested(template.clone(), vec![value], true)), &[expected]);
    }
}

#[test]
fn an_array_moves_the_positions_after_it() {
    let root = element("EventData")
        .child(element("Data").with(Piece::Hole(0, 0x81)))
        .child(element("Data").with(Piece::Hole(1, 1)));
    let template = payload_template(2, root);
    let values = |first| vec![first, string("after")];
    let nested = |first| Value::Nested(template.clone(), values(first), true);
    check(&chunk_with_payload(nested(strings(&["x", "y"]))), &[r#"Careful 20=Utf16("x") 21=Utf16("y")"#]);
    check(&chunk_with_payload(nested(string("x"))), &[r#"Plan 20=Utf16("x") 21=Utf16("after")"#]);
}

#[test]
fn leaves_of_user_data_at_any_depth() {
    let root = element("UserData").child(
        element("LogFileCleared")
            .child(element("L").with(Piece::Hole(0, 1)))
            .child(element("M").child(element("L").with(text("inner")))),
    );
    let template = payload_template(2, root.clone());
    check(
        &chunk_with_payload(Value::Nested(template, vec![string("outer")], true)),
        &[r#"Plan 30=Utf16("outer")"#],
    );
    // The same with `UserData` in the outer template, around the nested instance.
    let inner = element("EventXML").child(element("M").with(Piece::Hole(0, 1)));
    let around =
        event_template(Piece::Child(element("UserData").with(Piece::OptionalHole(5, 0x21)).depends_on(5)));
    let nested = Value::Nested(payload_template(3, inner), vec![string("m")], true);
    let chunk = ChunkBuilder::new().instance(1, &around, &event_values(4625, nested)).finish();
    check(&chunk, &[r#"Plan 31=Utf16("m")"#]);
}

#[test]
fn a_payload_without_template_and_none_at_all() {
    let payload = element("EventData").child(data("A", text("plain")));
    check(&chunk_with_payload(Value::Fragment(payload)), &[r#"Careful 10=Utf16("plain")"#]);
    let (lines, report) = read(&chunk_with_payload(NULL));
    assert_eq!(lines, ["Plan "]);
    assert_eq!((report.records, report.wanted, report.odd), (1, 1, 0));
}

#[test]
fn the_first_of_a_repeated_name_counts() {
    let root = element("EventData").child(data("A", Piece::Hole(0, 1))).child(data("A", Piece::Hole(1, 1)));
    let template = payload_template(2, root);
    check(
        &chunk_with_payload(Value::Nested(template, vec![string("1st"), string("2nd")], true)),
        &[r#"Plan 10=Utf16("1st")"#],
    );
}

/// An event without any template.
fn literal_event(event_id: &str, payload: Element) -> Element {
    let system = element("System")
        .child(element("Provider").attribute("Name", text(PROVIDER)))
        .child(element("EventID").with(text(event_id)))
        .child(element("TimeCreated").attribute("SystemTime", text("2019-08-15T11:41:12.889320500Z")))
        .child(element("EventRecordID").with(text("4711")))
        .child(element("Channel").with(text("Security")))
        .child(element("Computer").with(text("pc7")));
    element("Event").child(system).child(payload)
}

#[test]
fn literal_records_are_read_without_a_template() {
    let payload = element("EventData")
        .child(data("A", text("bob")))
        .child(element("Data").attribute("Name", text("B")))
        .child(element("Data").with(text("zeroth")));
    let chunk = ChunkBuilder::new()
        .literal(1, &literal_event("4625", payload.clone()))
        .literal(2, &literal_event("4624", payload))
        .literal(
            3,
            &literal_event(
                "4625",
                element("UserData").child(element("X").child(element("M").with(text("m")))),
            ),
        )
        .finish();
    check(
        &chunk,
        &[r#"Literal 10=Utf16("bob") 11=Utf16("") 20=Utf16("zeroth")"#, r#"Literal 31=Utf16("m")"#],
    );
    let mut system = Vec::new();
    let report = ChunkReader::new().read_chunk(&chunk, &selection(), |record| {
        system.push((
            record.system.time_created,
            record.system.event_record_id,
            record.system.computer.to_string(),
        ));
    });
    assert_eq!((report.records, report.wanted, report.odd), (3, 2, 0));
    let created = Some(132_103_428_728_893_205);
    assert_eq!(system, [(created, Some(4711), "pc7".to_owned()), (created, Some(4711), "pc7".to_owned())]);
}

#[test]
fn literal_text_in_pieces_goes_the_careful_way() {
    let payload = element("EventData").child(data("A", text("a")).with(Piece::Entity("lt")).with(text("b")));
    let chunk = ChunkBuilder::new().literal(1, &literal_event("4625", payload)).finish();
    check(&chunk, &[r#"Careful 10=Text("a<b")"#]);
}

#[test]
fn system_values_are_the_event_s_not_the_header_s() {
    let chunk = chunk_with_payload(NULL);
    let mut seen = 0;
    ChunkReader::new().read_chunk(&chunk, &selection(), |record| {
        seen += 1;
        let system = record.system;
        assert_eq!((record.tag, system.event_id), (9, 4625));
        assert_eq!(system.provider.to_string(), PROVIDER);
        assert_eq!(system.channel.to_string(), "Security");
        assert_eq!(system.computer.to_string(), "dc1.example.org");
        assert_eq!(system.time_created, Some(CREATED));
        assert_eq!(system.event_record_id, Some(4711));
        assert_eq!((record.header_record_id, record.header_written), (1, crate::chunk_builder::WRITTEN));
        assert_eq!((record.offset, record.origin), (512, Origin::Live));
    });
    assert_eq!(seen, 1);
}

#[test]
fn provider_and_channel_are_compared_without_case() {
    let chunk = chunk_with_payload(NULL);
    let count = |wanted: Wanted| {
        let selection = Selection::new([wanted]).expect("one entry");
        ChunkReader::new().read_chunk(&chunk, &selection, |_| {}).wanted
    };
    let lower = PROVIDER.to_lowercase();
    assert_eq!(count(Wanted::new(1, lower.as_str(), [4625])), 1);
    assert_eq!(count(Wanted::new(1, lower.as_str(), [4625]).channel("SECURITY")), 1);
    assert_eq!(count(Wanted::new(1, PROVIDER, [4625]).channel("System")), 0);
    assert_eq!(count(Wanted::new(1, "Microsoft-Windows-EventSystem", [4625])), 0);
    assert_eq!(count(Wanted::new(1, PROVIDER, [4624])), 0);
    assert_eq!(count(Wanted::new(1, "Microsoft-Windows", [4625])), 0);
    assert_eq!(count(Wanted::provider_prefix(1, "microsoft-WINDOWS", [4625])), 1);
    assert_eq!(count(Wanted::provider_prefix(1, PROVIDER, [4625])), 1);
    assert_eq!(count(Wanted::provider_prefix(1, "Microsoft-Windows-Security-Auditing2", [4625])), 0);
}

#[test]
fn the_first_entry_that_matches_gets_the_record() {
    let chunk = chunk_with_payload(NULL);
    let selection = Selection::new([
        Wanted::new(1, PROVIDER, [4625]).channel("Application"),
        Wanted::new(2, PROVIDER, [4624, 4625]),
        Wanted::new(3, PROVIDER, [4625]).channel("Security"),
    ])
    .expect("three entries");
    let mut tags = Vec::new();
    ChunkReader::new().read_chunk(&chunk, &selection, |record| tags.push(record.tag));
    assert_eq!(tags, [2]);
}

#[test]
fn one_reader_serves_many_selections() {
    let root = element("EventData").child(data("A", Piece::Hole(0, 1))).child(data("B", Piece::Hole(1, 1)));
    let nested = Value::Nested(payload_template(2, root), vec![string("a"), string("b")], true);
    let chunk = chunk_with_payload(nested);
    let mut reader = ChunkReader::new();
    for (name, expected) in [("A", "a"), ("B", "b"), ("A", "a")] {
        let wanted = Wanted::new(1, PROVIDER, [4625]).data(0, name);
        let selection = Selection::new([wanted]).expect("one entry");
        let mut found = String::new();
        reader.read_chunk(&chunk, &selection, |record| found = record.get(0).to_string());
        assert_eq!(found, expected);
    }
}

#[test]
fn a_plan_is_not_used_again_where_a_name_elsewhere_differs() {
    // The payload's definition is the same, byte for byte; the name it refers to is not.
    let make = |name: &'static str| {
        let before = element("Before").child(element(name));
        let root = element("UserData").child(element(name).with(Piece::Hole(0, 1)));
        let nested = Value::Nested(payload_template(2, root), vec![string("v")], true);
        let template = event_template(Piece::OptionalHole(5, 0x21));
        ChunkBuilder::new()
            .literal(1, &literal_event("1", before))
            .instance(2, &template, &event_values(4625, nested))
            .finish()
    };
    let (first, second) = (make("L"), make("M"));
    let mut reader = ChunkReader::new();
    for (chunk, expected) in [(&first, 30), (&second, 31), (&first, 30)] {
        let mut slots = Vec::new();
        reader.read_chunk(chunk, &selection(), |record| {
            let present = record.fields.iter().filter(|field| !field.value.is_absent());
            slots.extend(present.map(|field| field.slot));
        });
        assert_eq!(slots, [expected]);
    }
}

/// Five records of the same template.
fn five_records() -> (Vec<u8>, Vec<usize>) {
    let root = element("EventData").child(data("A", Piece::Hole(0, 1)));
    let template = event_template(Piece::OptionalHole(5, 0x21));
    let payload = payload_template(2, root);
    let mut builder = ChunkBuilder::new();
    for id in 1..=5 {
        let nested = Value::Nested(payload.clone(), vec![string(&format!("user{id}"))], true);
        builder = builder.instance(id, &template, &event_values(4625, nested));
    }
    let offsets = builder.offsets();
    (builder.finish(), offsets)
}

fn users(chunk: &[u8]) -> (Vec<String>, ChunkReport) {
    let mut users = Vec::new();
    let report = ChunkReader::new().read_chunk(chunk, &selection(), |record| {
        let mark = match (record.suspect, record.origin) {
            (false, _) => "",
            (true, Origin::Live) => "?",
            (true, _) => "??",
        };
        users.push(format!("{}{mark}", record.get(10)));
    });
    (users, report)
}

fn kinds(report: &ChunkReport) -> Vec<AnomalyKind> {
    report.anomalies.iter().map(|anomaly| anomaly.kind).collect()
}

#[test]
fn a_sound_chunk_has_no_anomalies() {
    let (chunk, _) = five_records();
    let (users, report) = users(&chunk);
    assert_eq!(users, ["user1", "user2", "user3", "user4", "user5"]);
    assert_eq!(report.checksum, Checksum::Good);
    assert_eq!((report.first_record_id, report.last_record_id), (Some(1), Some(5)));
    assert_eq!(
        (report.records, report.wanted, report.odd, report.suspect, report.unreadable),
        (5, 5, 0, 0, 0)
    );
    assert_eq!(report.anomalies, []);
}

#[test]
fn a_damaged_header_leaves_proven_records_alone() {
    let (mut chunk, _) = five_records();
    chunk[200] ^= 1; // in the table of names
    let (found, report) = users(&chunk);
    assert_eq!(found, ["user1", "user2", "user3", "user4", "user5"]);
    assert_eq!(report.checksum, Checksum::BadHeader);
    assert_eq!(kinds(&report), [AnomalyKind::ChunkHeaderChecksum]);

    chunk[0] = b'X'; // the magic as well
    let (found, report) = users(&chunk);
    assert_eq!(found, ["user1", "user2", "user3", "user4", "user5"]);
    assert_eq!(kinds(&report), [AnomalyKind::ChunkMagic]);
}

#[test]
fn records_that_fail_their_checksum_are_suspect() {
    let (mut chunk, _) = five_records();
    let name = utf16("user3");
    let at = chunk.windows(name.len()).position(|window| window == name).expect("the name");
    chunk[at] = b'l';
    let (found, report) = users(&chunk);
    assert_eq!(found, ["user1?", "user2?", "lser3?", "user4?", "user5?"]);
    assert_eq!(report.checksum, Checksum::BadRecords);
    assert_eq!(report.suspect, 5);
    assert_eq!(kinds(&report), [AnomalyKind::RecordsChecksum]);
}

#[test]
fn the_walk_goes_on_behind_a_record_of_size_zero() {
    let (mut chunk, offsets) = five_records();
    chunk[offsets[2] + 4..offsets[2] + 8].fill(0);
    let (found, report) = users(&chunk);
    assert_eq!(found, ["user1?", "user2?", "user4??", "user5??"]);
    let lost = &report.anomalies[1];
    assert_eq!(lost.kind, AnomalyKind::RecordSize { stated: 0 });
    assert_eq!((lost.offset as usize, lost.length as usize), (offsets[2], offsets[3] - offsets[2]));

    // The same with checksums that somebody made right: the walk is not fooled either.
    seal(&mut chunk);
    let (found, report) = users(&chunk);
    assert_eq!(found, ["user1", "user2", "user4??", "user5??"]);
    assert_eq!(report.checksum, Checksum::Good);
}

#[test]
fn a_record_whose_end_is_lost_is_read_as_far_as_the_next() {
    let (mut chunk, offsets) = five_records();
    // A size that ends nowhere, and a header behind it that is gone.
    chunk[offsets[1] + 4] -= 8;
    chunk[offsets[2]] = 0;
    let (found, report) = users(&chunk);
    assert_eq!(found, ["user1?", "user2??", "user4??", "user5??"]);
    let stated = (offsets[2] - offsets[1] - 8) as u32;
    let [_, end, skipped] = report.anomalies.as_slice() else { panic!("{:?}", report.anomalies) };
    assert_eq!((end.kind, end.record_id), (AnomalyKind::RecordEnd { stated }, Some(2)));
    assert_eq!(skipped.kind, AnomalyKind::BytesSkipped);
    assert_eq!(
        (skipped.offset as usize, skipped.length as usize),
        (offsets[2] - 8, offsets[3] - offsets[2] + 8)
    );
}

#[test]
fn a_lost_record_header_costs_one_record() {
    let (mut chunk, offsets) = five_records();
    chunk[offsets[1]] = 0;
    let (found, report) = users(&chunk);
    assert_eq!(found, ["user1?", "user3??", "user4??", "user5??"]);
    assert_eq!(kinds(&report), [AnomalyKind::RecordsChecksum, AnomalyKind::RecordMagic]);
    assert_eq!(report.anomalies[1].length as usize, offsets[2] - offsets[1]);
}

#[test]
fn a_wrong_size_copy_is_told_and_costs_nothing() {
    let (mut chunk, offsets) = five_records();
    chunk[offsets[2] - 4] ^= 4;
    let copy = u32::from_le_bytes(chunk[offsets[2] - 4..offsets[2]].try_into().expect("four bytes"));
    let (found, report) = users(&chunk);
    assert_eq!(found.len(), 5);
    assert_eq!(kinds(&report), [AnomalyKind::RecordsChecksum, AnomalyKind::RecordSizeCopy { copy }]);
    assert_eq!(report.anomalies[1].record_id, Some(2));
}

#[test]
fn a_piece_of_a_chunk_is_read_as_far_as_it_goes() {
    let (chunk, offsets) = five_records();
    let (found, report) = users(&chunk[..offsets[3] + 30]);
    assert_eq!(found, ["user1?", "user2?", "user3?"]);
    assert_eq!(report.checksum, Checksum::Incomplete);
    let [cut, record] = report.anomalies.as_slice() else { panic!("{:?}", report.anomalies) };
    assert_eq!(cut.kind, AnomalyKind::ChunkCutShort);
    assert!(matches!(record.kind, AnomalyKind::RecordCutShort { .. }));
    assert_eq!((record.offset as usize, record.length), (offsets[3], 30));

    let (_, report) = users(&chunk[..100]);
    assert_eq!(kinds(&report), [AnomalyKind::ChunkTooShort]);
    let (_, report) = users(&[]);
    assert_eq!(report.records, 0);
}

#[test]
fn a_blank_chunk_is_no_damage() {
    let (found, report) = users(&[0; 65536]);
    assert!(found.is_empty() && report.blank);
    assert_eq!(report.anomalies, []);
}

#[test]
fn a_free_space_offset_that_says_too_much_is_told() {
    let (mut chunk, _) = five_records();
    let end = u32::from_le_bytes(chunk[48..52].try_into().expect("four bytes"));
    chunk[48..52].copy_from_slice(&(end + 4096).to_le_bytes());
    seal(&mut chunk);
    let (found, report) = users(&chunk);
    assert_eq!(found, ["user1", "user2", "user3", "user4", "user5"]);
    assert_eq!(kinds(&report), [AnomalyKind::RecordsEnd { stated: end + 4096 }]);
}

#[test]
fn slack_is_read_on_request_only() {
    let (mut chunk, offsets) = five_records();
    chunk[48..52].copy_from_slice(&(offsets[3] as u32).to_le_bytes());
    seal(&mut chunk);
    let (found, report) = users(&chunk);
    assert_eq!(found, ["user1", "user2", "user3"]);
    assert_eq!(report.anomalies, []);
    let mut carved = Vec::new();
    let report = ChunkReader::new().carve(&chunk, &selection(), |record| {
        assert!(record.suspect);
        assert_eq!(record.origin, Origin::Slack);
        carved.push(record.get(10).to_string());
    });
    assert_eq!(carved, ["user4", "user5"]);
    assert_eq!((report.records, report.wanted), (2, 2));
}

#[test]
fn slack_whose_definition_was_overwritten_is_left() {
    let (mut chunk, offsets) = five_records();
    chunk[48..52].copy_from_slice(&(offsets[3] as u32).to_le_bytes());
    // The instances in slack name another template than the one at the offset they give.
    for at in [offsets[3], offsets[4]] {
        chunk[at + 30] ^= 0xFF;
    }
    seal(&mut chunk);
    let report = ChunkReader::new().carve(&chunk, &selection(), |_| panic!("nothing is wanted here"));
    assert_eq!(report.records, 0);
}

#[test]
fn another_template_id_makes_a_live_record_suspect() {
    let (mut chunk, offsets) = five_records();
    chunk[offsets[4] + 30] ^= 0xFF;
    seal(&mut chunk);
    let (found, report) = users(&chunk);
    assert_eq!(found, ["user1", "user2", "user3", "user4", "user5?"]);
    assert_eq!(kinds(&report), [AnomalyKind::TemplateId]);
    assert_eq!(report.odd, 1);
}

#[test]
fn content_that_breaks_off_keeps_what_came_before() {
    let broken = element("EventData").child(data("A", text("kept")));
    let event = literal_event("4625", broken);
    let mut chunk = ChunkBuilder::new().literal(1, &event).finish();
    // Find the text and put an impossible token behind it.
    let text = utf16("kept");
    let at = chunk.windows(text.len()).position(|window| window == text).expect("the text") + text.len();
    chunk[at] = 0x7E;
    seal(&mut chunk);
    let (lines, report) = read(&chunk);
    assert_eq!(lines, [r#"Careful suspect 10=Utf16("kept")"#]);
    assert_eq!(kinds(&report), [AnomalyKind::RecordUnreadable(ContentFault::Token(0x7E))]);
    assert_eq!((report.wanted, report.suspect, report.unreadable), (1, 1, 1));
}

#[test]
fn nonsense_content_is_unreadable_and_located() {
    let chunk = ChunkBuilder::new().raw(7, &[0x7F; 20]).finish();
    let (lines, report) = read(&chunk);
    assert!(lines.is_empty());
    assert_eq!(kinds(&report), [AnomalyKind::RecordUnreadable(ContentFault::Token(0x7F))]);
    assert_eq!((report.anomalies[0].offset, report.anomalies[0].record_id), (512, Some(7)));
    assert_eq!(
        report.anomalies[0].to_string(),
        "chunk offset 512, 56 bytes, record 7: the record cannot be decoded: token 0x7f cannot stand here"
    );
}

#[test]
fn a_name_of_impossible_length_is_no_name() {
    let data = || element("EventData").child(data("B", text("b"))).child(data("A", Piece::Hole(0, 1)));
    let nested = Value::Nested(payload_template(2, data()), vec![string("a")], true);
    let in_template = chunk_with_payload(nested);
    let plain = element("EventData").child(self::data("B", text("b"))).child(self::data("A", text("a")));
    let in_record = ChunkBuilder::new().literal(1, &literal_event("4625", plain)).finish();
    for mut chunk in [in_template, in_record] {
        // The name `A`: a text of one unit, then the end of the start tag.
        let name = [0x05, 0x01, 1, 0, b'A', 0, 0x02];
        let at = chunk.windows(name.len()).position(|window| window == name).expect("the name");
        chunk[at + 2..at + 4].copy_from_slice(&[0x00, 0x90]);
        seal(&mut chunk);
        let (_, report) = read(&chunk);
        assert_eq!(kinds(&report), [AnomalyKind::RecordUnreadable(ContentFault::CutShort)]);
        assert_eq!((report.records, report.unreadable), (1, 1));
    }
}

#[test]
fn nesting_and_multiplication_end() {
    // A template whose root holds a value that is an instance of the same template, and so on.
    let deep = Template { id: 5, root: element("E").with(Piece::Hole(0, 0x21)).with(Piece::Hole(0, 0x21)) };
    let mut value = Value::Nested(deep.clone(), vec![NULL], true);
    for _ in 0..40 {
        value = Value::Nested(deep.clone(), vec![value], true);
    }
    let chunk = ChunkBuilder::new().instance(1, &deep, &[value]).finish();
    let mut walk = ChunkWalk::new(&chunk);
    let (frame, _) = walk.next().expect("one record");
    let tree = decode_record(&chunk, &frame);
    assert!(matches!(tree.fault(), Some(ContentFault::TooDeep | ContentFault::TooLarge)));

    // An element that repeats for each item of three arrays of 300.
    let items = vec!["i"; 300];
    let wide = element("E").with(Piece::Hole(0, 0x81)).with(Piece::Hole(1, 0x81)).with(Piece::Hole(2, 0x81));
    let wide = Template { id: 6, root: element("Event").child(wide) };
    let chunk =
        ChunkBuilder::new().instance(1, &wide, &[strings(&items), strings(&items), strings(&items)]).finish();
    let (frame, _) = ChunkWalk::new(&chunk).next().expect("one record");
    assert_eq!(decode_record(&chunk, &frame).fault(), Some(ContentFault::TooLarge));
}

#[test]
fn an_event_as_xml() {
    let content = element("EventData")
        .child(data("A", Piece::Hole(0, 1)).with(Piece::Entity("amp")).with(Piece::CData("]]>")))
        .child(data("B", Piece::Hole(1, 0x13)))
        .child(element("Data").with(Piece::Hole(2, 0x81)))
        .child(element("Empty"));
    let values = vec![
        Value::Raw(1, [utf16("<\u{1}é"), vec![0x00, 0xD8]].concat()),
        Value::Raw(0x13, vec![1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0]),
        strings(&["x", "y"]),
    ];
    let nested = Value::Nested(payload_template(2, content), values, true);
    let chunk = chunk_with_payload(nested);
    let (frame, _) = ChunkWalk::new(&chunk).next().expect("one record");
    let mut xml = String::new();
    decode_record(&chunk, &frame).write_xml(&mut xml).expect("a small event");
    let (_, payload) = xml.split_once("</System>").expect("a System element");
    assert_eq!(
        payload,
        "<EventData><Data Name=\"A\">&lt;_é\u{FFFD}&amp;<![CDATA[]]]]><![CDATA[>]]></Data>\
         <Data Name=\"B\">S-1-5-18</Data><Data>x</Data><Data>y</Data><Empty/></EventData></Event>"
    );
    assert!(
        xml.contains("<EventID>4625</EventID><TimeCreated SystemTime=\"2019-08-15T19:27:52.8893205Z\"/>")
    );
}
