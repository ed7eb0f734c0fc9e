//! Both stages on whole logs, as they lie on disk.

mod reading;
mod recordings;
mod simulated;
