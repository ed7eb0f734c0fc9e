//! Writes labelled Windows authentication scenarios as EVTX or JSON lines, with the truth beside them.
