//! One event of every layout, with awkward values among them.

use std::sync::Arc;

use doorknob_simulate::event::*;
use doorknob_simulate::time::{self, SECOND};

pub(crate) fn context(logon_type: u32, package: &'static str) -> LogonContext {
    LogonContext {
        subject: Subject::nobody(),
        logon_type,
        logon_process: "NtLmSsp ",
        package,
        workstation: "WS-07".into(),
        process_id: 0x16d8,
        process_name: "C:\\Program Files\\OpenSSH-Win64\\sshd.exe".into(),
        address: "203.0.113.7".into(),
        port: "49797".into(),
    }
}

fn client() -> KerberosClient {
    KerberosClient { address: "::ffff:10.0.2.17".into(), port: "52202".into() }
}

fn logged_on(sid: Sid) -> LoggedOn {
    LoggedOn { sid, name: "j.smith".into(), domain: "CORP".into(), logon_id: 0x1_0e7c_4430 }
}

fn managed(sid: Sid) -> ManagedAccount {
    ManagedAccount { name: "j.smith".into(), domain: "CORP".into(), sid }
}

/// One event of every layout, record ids counting from 1.
pub(crate) fn all() -> Vec<SimulatedEvent> {
    let computer: Arc<str> = Arc::from("dc01.corp.example");
    let sid = Sid::account([979_008_924, 657_238_111, 836_329_461], 1107);
    let admin =
        Subject {
            sid, name: "Администратор".into(), domain: "CORP".into(), logon_id: 0xffff_ffff_ffff
        };
    let machine = Subject::machine("DC01$", "CORP");
    let realm: Text = "CORP.EXAMPLE".into();
    let code = FailureCode { status: 0xC000_006D, sub_status: 0xC000_006A, reason: "%%2313" };
    let locked = FailureCode { status: STATUS_LOCKED_OUT, sub_status: 0, reason: "%%2307" };
    let start = time::utc(2026, 3, 9, 8, 15) + 1_234_567;
    let address = || Text::from("203.0.113.7");
    let request = NpsRequest {
        sid,
        user: "CORP\\j.smith".into(),
        domain: "CORP".into(),
        calling_station: "203.0.113.7".into(),
        gateway: "vpn01".into(),
        gateway_address: "10.0.0.9".into(),
        reason: 16,
    };
    let (t, c) = (start, &computer);
    let mut events = vec![
        logon_succeeded(t, c, logged_on(sid), context(3, "NTLM"), true),
        logon_succeeded(t, c, logged_on(sid), context(10, "Negotiate"), false),
        logon_failed(t, c, "админ\u{1F511} \"x\" \\ <&>".into(), ".".into(), code, context(3, "NTLM")),
        logon_failed(t, c, "".into(), "".into(), locked, context(8, "Negotiate")),
        logoff(t, c, logged_on(sid), 3),
        explicit_credentials(
            t,
            c,
            &admin,
            "bob".into(),
            "CORP".into(),
            "fs01".into(),
            (0x4d2, "C:\\tool.exe".into()),
        ),
        special_privileges(t, c, logged_on(sid)),
        credential_validation(t, c, "bob".into(), "".into(), 0xC000_0064),
        credential_validation(t, c, "bob".into(), "kali".into(), 0),
        remote_desktop_denied(t, c, logged_on(sid), address()),
        tgt_requested(t, c, "bob".into(), &realm, sid, 0, client()),
        tgt_requested(t, c, "nobody".into(), &realm, sid, 6, client()),
        service_ticket_requested(t, c, &"bob".into(), &realm, ("FS01$".into(), sid), 0, client()),
        service_ticket_requested(t, c, &"bob".into(), &realm, ("FS01$".into(), sid), 0x25, client()),
        preauthentication_failed(t, c, "bob".into(), &realm, sid, 0x18, client()),
        account_locked_out(t, c, managed(sid), "WS-07".into(), &machine),
        account_unlocked(t, c, managed(sid), &admin),
        password_changed(t, c, managed(sid), &admin, false),
        password_reset(t, c, managed(sid), &admin),
        account_changed(t, c, managed(sid), &admin, AccountChange::Password),
        account_changed(t, c, managed(sid), &admin, AccountChange::Disabled),
        account_changed(t, c, managed(sid), &admin, AccountChange::Enabled),
        logon_audit_changed(t, c, &admin, "%%8448, %%8450"),
        log_cleared(t, c, &admin),
        log_service_stopped(t, c),
        rdp_connection(t, c, [10, 0, 2, 16].into(), 52202),
        rdp_connection(t, c, "fe80::7191:d555:270f:4d0b".parse().expect("an address"), 52202),
        rdp_bad_credentials(t, c, address()),
        rdp_listener(t, c),
        rdp_authenticated(t, c, "bob".into(), "".into(), address()),
        session_logon(t, c, "CORP\\bob".into(), 3, address()),
        session_reconnected(t, c, "CORP\\bob".into(), 3, "LOCAL".into()),
        gateway_denied(t, c, "CORP\\bob".into(), address()),
        gateway_connected(t, c, "CORP\\bob".into(), address(), "rds01"),
        sshd_message(t, c, "Failed password for invalid user hacker from 10.23.23.9 port 60096 ssh2"),
        ntlm_audited(t, c, "FS01".into(), "bob".into(), "CORP".into(), "WS-07".into()),
        nps_denied(t, c, request),
        remote_access_failed(t, c, "bob".into(), address()),
        mssql_login_failed(t, c, "sa".into(), "10.23.23.9", true),
        netlogon_session_failed(t, c, "WS07".into()),
        service_logon_failed(t, c, "Backup".into(), "CORP\\svc-backup".into()),
        service_not_started(t, c, "Backup".into()),
        process_created(t, c, &machine, (1, "C:\\Windows\\System32\\cmd.exe"), (2, "C:\\a.exe")),
        connection_permitted(
            t,
            c,
            (788, "\\device\\harddiskvolume1\\x.exe"),
            (address(), 1),
            ("10.0.0.1".into(), 445),
        ),
    ];
    for (index, event) in (1..).zip(events.iter_mut()) {
        event.record_id = index;
        event.time += i64::try_from(index).expect("few") * SECOND;
        event.thread_id = 108;
    }
    if let Some(event) = events.get_mut(2) {
        event.activity =
            Some([0x20, 0xe4, 0x7b, 0xa6, 0x36, 0x46, 1, 0, 0x36, 0xe4, 0x7b, 0xa6, 0x36, 0x46, 0xd7, 1]);
    }
    events
}
