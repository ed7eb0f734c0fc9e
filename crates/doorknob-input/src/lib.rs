//! Inputs to events: finds files, recognises what they are and decodes the events in them.
