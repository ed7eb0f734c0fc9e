//! The same events give the same activities, in whatever order they were read, on however many threads.

use crate::shorthand::{Line, lines, run_in_parts};
use doorknob_event::settings::Settings;
use proptest::prelude::*;

/// A busy minute: few names, hosts and addresses, so that everything meets everything.
fn busy_minute() -> impl Strategy<Value = String> {
    let one_of = |texts: &[&'static str]| proptest::sample::select(texts.to_vec());
    let user =
        one_of(&["alice", "bob", "NOUSER", r"CORP\alice", "administrator", "ws01$", "eve@corp.example"]);
    let domain = one_of(&["CORP", ".", "", "srv1", "KALI", "corp.example"]);
    let host = one_of(&["srv1", "srv1.corp.example", "srv2", "dc1", "dc2"]);
    let address = one_of(&["-", "203.0.113.7", "203.0.113.8", "127.0.0.1", "::ffff:10.1.1.5"]);
    let workstation = one_of(&["-", "KALI", "WS01", "SRV1"]);
    let sid = one_of(&["-", "S-1-5-21-1-2-3-1104", "S-1-5-21-1-2-3-500", "S-1-5-21-9-9-9-500"]);
    let kind = one_of(&[
        "4625 sub=0xc000006a lt=3",
        "4625 sub=0xc0000064 lt=3",
        "4625 status=0xc000006d sub=0x0 lt=8 proc=c:\\ssh\\sshd.exe",
        "4776 status=0xc000006a",
        "4776 status=0xc0000064",
        "4771 service=krbtgt/CORP status=0x18",
        "4768 status=0x6",
        "4768 status=0x0 preauth=2",
        "4624 lt=3",
        "4740 subject=dc1$ subject_dom=CORP",
        "4648 subject=bob subject_dom=CORP server=srv2",
        "4672",
        "131",
        "140",
        "1149",
        "8004 server=srv1",
    ]);
    let line = (0..8000u32, host, kind, user, domain, address, workstation, sid, 0..2u8).prop_map(
        |(at, host, kind, user, domain, address, workstation, sid, input)| {
            // Every second line falls on a whole second, so that many are simultaneous.
            let at = if at % 2 == 0 { at / 1000 * 1000 } else { at };
            format!(
                "00:{:02}.{:03} {host} {kind} user={user} dom={domain} ip={address} ws={workstation} sid={sid} in={input}",
                at / 1000,
                at % 1000
            )
        },
    );
    proptest::collection::vec(line, 1..60).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_threads_and_ids_do_not_matter(
        text in busy_minute(),
        seed in any::<u64>(),
        cut in 0..60usize,
    ) {
        let settings = Settings::default();
        let straight = lines(&text);
        let mut shuffled = straight.clone();
        shuffle(&mut shuffled, seed);
        let tail = shuffled.split_off(cut.min(shuffled.len()));
        let one = run_in_parts(&[straight], &settings);
        let other = run_in_parts(&[tail, shuffled], &settings);
        prop_assert_eq!(one.lines(), other.lines());
        prop_assert_eq!(&one.directory.accounts, &other.directory.accounts);
        prop_assert_eq!(&one.directory.hosts, &other.directory.hosts);
        prop_assert_eq!(&one.directory.sources, &other.directory.sources);
        prop_assert_eq!(one.summary, other.summary);
        // Keys of accounts are unique.
        let mut keys: Vec<&str> = one.directory.accounts.iter().map(|account| account.key.as_str()).collect();
        keys.sort_unstable();
        prop_assert!(keys.windows(2).all(|pair| pair[0] != pair[1]), "{:?}", keys);
    }
}

/// Fisher-Yates with a small generator, so that a failing case can be repeated.
fn shuffle(lines: &mut [Line], mut seed: u64) {
    for at in (1..lines.len()).rev() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        lines.swap(at, (seed >> 33) as usize % (at + 1));
    }
}
