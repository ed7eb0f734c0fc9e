//! A record that is read twice counts once; a guess that looks like another one counts.

use crate::shorthand::{check, run};

#[test]
fn the_same_record_through_two_inputs_counts_once() {
    let outcomes = run("00:10.1234567 srv1 4625 rec=7 user=alice sub=0xc000006a lt=3 ip=203.0.113.7 in=1
         00:10.1234567 srv1 4625 rec=7 user=alice sub=0xc000006a lt=3 ip=203.0.113.7 in=0
         00:10.123 SRV1 4625 rec=7 user=alice sub=0xc000006a lt=3 ip=203.0.113.7 in=1
         00:10.1234567 srv1 4625 rec=8 user=alice sub=0xc000006a lt=3 ip=203.0.113.7 in=1");
    assert_eq!((outcomes.summary.duplicates, outcomes.summary.failures), (2, 2), "{:#?}", outcomes.lines());
}

#[test]
fn which_copy_is_kept_does_not_depend_on_the_order() {
    let kept = |text: &str| {
        let outcomes = run(text);
        assert_eq!(outcomes.summary.duplicates, 1);
        match &outcomes.activities[0] {
            doorknob_event::activity::Activity::Attempt(attempt) => attempt.records[0].input,
            other => panic!("{other:?}"),
        }
    };
    let one = "00:10.5 srv1 4625 rec=7 user=alice sub=0xc000006a in=1\n00:10.5 srv1 4625 rec=7 user=alice sub=0xc000006a in=0";
    let other = "00:10.5 srv1 4625 rec=7 user=alice sub=0xc000006a in=0\n00:10.5 srv1 4625 rec=7 user=alice sub=0xc000006a in=1";
    assert_eq!((kept(one), kept(other)), (0, 0));
}

/// Of the copies of one record, that which is kept: its time and input.
fn kept(text: &str) -> (String, u32) {
    let outcomes = run(text);
    assert_eq!(outcomes.activities.len(), 1, "{text}");
    match &outcomes.activities[0] {
        doorknob_event::activity::Activity::Attempt(attempt) => {
            (attempt.records[0].time.to_string(), attempt.records[0].input)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_finest_time_is_kept_then_the_copy_that_says_most() {
    let who = "srv1 4625 rec=7 user=alice sub=0xc000006a";
    let (second, fine) =
        (format!("00:10 {who} lt=3 ip=203.0.113.7 in=0"), format!("00:10.9876543 {who} in=1"));
    let (milli, bare) = (format!("00:10.987 {who} in=2"), format!("00:10.9876543 {who} in=0"));
    let full = format!("00:10.9876543 {who} lt=3 ip=203.0.113.7 in=3");
    let table: [(&[&String], (&str, u32)); 5] = [
        (&[&second, &fine], ("10.9876543Z", 1)),
        (&[&fine, &milli, &second], ("10.9876543Z", 1)),
        (&[&second, &milli], ("10.987Z", 2)),
        (&[&bare, &full], ("10.9876543Z", 3)),
        (&[&full, &bare, &milli, &second], ("10.9876543Z", 3)),
    ];
    for (copies, (time, input)) in table {
        let text: Vec<&str> = copies.iter().map(|copy| copy.as_str()).collect();
        let (found, from) = kept(&text.join("\n"));
        assert!(found.ends_with(time) && from == input, "{found} of {from}: {text:?}");
    }
}

#[test]
fn other_records_keep_their_order_while_a_copy_is_waited_for() {
    check(
        "00:10 srv1 4625 rec=7 user=a sub=0xc000006a lt=5 proc=x in=1
         00:10.1 srv1 4625 rec=8 user=b sub=0xc000006a lt=5 proc=x
         00:10.2 srv1 4625 rec=7 user=a sub=0xc000006a lt=5 proc=x
         00:10.3 srv1 4625 rec=9 user=c sub=0xc000006a lt=5 proc=x",
        "00:10.100 ?b <- Process(srv1!x) @ srv1 0xC000006A x1
         00:10.200 ?a <- Process(srv1!x) @ srv1 0xC000006A x1
         00:10.300 ?c <- Process(srv1!x) @ srv1 0xC000006A x1",
    );
}

#[test]
fn a_record_without_an_id_is_a_copy_of_one_that_says_the_same() {
    let who = "srv1 4625 user=a sub=0xc000006a ip=203.0.113.7";
    let table = [
        // Cut to milliseconds or seconds, in another input.
        (format!("00:10.123 {who} rec=0 in=1\n00:10.1234567 {who} rec=7 in=0"), (1, 1)),
        (format!("00:10 {who} rec=0 in=1\n00:10.1234567 {who} rec=7 in=0"), (1, 1)),
        // One copy an input, however many inputs.
        (format!("00:10 {who} rec=0 in=1\n00:10 {who} rec=0 in=2\n00:10.1234567 {who} rec=7 in=0"), (2, 1)),
        (format!("00:10 {who} rec=0 in=1\n00:10 {who} rec=0 in=1\n00:10.1234567 {who} rec=7 in=0"), (1, 2)),
        (format!("00:10 {who} rec=0 in=1\n00:10 {who} rec=7 in=2\n00:10.1234567 {who} rec=7 in=0"), (2, 1)),
        // Another moment, another thing, the same input.
        (format!("00:10.122 {who} rec=0 in=1\n00:10.1234567 {who} rec=7 in=0"), (0, 2)),
        (format!("00:10 {who} rec=0 in=1 port=5\n00:10.1234567 {who} rec=7 in=0"), (0, 2)),
        (format!("00:10 {who} rec=0 in=0\n00:10.1234567 {who} rec=7 in=0"), (0, 2)),
    ];
    for (text, wanted) in table {
        let outcomes = run(&text);
        assert_eq!((outcomes.summary.duplicates, outcomes.summary.failures), wanted, "{text}");
    }
}

#[test]
fn records_without_an_id_are_copies_only_across_inputs_and_below_the_second() {
    let outcomes = run("00:10.5 srv1 4625 rec=0 user=a sub=0xc000006a in=0
         00:10.5 srv1 4625 rec=0 user=a sub=0xc000006a in=0
         00:10.5 srv1 4625 rec=0 user=a sub=0xc000006a in=1
         00:20 srv1 4625 rec=0 user=a sub=0xc000006a in=0
         00:20 srv1 4625 rec=0 user=a sub=0xc000006a in=1");
    assert_eq!((outcomes.summary.duplicates, outcomes.summary.failures), (1, 4));
}

#[test]
fn one_record_id_in_two_logs_or_later_is_another_record() {
    check(
        "00:10.0 srv1 4625 rec=7 user=a sub=0xc000006a lt=5 proc=x
         00:10.0 srv2 4625 rec=7 user=a sub=0xc000006a lt=5 proc=x
         00:10.2 srv1 4625 rec=7 user=b sub=0xc000006a lt=5 proc=x
         00:30.0 srv1 4625 rec=7 user=a sub=0xc000006a lt=5 proc=x",
        "00:10 ?a <- Process(srv1!x) @ srv1 0xC000006A x1
         00:10 ?a <- Process(srv2!x) @ srv2 0xC000006A x1
         00:10.200 ?b <- Process(srv1!x) @ srv1 0xC000006A x1
         00:30 ?a <- Process(srv1!x) @ srv1 0xC000006A x1",
    );
}
