//! Names that mean the same everywhere.

use super::fold::fold;

/// The built-in Administrator in the languages that Windows Server was shipped in. Folded.
const ADMINISTRATORS: [&str; 13] = [
    "administrator",
    "administrateur",
    "administrador",
    "amministratore",
    "administratör",
    "administrátor",
    "järjestelmänvalvoja",
    "rendszergazda",
    "администратор",
    "адміністратор",
    "διαχειριστής",
    "yönetici",
    "管理员",
];

/// The built-in Guest, likewise.
const GUESTS: [&str; 10] =
    ["guest", "gast", "invité", "invitado", "convidado", "ospite", "gäst", "vieras", "vendég", "гость"];

/// What a computer without a domain says in the place of one. Folded.
const WORKGROUPS: [&str; 6] = ["workgroup", "arbeitsgruppe", "mshome", "mygroup", "workstation", "null"];

/// Whether a folded name is the built-in Administrator's.
pub(crate) fn is_administrator(folded: &str) -> bool {
    ADMINISTRATORS.contains(&folded)
}

/// Whether every computer has a local account of this folded name.
pub(crate) fn is_on_every_host(folded: &str) -> bool {
    is_administrator(folded) || GUESTS.contains(&folded)
}

/// Whether a domain text names no domain.
pub(crate) fn is_no_domain(text: &str) -> bool {
    matches!(text, "" | "." | "-") || WORKGROUPS.contains(&fold(text).as_ref())
}
