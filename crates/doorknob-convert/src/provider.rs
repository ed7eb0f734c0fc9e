//! Who wrote an event, from its kind: readers need it to tell the event from others with its id.

use doorknob_event::event::{EventSpec, Provider};

/// The name of the provider. Instances of SQL Server are written as the default instance.
pub(crate) fn name(spec: &EventSpec) -> &'static str {
    match spec.provider {
        Provider::Named(name) => name,
        Provider::Prefix("MSSQL") => "MSSQLSERVER",
        Provider::Prefix(prefix) => prefix,
    }
}
