//! The text that Windows in English makes of an event, `{Name}` standing for a value. Source: the message tables of Windows as
//! Microsoft Learn prints them on the page of each event, without the explanations at their end.

use crate::event::Event;

/// The texts of the events that scenarios write, by channel and id.
const TEXTS: [(&str, u64, &str); 16] = [
    (
        "Security",
        4624,
        "An account was successfully logged on.\n\nSubject:\n\tSecurity ID:\t\t{SubjectUserSid}\n\tAccount Name:\t\t\
         {SubjectUserName}\n\tAccount Domain:\t\t{SubjectDomainName}\n\tLogon ID:\t\t{SubjectLogonId}\n\nLogon Information:\n\t\
         Logon Type:\t\t{LogonType}\n\tRestricted Admin Mode:\t{RestrictedAdminMode}\n\tVirtual Account:\t\t{VirtualAccount}\n\t\
         Elevated Token:\t\t{ElevatedToken}\n\nImpersonation Level:\t\t{ImpersonationLevel}\n\nNew Logon:\n\tSecurity ID:\t\t\
         {TargetUserSid}\n\tAccount Name:\t\t{TargetUserName}\n\tAccount Domain:\t\t{TargetDomainName}\n\tLogon ID:\t\t\
         {TargetLogonId}\n\tLinked Logon ID:\t\t{TargetLinkedLogonId}\n\tNetwork Account Name:\t{TargetOutboundUserName}\n\t\
         Network Account Domain:\t{TargetOutboundDomainName}\n\tLogon GUID:\t\t{LogonGuid}\n\nProcess Information:\n\t\
         Process ID:\t\t{ProcessId}\n\tProcess Name:\t\t{ProcessName}\n\nNetwork Information:\n\tWorkstation Name:\t\
         {WorkstationName}\n\tSource Network Address:\t{IpAddress}\n\tSource Port:\t\t{IpPort}\n\n\
         Detailed Authentication Information:\n\tLogon Process:\t\t{LogonProcessName}\n\tAuthentication Package:\t\
         {AuthenticationPackageName}\n\tTransited Services:\t{TransmittedServices}\n\tPackage Name (NTLM only):\t{LmPackageName}\n\t\
         Key Length:\t\t{KeyLength}\n\nThis event is generated when a logon session is created. It is generated on the computer \
         that was accessed.",
    ),
    (
        "Security",
        4625,
        "An account failed to log on.\n\nSubject:\n\tSecurity ID:\t\t{SubjectUserSid}\n\tAccount Name:\t\t{SubjectUserName}\n\t\
         Account Domain:\t\t{SubjectDomainName}\n\tLogon ID:\t\t{SubjectLogonId}\n\nLogon Type:\t\t\t{LogonType}\n\n\
         Account For Which Logon Failed:\n\tSecurity ID:\t\t{TargetUserSid}\n\tAccount Name:\t\t{TargetUserName}\n\tAccount Domain:\
         \t\t{TargetDomainName}\n\nFailure Information:\n\tFailure Reason:\t\t{FailureReason}\n\tStatus:\t\t\t{Status}\n\t\
         Sub Status:\t\t{SubStatus}\n\nProcess Information:\n\tCaller Process ID:\t{ProcessId}\n\tCaller Process Name:\t\
         {ProcessName}\n\nNetwork Information:\n\tWorkstation Name:\t{WorkstationName}\n\tSource Network Address:\t{IpAddress}\n\t\
         Source Port:\t\t{IpPort}\n\nDetailed Authentication Information:\n\tLogon Process:\t\t{LogonProcessName}\n\t\
         Authentication Package:\t{AuthenticationPackageName}\n\tTransited Services:\t{TransmittedServices}\n\t\
         Package Name (NTLM only):\t{LmPackageName}\n\tKey Length:\t\t{KeyLength}\n\nThis event is generated when a logon request \
         fails. It is generated on the computer where access was attempted.",
    ),
    (
        "Security",
        4724,
        "An attempt was made to reset an account's password.\n\nSubject:\n\tSecurity ID:\t\t{SubjectUserSid}\n\tAccount Name:\t\t\
         {SubjectUserName}\n\tAccount Domain:\t\t{SubjectDomainName}\n\tLogon ID:\t\t{SubjectLogonId}\n\nTarget Account:\n\t\
         Security ID:\t\t{TargetSid}\n\tAccount Name:\t\t{TargetUserName}\n\tAccount Domain:\t\t{TargetDomainName}",
    ),
    (
        "Security",
        4738,
        "A user account was changed.\n\nSubject:\n\tSecurity ID:\t\t{SubjectUserSid}\n\tAccount Name:\t\t{SubjectUserName}\n\t\
         Account Domain:\t\t{SubjectDomainName}\n\tLogon ID:\t\t{SubjectLogonId}\n\nTarget Account:\n\tSecurity ID:\t\t{TargetSid}\n\t\
         Account Name:\t\t{TargetUserName}\n\tAccount Domain:\t\t{TargetDomainName}\n\nChanged Attributes:\n\tSAM Account Name:\t\
         {SamAccountName}\n\tDisplay Name:\t\t{DisplayName}\n\tUser Principal Name:\t{UserPrincipalName}\n\tPassword Last Set:\t\
         {PasswordLastSet}\n\nAdditional Information:\n\tPrivileges:\t\t{PrivilegeList}",
    ),
    (
        "Security",
        4740,
        "A user account was locked out.\n\nSubject:\n\tSecurity ID:\t\t{SubjectUserSid}\n\tAccount Name:\t\t{SubjectUserName}\n\t\
         Account Domain:\t\t{SubjectDomainName}\n\tLogon ID:\t\t{SubjectLogonId}\n\nAccount That Was Locked Out:\n\tSecurity ID:\t\t\
         {TargetSid}\n\tAccount Name:\t\t{TargetUserName}\n\nAdditional Information:\n\tCaller Computer Name:\t{TargetDomainName}",
    ),
    (
        "Security",
        4768,
        "A Kerberos authentication ticket (TGT) was requested.\n\nAccount Information:\n\tAccount Name:\t\t{TargetUserName}\n\t\
         Supplied Realm Name:\t{TargetDomainName}\n\tUser ID:\t\t\t{TargetSid}\n\nService Information:\n\tService Name:\t\t\
         {ServiceName}\n\tService ID:\t\t{ServiceSid}\n\nNetwork Information:\n\tClient Address:\t\t{IpAddress}\n\tClient Port:\t\t\
         {IpPort}\n\nAdditional Information:\n\tTicket Options:\t\t{TicketOptions}\n\tResult Code:\t\t{Status}\n\t\
         Ticket Encryption Type:\t{TicketEncryptionType}\n\tPre-Authentication Type:\t{PreAuthType}\n\nCertificate Information:\n\t\
         Certificate Issuer Name:\t\t{CertIssuerName}\n\tCertificate Serial Number:\t{CertSerialNumber}\n\tCertificate Thumbprint:\t\t\
         {CertThumbprint}\n\nCertificate information is only provided if a certificate was used for pre-authentication.",
    ),
    (
        "Security",
        4769,
        "A Kerberos service ticket was requested.\n\nAccount Information:\n\tAccount Name:\t\t{TargetUserName}\n\tAccount Domain:\t\t\
         {TargetDomainName}\n\tLogon GUID:\t\t{LogonGuid}\n\nService Information:\n\tService Name:\t\t{ServiceName}\n\tService ID:\t\t\
         {ServiceSid}\n\nNetwork Information:\n\tClient Address:\t\t{IpAddress}\n\tClient Port:\t\t{IpPort}\n\n\
         Additional Information:\n\tTicket Options:\t\t{TicketOptions}\n\tTicket Encryption Type:\t{TicketEncryptionType}\n\t\
         Failure Code:\t\t{Status}\n\tTransited Services:\t{TransmittedServices}\n\nThis event is generated every time access is \
         requested to a resource such as a computer or a Windows service.",
    ),
    (
        "Security",
        4771,
        "Kerberos pre-authentication failed.\n\nAccount Information:\n\tSecurity ID:\t\t{TargetSid}\n\tAccount Name:\t\t\
         {TargetUserName}\n\nService Information:\n\tService Name:\t\t{ServiceName}\n\nNetwork Information:\n\tClient Address:\t\t\
         {IpAddress}\n\tClient Port:\t\t{IpPort}\n\nAdditional Information:\n\tTicket Options:\t\t{TicketOptions}\n\tFailure Code:\t\t\
         {Status}\n\tPre-Authentication Type:\t{PreAuthType}\n\nCertificate Information:\n\tCertificate Issuer Name:\t\t\
         {CertIssuerName}\n\tCertificate Serial Number: \t{CertSerialNumber}\n\tCertificate Thumbprint:\t\t{CertThumbprint}\n\n\
         Certificate information is only provided if a certificate was used for pre-authentication.",
    ),
    (
        "Security",
        4776,
        "The computer attempted to validate the credentials for an account.\n\nAuthentication Package:\t{PackageName}\n\
         Logon Account:\t{TargetUserName}\nSource Workstation:\t{Workstation}\nError Code:\t{Status}",
    ),
    ("OpenSSH/Operational", 4, "{process}: {payload}"),
    (
        "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational",
        131,
        "The server accepted a new {ConnType} connection from client {ClientIP}.",
    ),
    (
        "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational",
        140,
        "A connection from the client computer with an IP address of {IPString} failed because the user name or password is not \
         correct.",
    ),
    (
        "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational",
        261,
        "Listener {listenerName} received a connection",
    ),
    (
        "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational",
        1149,
        "Remote Desktop Services: User authentication succeeded:\n\nUser: {Param1}\nDomain: {Param2}\nSource Network Address: \
         {Param3}",
    ),
    (
        "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
        21,
        "Remote Desktop Services: Session logon succeeded:\n\nUser: {User}\nSession ID: {SessionID}\nSource Network Address: \
         {Address}",
    ),
    (
        "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
        25,
        "Remote Desktop Services: Session reconnection succeeded:\n\nUser: {User}\nSession ID: {SessionID}\nSource Network \
         Address: {Address}",
    ),
];

/// The text of an event; that of an event without one as Windows writes it where it knows none.
pub(crate) fn text(event: &Event) -> String {
    let known = TEXTS.iter().find(|(channel, id, _)| (*channel, *id) == (event.channel.as_str(), event.id));
    let Some((_, _, text)) = known else {
        let values: Vec<&str> = event.data.iter().map(|(_, value)| value.as_str()).collect();
        return format!(
            "The description for Event ID {} from source {} cannot be found.\n\nThe following information was included with the \
             event:\n\n{}",
            event.id,
            event.provider,
            values.join("\n")
        );
    };
    event.data.iter().fold((*text).to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), &shown(name, value))
    })
}

/// A value as text shows it.
fn shown(name: &str, value: &str) -> String {
    match (name, value) {
        (_, "%%1833") => "Impersonation".to_owned(),
        (_, "%%1842") => "Yes".to_owned(),
        (_, "%%1843") => "No".to_owned(),
        (_, "S-1-0-0") => "NULL SID".to_owned(),
        (_, "S-1-5-18") => "SYSTEM".to_owned(),
        ("FailureReason", "%%2304") => "An Error occured during Logon.".to_owned(),
        ("FailureReason", "%%2305") => "The specified user account has expired.".to_owned(),
        ("FailureReason", "%%2307") => "Account locked out.".to_owned(),
        ("FailureReason", "%%2309") => "The specified account's password has expired.".to_owned(),
        ("FailureReason", "%%2310") => "Account currently disabled.".to_owned(),
        ("FailureReason", "%%2313") => "Unknown user name or bad password.".to_owned(),
        ("Status" | "SubStatus", code) => code
            .strip_prefix("0x")
            .map_or_else(|| code.to_owned(), |digits| format!("0x{}", digits.to_uppercase())),
        _ => value.to_owned(),
    }
}

/// Whether Windows shows a name in place of a value: a SID of an account that the computer can look up.
pub(crate) fn is_resolved(value: &str) -> bool {
    value.starts_with("S-1-5-21-")
}

/// The text with the names of accounts in place of their SIDs, as computers that can look them up write it.
pub(crate) fn resolved_text(event: &Event) -> String {
    let mut event = event.clone();
    let domain = "CORP";
    let names: Vec<String> =
        ["SubjectUserName", "TargetUserName"].map(|name| event.value(name).to_owned()).into();
    for (name, value) in event.data.iter_mut().filter(|(_, value)| is_resolved(value)) {
        let account = if name.starts_with("Subject") { &names[0] } else { &names[1] };
        *value = format!("{domain}\\{account}");
    }
    text(&event)
}
