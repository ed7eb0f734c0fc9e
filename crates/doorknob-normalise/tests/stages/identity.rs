//! Which spellings are one account, and whose it is.

use crate::shorthand::{Outcomes, lines, run, run_in_parts};
use doorknob_event::activity::Account;
use doorknob_event::settings::Settings;

/// The accounts that a text is about, in order of first sight, as the shorthand writes them.
fn accounts(text: &str) -> Vec<String> {
    let outcomes = run(text);
    (0..outcomes.directory.accounts.len() as u32)
        .map(|at| outcomes.account(doorknob_event::activity::AccountId(at)))
        .collect()
}

fn account<'a>(outcomes: &'a Outcomes, name: &str) -> &'a Account {
    let found = outcomes.directory.accounts.iter().find(|account| account.name == name);
    found.unwrap_or_else(|| panic!("no account {name} among {:#?}", outcomes.directory.accounts))
}

#[test]
fn every_spelling_of_a_domain_account_is_one() {
    let all = accounts(
        r"00:00.0 dc1.corp.example.com 4768 user=alice dom=CORP sid=S-1-5-21-1-2-3-1104 status=0x0 preauth=2 ip=10.1.1.5
          00:01.0 dc1.corp.example.com 4768 user=ALICE dom=CORP.EXAMPLE.COM status=0x12 ip=10.1.1.5
          00:02.0 dc1.corp.example.com 4771 user=Alice service=krbtgt/corp.example.com status=0x18 ip=10.1.1.5
          00:03.0 dc1.corp.example.com 4776 user=alice ws=WS01 status=0xc000006a
          00:04.0 srv1.corp.example.com 4625 user=alice@corp.example.com dom= sub=0xc000006a ip=10.1.1.5
          00:05.0 srv1.corp.example.com 4625 user=CORP\alice dom= sub=0xc000006a ip=10.1.1.5
          00:06.0 srv1.corp.example.com 4625 user=alice dom=WORKGROUP sub=0xc000006a ip=10.1.1.6
          00:07.0 srv1.corp.example.com 4625 user=alice dom= sub=0xc000006a ip=10.1.1.6
          00:08.0 dc1.corp.example.com 4740 user=alice dom=WS01 sid=S-1-5-21-1-2-3-1104
          00:09.0 srv1.corp.example.com 4624 user=alice dom=CORP sid=S-1-5-21-1-2-3-1104 lt=3 ip=10.1.1.5
          00:10.0 nps1 6273 user=CORP\alice dom=CORP sid=S-1-5-21-1-2-3-1104 station=10.1.1.5 status=16
          00:11.0 srv1.corp.example.com 21 user=CORP\alice ip=10.1.1.5
          00:12.0 dc1.corp.example.com 4769 user=alice@CORP.EXAMPLE.COM dom=CORP.EXAMPLE.COM status=0x20 ip=10.1.1.5",
    );
    assert_eq!(all, [r"CORP\alice"]);
}

#[test]
fn local_accounts_belong_to_their_host() {
    let all = accounts(
        r"00:00.0 srv1 4625 user=Administrator dom=. sub=0xc000006a ip=10.1.1.5
          00:01.0 srv1 4625 user=administrator dom=SRV1 sub=0xc000006a ip=10.1.1.5
          00:02.0 srv1 4624 user=Administrator dom=SRV1 sid=S-1-5-21-7-7-7-500 lt=3 ip=10.1.1.5
          00:03.0 srv2 4624 user=Administrator dom=SRV2 sid=S-1-5-21-7-7-7-500 lt=3 ip=10.1.1.5
          00:04.0 srv1 4776 user=Administrator ws=X status=0xc000006a
          00:05.0 srv1 4740 user=Administrator dom=X sid=S-1-5-21-7-7-7-500",
    );
    // Cloned hosts share a machine SID: that does not make their administrators one account.
    assert_eq!(all, ["srv1:Administrator", "srv2:Administrator"]);
}

#[test]
fn a_nameless_domain_joins_the_only_domain_that_has_the_name() {
    let two = r"00:00.0 dc1.a.example 4771 user=alice service=krbtgt/A.EXAMPLE status=0x18 ip=10.1.1.5
                00:01.0 dc2.b.example 4771 user=alice service=krbtgt/B.EXAMPLE status=0x18 ip=10.1.1.5";
    let host = "00:02.0 srv9 4625 user=alice dom= sub=0xc000006a ip=10.1.1.6";
    assert_eq!(accounts(&format!("{two}\n{host}")), [r"a.example\alice", r"b.example\alice", "?alice"]);
    let one = two.lines().next().expect("there are two");
    assert_eq!(accounts(&format!("{one}\n{host}")), [r"a.example\alice"]);
    // A host of one domain does not ask for an account of the other.
    let member = "00:02.0 srv9.b.example 4625 user=alice dom= sub=0xc000006a ip=10.1.1.6";
    assert_eq!(accounts(&format!("{one}\n{member}")), [r"a.example\alice", "?alice"]);
}

#[test]
fn a_sid_joins_a_renamed_account() {
    let outcomes = run(
        r"00:00.0 srv1.corp.example.com 4624 user=bmiller dom=CORP sid=S-1-5-21-1-2-3-1200 lt=3 ip=10.1.1.5
          00:01.0 srv1.corp.example.com 4624 user=bsmith dom=CORP sid=S-1-5-21-1-2-3-1200 lt=3 ip=10.1.1.5
          00:02.0 srv1.corp.example.com 4624 user=bsmith dom=CORP sid=S-1-5-21-1-2-3-1200 lt=3 ip=10.1.1.5",
    );
    assert_eq!(outcomes.directory.accounts.len(), 1);
    assert_eq!(account(&outcomes, "bsmith").key, r"corp\bsmith");
    assert_eq!(account(&outcomes, "bsmith").sid.as_deref(), Some("S-1-5-21-1-2-3-1200"));
}

#[test]
fn foreign_mail_addresses_are_not_our_accounts() {
    let all = accounts(
        r"00:00.0 dc1.corp.example.com 4771 user=bob service=krbtgt/CORP.EXAMPLE.COM status=0x18 ip=10.1.1.5
          00:01.0 srv1.corp.example.com 4625 user=bob@mail.example dom= sub=0xc0000064 ip=10.1.1.6
          00:02.0 srv1.corp.example.com 4625 user=bob@corp.example.com dom= sub=0xc000006a ip=10.1.1.6",
    );
    assert_eq!(all, [r"corp.example.com\bob", "?bob@mail.example"]);
}

#[test]
fn what_is_known_of_an_account() {
    let settings = Settings { privileged_accounts: vec![r"CORP\t0-*".into()], ..Settings::default() };
    let outcomes = run_in_parts(
        &[lines(
            r"00:00.0 srv1.corp.example.com 4624 user=alice dom=CORP sid=S-1-5-21-1-2-3-1104 lt=3 ip=10.1.1.5
              00:00.1 srv1.corp.example.com 4672 user=alice dom=CORP sid=S-1-5-21-1-2-3-1104
              00:01.0 srv1.corp.example.com 4624 user=root dom=CORP sid=S-1-5-21-1-2-3-500 lt=3 ip=10.1.1.5
              00:02.0 srv1.corp.example.com 4625 user=Администратор dom= sub=0xc000006a ip=10.1.1.6
              00:03.0 srv1.corp.example.com 4625 user=T0-carol dom=CORP sub=0xc000006a ip=10.1.1.6
              00:04.0 srv1.corp.example.com 4625 user=Summer2024! dom=CORP sub=0xc0000064 ip=10.1.1.6
              00:05.0 srv1.corp.example.com 4625 user=Winter2024! dom=CORP sub=0xc000006a ip=10.1.1.6
              00:06.0 srv1.corp.example.com 4625 user=WS01$ dom=CORP status=0xc000018d ip=10.1.1.6",
        )],
        &settings,
    );
    let privileged = |name| account(&outcomes, name).privileged.clone();
    assert_eq!(privileged("alice").as_deref(), Some("logged on with special privileges (4672)"));
    assert_eq!(privileged("root").as_deref(), Some("built-in Administrator (SID ends in 500)"));
    assert!(account(&outcomes, "root").builtin_administrator);
    assert!(account(&outcomes, "Администратор").builtin_administrator);
    assert_eq!(privileged("T0-carol").as_deref(), Some(r"named in privileged_accounts (CORP\t0-*)"));
    assert!(account(&outcomes, "Summer2024!").secret_like);
    assert!(!account(&outcomes, "Winter2024!").secret_like, "it exists, so it is a name");
    assert!(account(&outcomes, "WS01$").machine);
}

#[test]
fn hosts_are_one_and_controllers_are_known() {
    let outcomes =
        run("00:00.0 DC1.corp.example.com 4771 user=alice service=krbtgt/CORP status=0x18 ip=10.1.1.5
         00:01.0 dc1 4771 user=alice service=krbtgt/CORP status=0x18 ip=10.1.1.5
         00:02.0 SRV1 4625 user=alice dom=CORP sub=0xc000006a ip=10.1.1.5
         00:03.0 - 4625 user=alice dom=CORP sub=0xc000006a ip=10.1.1.5
         00:04.0 dc9 4776 user=carol ws=A status=0xc000006a
         00:05.0 srv1 4625 user=carol dom=CORP sub=0xc000006a ip=10.1.1.9");
    let hosts: Vec<(&str, bool)> =
        outcomes.directory.hosts.iter().map(|host| (host.name.as_str(), host.domain_controller)).collect();
    assert_eq!(hosts, [("", false), ("dc1.corp.example.com", true), ("dc9", true), ("srv1", false)]);
}

#[test]
fn an_attempt_that_names_nobody_stays_with_its_host() {
    let all = accounts(
        "00:00.0 srv1 4625 user=- dom=- status=0xc000006e sub=0x0 lt=10 ip=10.1.1.5
         00:01.0 srv2 4625 user=- dom=- status=0xc000006e sub=0x0 lt=10 ip=10.1.1.5",
    );
    assert_eq!(all.len(), 2);
}
