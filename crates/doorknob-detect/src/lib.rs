//! Logon attempts to incidents: accumulators, detectors, correlation, scoring and triage.
