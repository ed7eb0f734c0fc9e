//! Text that means harm: it is kept as it is, bounded, and breaks nothing.

use crate::shorthand::run;
use doorknob_event::event::{Event, EventKind, Field, Value};
use doorknob_event::time::EventTime;
use doorknob_normalise::Normaliser;
use proptest::prelude::*;

#[test]
fn names_with_every_separator_are_names() {
    for name in
        [r"\\", r"a\", "@", "a@", "@b", "$", "..", r"\", "a\u{0}b", "\u{202e}gnp.exe", "%%2313", "${jndi:x}"]
    {
        let outcomes = run(&format!("00:10.0 srv1 4625 user={name} dom=x sub=0xc000006a ip=203.0.113.7"));
        assert_eq!(outcomes.summary.failures, 1, "{name:?}");
    }
}

#[test]
fn a_name_cannot_move_into_another_account() {
    let outcomes = run(
        r"00:00.0 srv1.corp.example.com 4624 user=alice dom=CORP sid=S-1-5-21-1-2-3-1104 lt=3 ip=10.1.1.5
          00:01.0 srv1.corp.example.com 4625 user=аlice dom=CORP sub=0xc0000064 ip=203.0.113.7
          00:02.0 srv1.corp.example.com 4625 user=alice\x dom=CORP sub=0xc0000064 ip=203.0.113.7",
    );
    assert_eq!(outcomes.directory.accounts.len(), 3, "{:#?}", outcomes.directory.accounts);
}

/// Any value that a damaged record may hold.
fn any_value() -> impl Strategy<Value = AnyValue> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..80).prop_map(AnyValue::Utf16),
        ".{0,40}".prop_map(AnyValue::Text),
        r"(Failed|Accepted) [a-z]{0,9} for (invalid user )?.{0,9}( from .{0,9}( port [0-9]{0,7})?)?"
            .prop_map(AnyValue::Text),
        r"\[?[0-9a-f:.%]{0,30}\]?:?[0-9]{0,6}".prop_map(AnyValue::Text),
        any::<u64>().prop_map(AnyValue::Unsigned),
        any::<i64>().prop_map(AnyValue::Signed),
        proptest::collection::vec(any::<u8>(), 0..40).prop_map(AnyValue::Sid),
    ]
}

#[derive(Clone, Debug)]
enum AnyValue {
    Utf16(Vec<u8>),
    Text(String),
    Unsigned(u64),
    Signed(i64),
    Sid(Vec<u8>),
}

impl AnyValue {
    fn value(&self) -> Value<'_> {
        match self {
            AnyValue::Utf16(bytes) => Value::Utf16(bytes),
            AnyValue::Text(text) => Value::Text(text),
            AnyValue::Unsigned(number) => Value::Unsigned(*number),
            AnyValue::Signed(number) => Value::Signed(*number),
            AnyValue::Sid(bytes) => Value::Sid(bytes),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_value_breaks_the_reading(
        kind in 0..EventKind::ALL.len(),
        fields in proptest::collection::vec((0..Field::ALL.len(), any_value()), 0..16),
        computer in any_value(),
        audit in any::<Option<bool>>(),
    ) {
        let mut event = Event::new(EventKind::ALL[kind], 0);
        event.time = EventTime::parse("2024-03-14T13:54:17Z");
        event.computer = Some(computer.value());
        event.audit_failure = audit;
        for (field, value) in &fields {
            event.push(Field::ALL[*field], value.value());
        }
        let mut normaliser = Normaliser::new();
        let first = normaliser.observe(0, &event);
        // A second reading, from the caches, is the same.
        prop_assert_eq!(first, normaliser.observe(0, &event));
        let (interner, _) = normaliser.into_parts();
        let observations = first.into_iter().collect();
        let settings = doorknob_event::settings::Settings::default();
        doorknob_normalise::resolve_and_coalesce(observations, interner, vec!["x".into()], &settings, |_, _| {});
    }
}
