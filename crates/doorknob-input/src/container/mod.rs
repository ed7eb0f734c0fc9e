//! Containers: what inputs are wrapped in. Compressed streams are unwrapped on the fly; archives are opened member by member, each
//! an input of its own; both may hold the other. Nothing is written to disk, except an archive inside another, which has to be
//! read in any order: it goes to a file without a name that vanishes with the run.
//!
//! What comes out is bounded: see [`Budget`].

mod budget;
mod compression;
mod lumberjack;
mod parquet;
mod shared_file;
mod zipped;

pub(crate) use budget::{Budget, is_refusal};
pub(crate) use compression::Compression;
pub(crate) use lumberjack::{Frames, is_lumberjack};
pub(crate) use parquet::{MAGIC as PARQUET_MAGIC, Rows};
pub(crate) use shared_file::{SharedFile, spool};
pub(crate) use zipped::{Unopened, Zip};
