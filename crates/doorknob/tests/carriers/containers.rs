//! Bytes put into compressed streams and archives.

use crate::incidents::PASSWORD;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).expect("memory");
    writer.finish().expect("memory")
}

pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

pub(crate) fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut writer = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    writer.write_all(bytes).expect("memory");
    writer.finish().expect("memory")
}

pub(crate) fn xz(bytes: &[u8]) -> Vec<u8> {
    let options = lzma_rust2::XzOptions::with_preset(1);
    let mut writer = lzma_rust2::XzWriter::new(Vec::new(), options).expect("memory");
    writer.write_all(bytes).expect("memory");
    writer.finish().expect("memory")
}

pub(crate) fn tar(bytes: &[u8]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes.len() as u64);
    archive.append_data(&mut header, "logs/events.json", bytes).expect("memory");
    archive.into_inner().expect("memory")
}

pub(crate) fn zip(bytes: &[u8]) -> Vec<u8> {
    zip_of(&[("logs/events.json".to_owned(), bytes.to_owned())], SimpleFileOptions::default())
}

pub(crate) fn locked_zip(bytes: &[u8]) -> Vec<u8> {
    zip_of(&[("logs/events.json".to_owned(), bytes.to_owned())], locked())
}

/// What collectors use for members with a password.
pub(crate) fn locked() -> SimpleFileOptions {
    SimpleFileOptions::default().with_aes_encryption(zip::AesMode::Aes256, PASSWORD)
}

pub(crate) fn zip_of(members: &[(String, Vec<u8>)], options: SimpleFileOptions) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive.start_file(name, options).expect("memory");
        archive.write_all(bytes).expect("memory");
    }
    archive.finish().expect("memory").into_inner()
}
