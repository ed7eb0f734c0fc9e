//! Incidents as other tools read them.
