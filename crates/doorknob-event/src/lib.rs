//! The vocabulary of Windows authentication telemetry: times, codes, accounts, sources, observations, attempts, incidents.
