//! How many bytes does the browser fetch for the triggers?

use std::io::Write as _;

use anyhow::Result;

/// Size after brotli at its highest quality, as the server sends it.
///
/// # Errors
/// Never for a buffer in memory.
pub(crate) fn brotli_size(bytes: &[u8]) -> Result<usize> {
    let mut out = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut out, 1 << 16, 11, 22);
    writer.write_all(bytes)?;
    drop(writer);
    Ok(out.len())
}
