//! What an account is for, as far as its name tells: people, services, administrators.

use crate::activity::Account;
use crate::settings::{Settings, wildcard};

/// What an account is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccountKind {
    /// A person, or nothing says otherwise.
    Person,
    /// A service, task or application.
    Service,
    /// An administrator variant.
    Administrator,
    /// A computer or trust account.
    Machine,
}

/// Tokens that mark a service account. From Microsoft's naming guidance for service accounts and common products; a
/// token counts only as a whole token of the name, so `sqlmanager` is a person and `sql-prod01` a service.
const SERVICE_TOKENS: &[&str] = &[
    "svc",
    "service",
    "srv",
    "sa",
    "gmsa",
    "msa",
    "sql",
    "mssql",
    "mssqlsvc",
    "sqlsvc",
    "sqlagent",
    "oracle",
    "backup",
    "veeam",
    "bkp",
    "batch",
    "job",
    "task",
    "scheduler",
    "app",
    "apppool",
    "iis",
    "web",
    "ldap",
    "ldapbind",
    "bind",
    "scan",
    "scanner",
    "scan2mail",
    "printer",
    "print",
    "mfp",
    "smtp",
    "relay",
    "sharepoint",
    "spfarm",
    "farm",
    "exchange",
    "sccm",
    "scom",
    "monitor",
    "monitoring",
    "nagios",
    "zabbix",
    "prtg",
    "agent",
    "robot",
    "rpa",
    "bot",
    "api",
    "sync",
    "adsync",
    "adconnect",
    "jenkins",
    "build",
    "deploy",
    "ci",
    "krb",
    "http",
    "ftp",
    "sftp",
    "etl",
    "report",
    "reports",
    "reporting",
    "bi",
    "erp",
    "sap",
    "crm",
    "vpnsvc",
    "radius",
    "wsus",
    "av",
];

/// Prefixes that mark one even without a separator (`svcbackup`, `sqlservice`).
const SERVICE_PREFIXES: &[&str] =
    &["svc", "mssql", "sqlsvc", "sqlserv", "healthmailbox", "iusr", "iwam", "aspnet", "msol", "aad"];

/// Names and tokens of administrators, in the languages Windows ships (built-in name of RID 500) and the usual variants.
pub const ADMINISTRATOR_NAMES: &[&str] = &[
    "administrator",
    "administrateur",
    "administrador",
    "amministratore",
    "administratör",
    "administratör",
    "administrátor",
    "rendszergazda",
    "järjestelmänvalvoja",
    "администратор",
    "yönetici",
    "管理者",
    "管理员",
    "관리자",
    "διαχειριστής",
    "admin",
    "admins",
    "adm",
    "root",
    "sysadmin",
    "localadmin",
    "domainadmin",
    "superuser",
    "superadmin",
    "sysadm",
    "itadmin",
    "adminuser",
    "useradmin",
    "da",
    "ea",
];

/// What an account is for.
pub fn kind_of(account: &Account, settings: &Settings) -> AccountKind {
    if account.machine {
        return AccountKind::Machine;
    }
    let full = format!("{}\\{}", account.domain, account.name);
    if settings
        .service_accounts
        .iter()
        .any(|pattern| wildcard(pattern, &account.name) || wildcard(pattern, &full))
    {
        return AccountKind::Service;
    }
    let name = account.name.to_lowercase();
    let tokens = tokens_of(&name);
    if account.builtin_administrator
        || tokens.iter().any(|token| ADMINISTRATOR_NAMES.contains(&token.as_str()))
    {
        return AccountKind::Administrator;
    }
    let service = tokens.iter().any(|token| SERVICE_TOKENS.contains(&token.as_str()))
        || SERVICE_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || name.ends_with("svc")
        || name.ends_with("service");
    if service { AccountKind::Service } else { AccountKind::Person }
}

/// The name cut at separators and at letter/digit edges: `svc-sql01` is `svc`, `sql`, `01`.
pub fn tokens_of(name: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut token = String::new();
    let mut digits = false;
    for c in name.chars() {
        let separator = matches!(c, '.' | '_' | '-' | ' ' | '\\' | '/' | '@' | '+');
        if !token.is_empty() && (separator || c.is_numeric() != digits) {
            tokens.push(std::mem::take(&mut token));
        }
        if !separator {
            digits = c.is_numeric();
            token.push(c);
        }
    }
    if !token.is_empty() {
        tokens.push(token);
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::Authority;

    fn account(name: &str) -> Account {
        Account {
            name: name.into(),
            domain: "CORP".into(),
            sid: None,
            authority: Authority::Domain,
            key: name.to_lowercase(),
            machine: name.ends_with('$'),
            secret_like: false,
            builtin_administrator: false,
            privileged: None,
        }
    }

    #[test]
    fn names_tell_what_they_are_for() {
        let table = [
            ("alice", AccountKind::Person),
            ("sqlmanager", AccountKind::Person),
            ("j.smith", AccountKind::Person),
            ("svc-sql01", AccountKind::Service),
            ("svcbackup", AccountKind::Service),
            ("backup_exec", AccountKind::Service),
            ("Administrator", AccountKind::Administrator),
            ("adm-jsmith", AccountKind::Administrator),
            ("admin2", AccountKind::Administrator),
            ("WS01$", AccountKind::Machine),
        ];
        for (name, kind) in table {
            assert_eq!(kind_of(&account(name), &Settings::default()), kind, "{name}");
        }
        let own = Settings { service_accounts: vec!["CORP\\x*".into()], ..Settings::default() };
        assert_eq!(kind_of(&account("x900"), &own), AccountKind::Service);
    }
}
