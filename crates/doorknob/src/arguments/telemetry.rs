//! What is wanted of the telemetry: the same for `readiness` and `report`.

use clap::Args;
use std::path::PathBuf;

/// What is wanted of the telemetry.
#[derive(Debug, Args)]
pub(crate) struct TelemetryArguments {
    /// List of the hosts that ought to send logs: one a line, or CSV with a column such as DNSHostName or Name
    ///
    /// `Get-ADComputer -Filter * -Properties DNSHostName | Export-Csv hosts.csv` writes one.
    #[arg(long, value_name = "FILE")]
    pub(crate) expected_hosts: Option<PathBuf>,
    /// Days of history wanted; 30: so long it is remembered who logs on from where
    #[arg(long, value_name = "NUMBER", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3650))]
    pub(crate) days: u32,
}
