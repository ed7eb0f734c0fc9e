//! Rendered messages: the text that Windows makes of an event for people, when it is all that a carrier kept.
//!
//! English text is read by its labels, section by section, since `Account Name` stands for the subject and for the target.
//! Other languages are read by position and by the shape of the values. Some events are one sentence.
//!
//! | shape | from |
//! |---|---|
//! | lines, labels indented by tabs | Event Viewer, `wevtutil`, PowerShell, Splunk, JSON shippers |
//! | one line, parts set apart by two or more spaces | Snare, syslog |

mod by_label;
mod by_position;
mod pairs;
mod sentence;
mod words;

use crate::json::Scalar;
use crate::record::Fields;
use doorknob_event::event::{EventSpec, FieldPath};
use pairs::Pairs;
use std::borrow::Cow;

/// The wanted fields of an event from its rendered text.
pub(crate) fn fields<'a>(text: &str, spec: &EventSpec) -> Fields<'a> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '"');
    if let Some(found) = sentence::values(spec.kind, text) {
        return look_up(spec, |name| Some(found.iter().find(|(known, _)| *known == name)?.1.clone()));
    }
    let pairs = Pairs::of(text);
    if by_label::speaks_english(spec.kind, &pairs) {
        return look_up(spec, |name| by_label::value(spec.kind, name, &pairs));
    }
    let Some(names) = by_position::names(spec.kind, &pairs) else { return Fields::default() };
    look_up(spec, |name| {
        let at = names.iter().position(|known| *known == name)?;
        Some(pairs.value(at)?.to_owned())
    })
}

fn look_up<'a>(spec: &EventSpec, mut value: impl FnMut(&str) -> Option<String>) -> Fields<'a> {
    Fields::look_up(spec, |path| {
        let name = match path {
            FieldPath::Named(name) | FieldPath::UserData(name) => name,
            FieldPath::Position(0) => "0",
            FieldPath::Position(1) => "1",
            FieldPath::Position(2) => "2",
            FieldPath::Position(_) => "3",
        };
        let value = value(name)?;
        words::raw(name, value).map(|text| Scalar::Text(Cow::Owned(text)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorknob_event::event::{EventKind, Field, SPECS};

    pub(super) fn check(kind: EventKind, text: &str, wanted: &str) {
        let spec = SPECS.iter().find(|spec| spec.kind == kind).expect("every kind has a spec");
        let fields = fields(text, spec);
        let found: Vec<String> =
            fields.iter().map(|(field, value)| format!("{field:?}={}", value.clone().into_text())).collect();
        assert_eq!(found.join(" "), wanted, "{text}");
    }

    const FAILURE: &str = "An account failed to log on.\r\n\r\nSubject:\r\n\tSecurity ID:\t\tSYSTEM\r\n\t\
        Account Name:\t\tWKS$\r\n\tAccount Domain:\t\tWORKGROUP\r\n\tLogon ID:\t\t0x3E7\r\n\r\nLogon Type:\t\t\t2\r\n\r\n\
        Account For Which Logon Failed:\r\n\tSecurity ID:\t\tNULL SID\r\n\tAccount Name:\t\tuser\r\n\tAccount Domain:\t\t\r\n\r\n\
        Failure Information:\r\n\tFailure Reason:\t\tUnknown user name or bad password.\r\n\tStatus:\t\t\t0xC000006D\r\n\t\
        Sub Status:\t\t0xC000006A\r\n\r\nProcess Information:\r\n\tCaller Process ID:\t0x5c8\r\n\t\
        Caller Process Name:\tC:\\Windows\\System32\\svchost.exe\r\n\r\nNetwork Information:\r\n\tWorkstation Name:\tWKS\r\n\t\
        Source Network Address:\tfe80::1\r\n\tSource Port:\t\t0\r\n\r\nDetailed Authentication Information:\r\n\t\
        Logon Process:\t\tUser32 \r\n\tAuthentication Package:\tNegotiate\r\n\tTransited Services:\t-\r\n\t\
        Package Name (NTLM only):\t-\r\n\tKey Length:\t\t0\r\n\r\nThis event is generated when a logon request fails.\r\n\r\n\
        The Logon Type field indicates the kind of logon that was requested.";

    const WANTED: &str = "TargetUserName=user TargetDomainName= TargetSid=S-1-0-0 SubjectUserName=WKS$ \
        SubjectDomainName=WORKGROUP SubjectSid=S-1-5-18 Status=0xC000006D \
        FailureReason=%%2313 SubStatus=0xC000006A LogonType=2 LogonProcess=User32  \
        AuthenticationPackage=Negotiate Workstation=WKS ProcessName=C:\\Windows\\System32\\svchost.exe \
        Address=fe80::1 Port=0";

    #[test]
    fn sections_tell_subject_and_target_apart() {
        check(EventKind::LogonFailure, FAILURE, WANTED);
    }

    #[test]
    fn one_line_with_spaces_reads_alike() {
        let flat: String =
            FAILURE.chars().map(|c| if matches!(c, '\r' | '\n' | '\t') { ' ' } else { c }).collect();
        check(EventKind::LogonFailure, &flat, &WANTED.replace("User32  ", "User32 "));
    }

    #[test]
    fn german_is_read_by_position() {
        check(
            EventKind::LogonFailure,
            "Fehler beim Anmelden eines Kontos.\n\nAntragsteller:\n\tSicherheits-ID:\tNULL SID\n\tKontoname:\t-\n\t\
             Kontodomäne:\t-\n\tAnmelde-ID:\t0x0\n\nAnmeldetyp:\t3\n\nKonto, für das die Anmeldung fehlgeschlagen ist:\n\t\
             Sicherheits-ID:\tNULL SID\n\tKontoname:\tbob\n\tKontodomäne:\t\n\nFehlerinformationen:\n\tFehlerursache:\t\
             Unbekannter Benutzername oder ungültiges Kennwort.\n\tStatus:\t0xC000006D\n\tUnterstatus::\t0xC0000064\n\n\
             Prozessinformationen:\n\tAufrufprozess-ID:\t0x0\n\tAufrufprozessname:\t-\n\nNetzwerkinformationen:\n\t\
             Arbeitsstationsname:\tWS\n\tQuellnetzwerkadresse:\t192.0.2.7\n\tQuellport:\t4711\n\n\
             Detaillierte Authentifizierungsinformationen:\n\tAnmeldeprozess:\tNtLmSsp \n\tAuthentifizierungspaket:\tNTLM\n\t\
             Übertragene Dienste:\t-\n\tPaketname (nur NTLM):\t-\n\tSchlüssellänge:\t0\n\nDieses Ereignis wird generiert.",
            "TargetUserName=bob TargetDomainName= TargetSid=S-1-0-0 SubjectUserName=- SubjectDomainName=- \
             SubjectSid=S-1-0-0 Status=0xC000006D SubStatus=0xC0000064 LogonType=3 LogonProcess=NtLmSsp  \
             AuthenticationPackage=NTLM Workstation=WS ProcessName=- Address=192.0.2.7 Port=4711",
        );
    }

    #[test]
    fn the_other_security_events() {
        check(
            EventKind::NtlmValidation,
            "Le contrôleur de domaine a tenté de valider les informations d'identification d'un compte.\n\n\
             Package d'authentification :\tMICROSOFT_AUTHENTICATION_PACKAGE_V1_0\nCompte d'ouverture de session :\tbob\n\
             Station de travail source :\tWS\nCode d'erreur :\t0xC000006A",
            "TargetUserName=bob Workstation=WS Status=0xC000006A AuthenticationPackage=MICROSOFT_AUTHENTICATION_PACKAGE_V1_0",
        );
        check(
            EventKind::KerberosPreAuthentication,
            "Kerberos pre-authentication failed.\n\nAccount Information:\n\tSecurity ID:\t\tS-1-5-21-1-1105\n\tAccount Name:\t\tbob\n\n\
             Service Information:\n\tService Name:\t\tkrbtgt/CORP.COM\n\nNetwork Information:\n\tClient Address:\t\t::ffff:10.0.0.5\n\t\
             Client Port:\t\t50111\n\nAdditional Information:\n\tTicket Options:\t\t0x40810010\n\tFailure Code:\t\t0x18\n\t\
             Pre-Authentication Type:\t2\n\nCertificate Information:\n\tCertificate Issuer Name:\t\t",
            "TargetUserName=bob TargetSid=S-1-5-21-1-1105 ServiceName=krbtgt/CORP.COM Status=0x18 PreAuthType=2 \
             Address=::ffff:10.0.0.5 Port=50111",
        );
        check(
            EventKind::LockedOut,
            "A user account was locked out.\n\nSubject:\n\tSecurity ID:\t\tS-1-5-18\n\tAccount Name:\t\tDC$\n\tAccount Domain:\t\tCORP\n\t\
             Logon ID:\t\t0x3E7\n\nAccount That Was Locked Out:\n\tSecurity ID:\t\tCORP\\bob\n\tAccount Name:\t\tbob\n\n\
             Additional Information:\n\tCaller Computer Name:\tWS7",
            "TargetUserName=bob TargetDomainName=WS7 SubjectUserName=DC$ SubjectDomainName=CORP SubjectSid=S-1-5-18",
        );
        check(
            EventKind::LogonSuccess,
            "An account was successfully logged on.\n\nSubject:\n\tSecurity ID:\t\tS-1-0-0\n\tAccount Name:\t\t-\n\n\
             Logon Information:\n\tLogon Type:\t\t10\n\tVirtual Account:\t\tNo\n\nNew Logon:\n\tSecurity ID:\t\tS-1-5-21-1-500\n\t\
             Account Name:\t\tAdministrator\n\tAccount Domain:\t\tCORP\n\tNetwork Account Name:\t-\n\nNetwork Information:\n\t\
             Workstation Name:\tWS\n\tSource Network Address:\t192.0.2.1\n\tSource Port:\t\t1\n\n\
             Detailed Authentication Information:\n\tLogon Process:\t\tUser32 \n\tAuthentication Package:\tNegotiate",
            "TargetUserName=Administrator TargetDomainName=CORP TargetSid=S-1-5-21-1-500 LogonType=10 \
             LogonProcess=User32  AuthenticationPackage=Negotiate Workstation=WS Address=192.0.2.1 Port=1 VirtualAccount=%%1843",
        );
    }

    #[test]
    fn other_languages_have_the_same_order() {
        check(
            EventKind::KerberosService,
            "A Kerberos service ticket was requested.\n\nAccount Information:\n\tAccount Name:\t\tbob@CORP\n\tAccount Domain:\t\tCORP\n\t\
             Logon GUID:\t\t{0}\n\nService Information:\n\tService Name:\t\tFS$\n\tService ID:\t\tNULL SID\n\nNetwork Information:\n\t\
             Client Address:\t\t::1\n\tClient Port:\t\t0\n\nAdditional Information:\n\tTicket Options:\t\t0x40810000\n\t\
             Ticket Encryption Type:\t0xFFFFFFFF\n\tFailure Code:\t\t0x25\n\tTransited Services:\t-",
            "TargetUserName=bob@CORP TargetDomainName=CORP ServiceName=FS$ Status=0x25 Address=::1 Port=0",
        );
        check(
            EventKind::KerberosService,
            "A Kerberos service ticket was requested.    Account Information:   Account Name:  bob   Account Domain:  CORP   Logon GUID:  \
             {0}    Service Information:   Service Name:  HTTP/app   Service ID:  -    Network Information:   Client Address:  192.0.2.1   \
             Client Port:  55231    Additional Information:   Ticket Options:  0x60810010   Result Code:  0x0   Ticket Encryption Type:  \
             0x12   Pre-Authentication Type:  15   Certificate Information:  -    ",
            "TargetUserName=bob TargetDomainName=CORP ServiceName=HTTP/app Status=0x0 Address=192.0.2.1 Port=55231",
        );
        check(
            EventKind::KerberosService,
            "Ein Kerberos-Dienstticket wurde angefordert.\n\nKontoinformationen:\n\tKontoname:\t\tbob@CORP\n\tKontodomäne:\t\tCORP\n\t\
             Anmelde-GUID:\t\t{0}\n\nDienstinformationen:\n\tDienstname:\t\tFS$\n\tDienst-ID:\t\tNULL SID\n\nNetzwerkinformationen:\n\t\
             Clientadresse:\t\t::1\n\tClientport:\t\t0\n\nWeitere Informationen:\n\tTicketoptionen:\t\t0x40810000\n\t\
             Ticketverschlüsselungstyp:\t0xFFFFFFFF\n\tFehlercode:\t\t0x25\n\tÜbertragene Dienste:\t-",
            "TargetUserName=bob@CORP TargetDomainName=CORP ServiceName=FS$ Status=0x25 Address=::1 Port=0",
        );
        check(
            EventKind::PasswordReset,
            "Es wurde versucht, das Kennwort eines Kontos zurückzusetzen.\n\nAntragsteller:\n\tSicherheits-ID:\t\tCORP\\ann\n\tKontoname:\t\tann\n\t\
             Kontodomäne:\t\tCORP\n\tAnmelde-ID:\t\t0x42F11\n\nZielkonto:\n\tSicherheits-ID:\t\tCORP\\bob\n\tKontoname:\t\tbob\n\tKontodomäne:\t\tCORP",
            "TargetUserName=bob TargetDomainName=CORP SubjectUserName=ann SubjectDomainName=CORP",
        );
        check(
            EventKind::RdpAuthenticated,
            "Remotedesktopdienste: Die Benutzerauthentifizierung war erfolgreich:\n\nBenutzer: bob\nDomäne: CORP\nQuellnetzwerkadresse: \
             192.0.2.1",
            "TargetUserName=bob TargetDomainName=CORP Address=192.0.2.1",
        );
        check(
            EventKind::SessionLogon,
            "Services Bureau à distance : ouverture de session réussie :\n\nUtilisateur : CORP\\bob\nID de session : 3\n\
             Adresse réseau source : 192.0.2.1",
            "TargetUserName=CORP\\bob Address=192.0.2.1",
        );
    }

    #[test]
    fn text_that_is_no_message_gives_nothing() {
        for text in ["", "Status: 0xC000006D", "Subject:\n\tAccount Name:\tx", "a: b\nc: d\ne: f\ng: h"] {
            let spec = SPECS.iter().find(|spec| spec.kind == EventKind::LogonFailure).expect("a spec");
            let fields = fields(text, spec);
            assert!(fields.iter().all(|(field, _)| *field != Field::Status), "{text}");
        }
    }
}
