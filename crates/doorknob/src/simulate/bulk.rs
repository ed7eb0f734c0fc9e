//! `doorknob simulate bulk`: inputs of any size to measure speed with.

use crate::arguments::{BulkArguments, BulkKind};
use crate::failure::{self, Hinted};
use anyhow::Context as _;
use doorknob_report::quantity::{bytes, counted};
use doorknob_simulate::bulk::{Limit, Mixture, Written, damage, write_file, write_folder};
use doorknob_simulate::evtx_file::Encoding;
use std::fs::{File, OpenOptions};
use std::io::BufWriter;

/// Share of the chunks that kind `damaged` damages.
const DAMAGED: f64 = 0.05;

pub(super) fn run(arguments: &BulkArguments) -> anyhow::Result<()> {
    let path = &arguments.output;
    let written = match arguments.kind {
        BulkKind::Folder => {
            super::prepare(path)?;
            write_folder(path, arguments.size, arguments.seed)?
        }
        BulkKind::Failures => file(arguments, Mixture::FailedLogons, Encoding::Templates)?,
        BulkKind::Forwarded => file(arguments, Mixture::FailedLogons, Encoding::Literal)?,
        BulkKind::Realistic | BulkKind::Damaged => file(arguments, Mixture::Realistic, Encoding::Templates)?,
    };
    let mut told = format!(
        "{}, {}, {} written to {}",
        counted(written.records, "record", "records"),
        counted(written.failed_logons, "failed logon", "failed logons"),
        bytes(written.bytes),
        path.display()
    );
    if arguments.kind == BulkKind::Damaged {
        told.push_str(&format!("; {} damaged", counted(damaged(arguments)?, "chunk", "chunks")));
    }
    failure::warn(&told);
    Ok(())
}

/// Writes a file that was not there before.
fn file(arguments: &BulkArguments, mixture: Mixture, encoding: Encoding) -> anyhow::Result<Written> {
    let path = &arguments.output;
    let file = File::create_new(path).with_context(|| Hinted {
        message: format!("cannot write {}", path.display()),
        hint: "name a new file after -o".to_owned(),
    })?;
    write_file(BufWriter::new(file), mixture, encoding, Limit::Bytes(arguments.size), arguments.seed)
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Damages the file that was just written; tells how many chunks.
fn damaged(arguments: &BulkArguments) -> anyhow::Result<u64> {
    let path = &arguments.output;
    let whole = || format!("cannot damage {}", path.display());
    let mut file = OpenOptions::new().read(true).write(true).open(path).with_context(whole)?;
    Ok(damage(&mut file, DAMAGED, arguments.seed).with_context(whole)?.len() as u64)
}
