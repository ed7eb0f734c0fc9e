//! Events to logon attempts: codes, accounts, sources, coalescing and source recovery.
