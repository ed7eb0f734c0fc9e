//! Incidents to text, JSON and CSV.
