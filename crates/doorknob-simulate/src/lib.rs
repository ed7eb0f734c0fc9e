#![doc = include_str!("../README.md")]

pub mod behaviour;
pub mod bulk;
pub mod event;
pub mod evtx_file;
pub mod files;
pub mod json_lines;
pub mod layout;
pub mod people;
pub mod random;
pub mod scenario;
pub mod site;
pub mod time;
pub mod truth;
pub mod world;
