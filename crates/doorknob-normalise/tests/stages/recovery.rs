//! An attempt without an address takes it from its siblings, and says how; it is never pooled with those of other hosts.

use crate::shorthand::check;

#[test]
fn remote_desktop_with_network_level_authentication() {
    check(
        "00:09.000 srv1 131 ip=203.0.113.7:36160
         00:10.000 srv1 4625 user=alice dom=CORP sub=0xc000006a lt=3 lp=NtLmSsp ip=- port=- ws=KALI
         00:20.000 srv1 131 ip=203.0.113.7:36170
         00:20.500 srv1 4625 user=nobody dom=CORP sub=0xc0000064 lt=3 lp=NtLmSsp ip=- port=0 ws=KALI
         00:20.600 srv1 140 ip=203.0.113.7
         00:40.000 srv1 4625 user=alice dom=CORP sub=0xc000006a lt=3 lp=NtLmSsp ip=- port=0 ws=KALI",
        "00:10 ?alice <- RecoveredAddress(203.0.113.7) @ srv1 0xC000006A x2 RdpConnection
         00:20.500 ?nobody <- RecoveredAddress(203.0.113.7) @ srv1 0xC0000064 x2 RdpBadCredentials
         00:40 ?alice <- Workstation(KALI) @ srv1 0xC000006A x1",
    );
}

#[test]
fn two_clients_at_once_are_matched_one_to_one_by_time() {
    check(
        "00:10.000 srv1 131 ip=203.0.113.7:1
         00:10.100 srv1 4625 user=alice sub=0xc000006a lt=3 ip=- ws=A
         00:11.000 srv1 131 ip=198.51.100.9:1
         00:11.100 srv1 4625 user=bob sub=0xc000006a lt=3 ip=- ws=B
         00:11.200 srv1 4625 user=eve sub=0xc000006a lt=3 ip=- ws=C",
        "00:10.100 ?alice <- RecoveredAddress(203.0.113.7) @ srv1 0xC000006A x2 RdpConnection
         00:11.100 ?bob <- RecoveredAddress(198.51.100.9) @ srv1 0xC000006A x2 RdpConnection
         00:11.200 ?eve <- Workstation(C) @ srv1 0xC000006A x1",
    );
}

#[test]
fn hints_of_another_host_or_protocol_do_not_count() {
    check(
        "00:10.000 srv2 131 ip=203.0.113.7:1
         00:10.000 srv1 131 ip=203.0.113.7:1
         00:10.100 srv1 4625 user=alice sub=0xc000006a lt=3 ip=10.1.1.5 port=445
         00:10.200 srv1 4625 user=svc sub=0xc000006a lt=5 ip=- proc=C:\\Windows\\System32\\services.exe ws=SRV1
         00:10.300 srv3 4625 user=x sub=0xc000006a lt=3 lp=NtLmSsp ip=-
         00:10.300 srv4 4625 user=x sub=0xc000006a lt=3 lp=NtLmSsp ip=-",
        "00:10.100 ?alice <- Address(10.1.1.5) @ srv1 0xC000006A x1
         00:10.200 ?svc <- Process(srv1!c:\\windows\\system32\\services.exe) @ srv1 0xC000006A x1
         00:10.300 ?x <- Unknown(srv3!NtLmSsp / 3) @ srv3 0xC000006A x1
         00:10.300 ?x <- Unknown(srv4!NtLmSsp / 3) @ srv4 0xC000006A x1",
    );
}

#[test]
fn the_ssh_server_names_the_user_that_windows_does_not() {
    check(
        r#"00:09.000 fs01 4 msg="Invalid user hacker from 10.23.23.9 port 60096"
           00:10.000 fs01 4776 user=NOUSER ws=FS01 status=0xc0000064
           00:10.001 fs01 4625 user=NOUSER dom=FS01 sub=0xc0000064 lt=8 lp=Advapi proc="C:\Program Files\OpenSSH\sshd.exe" ip=- ws=FS01
           00:10.002 fs01 4 msg="Failed password for invalid user hacker from 10.23.23.9 port 60096 ssh2"
           00:11.000 fs01 4 msg="Failed password for invalid user hacker from 10.23.23.9 port 60096 ssh2"
           00:11.001 fs01 4776 user=NOUSER ws=FS01 status=0xc0000064
           00:11.002 fs01 4625 user=NOUSER dom=FS01 sub=0xc0000064 lt=8 lp=Advapi proc="C:\Program Files\OpenSSH\sshd.exe" ip=- ws=FS01"#,
        "00:10 ?hacker <- Address(10.23.23.9) @ fs01 0xC0000064 x3 Ssh
         00:11 ?hacker <- Address(10.23.23.9) @ fs01 0xC0000064 x3 Ssh",
    );
}

#[test]
fn an_ssh_line_alone_is_a_try() {
    check(
        r#"00:10.000 fs01 4 msg="Invalid user hacker from 10.23.23.9 port 60096"
           00:10.500 fs01 4 msg="Failed password for invalid user hacker from 10.23.23.9 port 60096 ssh2"
           00:12.000 fs01 4 msg="Failed password for bob from 10.23.23.9 port 60100 ssh2"
           00:13.000 fs01 4 msg="Accepted password for bob from 10.23.23.9 port 60100 ssh2""#,
        "00:10.500 ?hacker <- Address(10.23.23.9) @ fs01 unknown user x1
         00:12 ?bob <- Address(10.23.23.9) @ fs01 wrong password x1
         00:13 ?bob <- Address(10.23.23.9) @ fs01 success x1",
    );
}

#[test]
fn ntlm_audit_names_the_server_whose_siblings_name_the_address() {
    check(
        "00:09.900 srv1.corp.example.com 131 ip=203.0.113.7:5
         00:10.000 dc1.corp.example.com 4776 user=alice ws=KALI status=0xc000006a
         00:10.001 dc1.corp.example.com 8004 user=alice dom=CORP ws=KALI server=SRV1",
        r"00:10 CORP\alice <- RecoveredAddress(203.0.113.7) @ srv1.corp.example.com 0xC000006A x3 RdpConnection",
    );
}

#[test]
fn a_known_workstation_has_one_address() {
    check(
        "00:00.000 srv1 4624 user=alice dom=CORP lt=3 ip=10.1.1.5 ws=WS01
         00:00.000 srv1 4624 user=bob dom=CORP lt=3 ip=10.1.1.6 ws=WS02
         00:01.000 srv1 4624 user=bob dom=CORP lt=3 ip=10.1.1.7 ws=WS02
         00:10.000 dc1 4776 user=alice ws=\\\\ws01 status=0xc000006a
         00:11.000 dc1 4776 user=alice ws=WS02 status=0xc000006a
         00:11.100 dc1 4771 user=z service=krbtgt/CORP status=0x18 ip=10.9.9.9",
        r"00:00 CORP\alice <- Address(10.1.1.5) @ srv1 success x1
          00:00 CORP\bob <- Address(10.1.1.6) @ srv1 success x1
          00:01 CORP\bob <- Address(10.1.1.7) @ srv1 success x1
          00:10 CORP\alice <- Address(10.1.1.5) @ dc1 0xC000006A x1 WorkstationAddress
          00:11 CORP\alice <- Workstation(WS02) @ dc1 0xC000006A x1
          00:11.100 CORP\z <- Address(10.9.9.9) @ dc1 Kerberos 0x18 x1",
    );
}

#[test]
fn loopback_and_link_local_belong_to_their_host() {
    check(
        "00:10.000 srv1 4625 user=a sub=0xc000006a lt=3 ip=127.0.0.1
         00:11.000 srv2 4625 user=b sub=0xc000006a lt=3 ip=127.0.0.1
         00:12.000 srv1 4625 user=c sub=0xc000006a lt=3 ip=fe80::1%12
         00:13.000 srv1 4625 user=d sub=0xc000006a lt=2 ip=::1 proc=C:\\w\\winlogon.exe ws=SRV1",
        "00:10 ?a <- Address(srv1!127.0.0.1) @ srv1 0xC000006A x1
         00:11 ?b <- Address(srv2!127.0.0.1) @ srv2 0xC000006A x1
         00:12 ?c <- Address(srv1!fe80::1) @ srv1 0xC000006A x1
         00:13 ?d <- Process(srv1!c:\\w\\winlogon.exe) @ srv1 0xC000006A x1",
    );
}

#[test]
fn gateways_and_other_services_state_their_client() {
    check(
        r#"00:10.000 nps1 6273 user=CORP\jdoe dom=CORP station=203.0.113.7 ws=VPN1 status=16
           00:20.000 sql1 18456 user=sa detail=" Reason: Password did not match that for the login provided." msg=" [CLIENT: 203.0.113.8]"
           00:30.000 ras1 20271 user=CORP\jdoe ip=203.0.113.9
           00:40.000 gw1 301 user=CORP\jdoe ip=203.0.113.10 server=srv1"#,
        r"00:10 ?jdoe <- Address(203.0.113.7) @ nps1 NPS 16 x1
          00:20 sql1:sa <- Address(203.0.113.8) @ sql1 wrong password x1
          00:30 ?jdoe <- Address(203.0.113.9) @ ras1 failed x1
          00:40 ?jdoe <- Address(203.0.113.10) @ gw1 denied x1",
    );
}

#[test]
fn a_server_that_sometimes_omits_the_address() {
    // The first one stands alone: what comes later says nothing of it. A name that no computer has says nothing either; one
    // that some computer has does.
    check(
        "00:01.000 web1 4625 user=alice dom=CORP sub=0xc000006a lt=8 lp=Advapi ip=- ws=WEB1
         00:10.000 web1 4625 user=alice dom=CORP sub=0xc000006a lt=8 lp=Advapi ip=203.0.113.7 ws=WEB1
         00:20.000 web1 4625 user=alice dom=CORP sub=0xc000006a lt=8 lp=Advapi ip=- ws=WEB1
         00:30.000 web1 4625 user=alice dom=CORP sub=0xc000006a lt=8 lp=Advapi ip=- ws=nosuchname
         00:35.000 web1 4624 user=bob dom=CORP lt=3 lp=NtLmSsp ip=10.1.1.5 ws=PC5
         00:36.000 web1 4624 user=bob dom=CORP lt=3 lp=NtLmSsp ip=10.1.1.6 ws=PC5
         00:40.000 web1 4625 user=alice dom=CORP sub=0xc000006a lt=8 lp=Advapi ip=- ws=PC5
         00:50.000 web1 4625 user=bob dom=CORP sub=0xc000006a lt=8 lp=Advapi ip=- ws=WEB1",
        r"00:01 CORP\alice <- Unknown(web1!Advapi / 8) @ web1 0xC000006A x1
          00:10 CORP\alice <- Address(203.0.113.7) @ web1 0xC000006A x1
          00:20 CORP\alice <- Address(203.0.113.7) @ web1 0xC000006A x1 Siblings
          00:30 CORP\alice <- Address(203.0.113.7) @ web1 0xC000006A x1 Siblings
          00:35 CORP\bob <- Address(10.1.1.5) @ web1 success x1
          00:36 CORP\bob <- Address(10.1.1.6) @ web1 success x1
          00:40 CORP\alice <- Workstation(PC5) @ web1 0xC000006A x1
          00:50 CORP\bob <- Unknown(web1!Advapi / 8) @ web1 0xC000006A x1",
    );
}
