//! One attempt for one try, whatever number of machines logged it; and real guesses stay separate.

use crate::shorthand::{check, run};

#[test]
fn a_member_and_its_domain_controller_tell_of_one_try() {
    check(
        "00:00.000 dc1.corp.example.com 4768 user=alice dom=CORP status=0x0 preauth=2 sid=S-1-5-21-1-2-3-1104 ip=::ffff:10.1.1.5
         00:10.000 dc1.corp.example.com 4776 user=alice ws=KALI status=0xc000006a
         00:10.004 srv1.corp.example.com 4625 user=alice dom=CORP status=0xc000006d sub=0xc000006a lt=3 ip=203.0.113.7 port=51234 ws=KALI",
        r"00:00 CORP\alice <- Address(10.1.1.5) @ dc1.corp.example.com success x1
          00:10 CORP\alice <- Address(203.0.113.7) @ srv1.corp.example.com 0xC000006A x2",
    );
}

#[test]
fn the_pdc_emulator_checks_a_wrong_password_again() {
    check(
        r"00:10.000 dc1.corp.example.com 4771 user=alice service=krbtgt/CORP status=0x18 ip=::ffff:10.1.1.5
          00:10.020 dc2.corp.example.com 4771 user=alice service=krbtgt/CORP status=0x18 ip=::ffff:10.1.1.5
          00:12.000 dc1.corp.example.com 4776 user=alice ws=WS01 status=0xc000006a
          00:12.020 dc2.corp.example.com 4776 user=alice ws=WS01 status=0xc000006a
          00:12.030 srv1.corp.example.com 4625 user=alice dom=CORP status=0xc000006d sub=0xc000006a lt=3 lp=NtLmSsp ip=10.1.1.5 ws=WS01",
        // A wrong password over Kerberos is not asked again over NTLM: these are two tries.
        r"00:10 CORP\alice <- Address(10.1.1.5) @ dc1.corp.example.com Kerberos 0x18 x2
          00:12 CORP\alice <- Address(10.1.1.5) @ srv1.corp.example.com 0xC000006A x3",
    );
}

#[test]
fn a_remote_desktop_session_is_one_success() {
    check(
        r"00:10.000 dc1 4776 user=alice ws=KALI status=0x0
          00:10.003 srv1 4624 user=alice dom=CORP lt=3 package=NTLM ip=203.0.113.7 ws=KALI
          00:10.075 srv1 4624 user=alice dom=CORP lt=10 package=Negotiate ip=203.0.113.7 ws=SRV1 proc=C:\w\svchost.exe
          00:10.100 srv1 4624 user=alice dom=CORP lt=3 package=NTLM ip=203.0.113.7 ws=KALI",
        r"00:10 CORP\alice <- Address(203.0.113.7) @ srv1 success x3
          00:10.100 CORP\alice <- Address(203.0.113.7) @ srv1 success x1",
    );
}

#[test]
fn a_local_account_is_judged_where_it_is_tried() {
    check(
        "00:10.000 fs01 4776 user=bob ws=FS01 status=0xc000006a
         00:10.001 fs01 4625 user=bob dom=FS01 status=0xc000006d sub=0xc000006a lt=2 proc=C:\\T\\tool.exe ip=- ws=FS01
         00:10.002 fs01 4776 user=bob ws=FS01 status=0xc000006a
         00:10.003 fs01 4625 user=bob dom=FS01 status=0xc000006d sub=0xc000006a lt=2 proc=C:\\T\\tool.exe ip=- ws=FS01",
        r"00:10 fs01:bob <- Process(fs01!c:\t\tool.exe) @ fs01 0xC000006A x2
          00:10.002 fs01:bob <- Process(fs01!c:\t\tool.exe) @ fs01 0xC000006A x2",
    );
}

#[test]
fn an_unknown_user_is_asked_for_by_kerberos_then_by_ntlm() {
    check(
        "00:10.000 dc1.corp.example.com 4768 user=nobody dom=CORP status=0x6 service=krbtgt/CORP ip=::ffff:10.1.1.5
         00:10.100 dc1.corp.example.com 4776 user=nobody ws=WS01 status=0xc0000064
         00:10.110 srv1.corp.example.com 4625 user=nobody dom= status=0xc000006d sub=0xc0000064 lt=3 ip=- ws=WS01",
        r"00:10 CORP\nobody <- Address(10.1.1.5) @ srv1.corp.example.com 0xC0000064 x3 Kerberos",
    );
}

#[test]
fn guesses_at_twenty_a_second_stay_separate() {
    let mut text = String::new();
    for guess in 0..40 {
        let at = 50 * guess;
        let time = |at: u32| format!("00:{:02}.{:03}", at / 1000, at % 1000);
        text += &format!("{} dc1 4776 user=alice ws=KALI status=0xc000006a\n", time(at));
        text += &format!(
            "{} srv1 4625 user=alice dom=CORP status=0xc000006d sub=0xc000006a lt=3 ip=203.0.113.7 ws=KALI\n",
            time(at + 3)
        );
    }
    let outcomes = run(&text);
    assert_eq!(outcomes.summary.failures, 40);
    assert!(
        outcomes.lines().iter().all(|line| line.ends_with("@ srv1 0xC000006A x2")),
        "{:#?}",
        outcomes.lines()
    );
}

#[test]
fn different_addresses_hosts_and_outcomes_never_join() {
    check(
        "00:10.000 srv1 4625 user=alice dom=CORP sub=0xc000006a lt=3 ip=203.0.113.7
         00:10.001 srv2 4625 user=alice dom=CORP sub=0xc000006a lt=3 ip=203.0.113.7
         00:10.002 dc1 4771 user=alice service=krbtgt/CORP status=0x18 ip=198.51.100.9
         00:10.003 dc1 4776 user=alice ws=A status=0xc0000234",
        r"00:10 CORP\alice <- Address(203.0.113.7) @ srv1 0xC000006A x1
          00:10.001 CORP\alice <- Address(203.0.113.7) @ srv2 0xC000006A x1
          00:10.002 CORP\alice <- Address(198.51.100.9) @ dc1 Kerberos 0x18 x1
          00:10.003 CORP\alice <- Workstation(A) @ dc1 0xC0000234 x1",
    );
}

#[test]
fn different_workstation_names_never_join() {
    check(
        "00:10.000 srv1 4625 user=alice dom=CORP sub=0xc000006a lt=3 ip=- ws=A
         00:10.001 dc1 4776 user=alice ws=B status=0xc000006a
         00:10.002 dc1 4771 user=x service=krbtgt/CORP status=0x18 ip=10.1.1.1",
        r"00:10 CORP\alice <- Workstation(A) @ srv1 0xC000006A x1
          00:10.001 CORP\alice <- Workstation(B) @ dc1 0xC000006A x1
          00:10.002 CORP\x <- Address(10.1.1.1) @ dc1 Kerberos 0x18 x1",
    );
}

#[test]
fn the_most_telling_code_wins() {
    check(
        "00:10.000 dc1 4771 user=x service=krbtgt/CORP status=0x18 ip=10.1.1.1
         00:10.000 dc1 4776 user=alice ws=A status=0xc0000072
         00:10.002 srv1 4625 user=alice dom=CORP status=0xc000006e sub=0x0 lt=3 ip=203.0.113.7 ws=A
         00:20.000 dc1 4771 user=alice service=krbtgt/CORP status=0x12 ip=10.1.1.1
         00:20.002 srv1 4625 user=alice dom=CORP status=0xc0000234 sub=0x0 lt=3 ip=10.1.1.1",
        r"00:10 CORP\x <- Address(10.1.1.1) @ dc1 Kerberos 0x18 x1
          00:10 CORP\alice <- Address(203.0.113.7) @ srv1 0xC0000072 x2
          00:20 CORP\alice <- Address(10.1.1.1) @ srv1 0xC0000234 x2",
    );
}

#[test]
fn one_success_is_told_by_three_records() {
    check(
        "00:10.000 dc1.corp.example.com 4768 user=alice dom=CORP status=0x0 preauth=2 sid=S-1-5-21-1-2-3-1104 ip=::ffff:10.1.1.5
         00:10.050 ws01.corp.example.com 4624 user=alice dom=CORP sid=S-1-5-21-1-2-3-1104 lt=2 ip=127.0.0.1 proc=C:\\Windows\\System32\\svchost.exe ws=WS01
         00:10.060 ws01.corp.example.com 4672 user=alice dom=CORP sid=S-1-5-21-1-2-3-1104",
        r"00:10 CORP\alice <- Process(ws01.corp.example.com!c:\windows\system32\svchost.exe) @ ws01.corp.example.com success x2",
    );
}

#[test]
fn a_server_that_asks_kerberos_for_its_client_tells_of_the_same_try() {
    // WS01$ and WEB1$ logged on from these addresses: the 4771 comes from the web server itself.
    check(
        "00:00.000 dc1.corp.example.com 4768 user=WEB1$ dom=CORP status=0x0 preauth=2 ip=::ffff:10.1.1.80
         00:10.000 dc1.corp.example.com 4771 user=alice service=krbtgt/CORP status=0x18 ip=::ffff:10.1.1.80
         00:10.010 web1.corp.example.com 4625 user=alice dom=CORP status=0xc000006d sub=0xc000006a lt=8 ip=203.0.113.7 proc=C:\\Windows\\System32\\inetsrv\\w3wp.exe ws=WEB1",
        r"00:10 CORP\alice <- Address(203.0.113.7) @ web1.corp.example.com 0xC000006A x2",
    );
}

#[test]
fn a_lockout_is_told_by_the_controller_and_the_pdc_emulator() {
    check(
        r"00:00.000 dc1.corp.example.com 4771 user=alice sid=S-1-5-21-1-2-3-1104 service=krbtgt/CORP status=0x18 ip=10.1.1.5
          00:10.000 dc1.corp.example.com 4740 user=alice dom= sid=S-1-5-21-1-2-3-1104 subject=DC1$ subject_dom=CORP subject_sid=S-1-5-18
          00:10.500 dc2.corp.example.com 4740 user=alice dom=\\WS01 sid=S-1-5-21-1-2-3-1104 subject=DC2$ subject_dom=CORP subject_sid=S-1-5-18
          00:40.000 dc2.corp.example.com 4767 user=alice dom=CORP sid=S-1-5-21-1-2-3-1104 subject=admin subject_dom=CORP",
        r"00:00 CORP\alice <- Address(10.1.1.5) @ dc1.corp.example.com Kerberos 0x18 x1
          00:10 LockedOut CORP\alice caller=WS01
          00:40 Unlocked CORP\alice caller=",
    );
}

#[test]
fn explicit_credentials_and_log_integrity_are_told() {
    check(
        r"00:10.000 ws01 4648 user=Administrator dom=SRV1 subject=alice subject_dom=CORP server=srv1 proc=C:\T\spray.exe ip=-
          00:10.001 ws01 4648 user=DWM-2 dom=x subject=WS01$ subject_dom=CORP server=localhost ip=-
          00:11.000 srv1 4624 user=bob dom=SRV1 sid=S-1-5-21-7-7-7-1001 lt=3 ip=10.1.1.5
          00:12.000 srv1 1102 subject=bob subject_dom=SRV1",
        r"00:10 explicit srv1:Administrator by CORP\alice from Process(ws01!c:\t\spray.exe) on ws01 for srv1
          00:11 srv1:bob <- Address(10.1.1.5) @ srv1 success x1
          00:12 LogCleared srv1",
    );
}
