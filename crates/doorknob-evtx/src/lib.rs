//! A selective, fast and damage-tolerant reader of Windows EVTX event logs.
