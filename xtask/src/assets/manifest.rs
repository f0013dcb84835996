//! What is in the assets folder? The manifest that the server, the size table and the tests read, and the writer
//! that keeps it true.
//!
//! `manifest.json` is `{"format": 1, "files": [{"url", "file", "type", "immutable", "role", "raw", "gzip",
//! "brotli"}]}`: `url` is the path under the server's base, `file` the path in the folder (with `.br` and `.gz`
//! beside it), `type` the content type, sizes are bytes. A file that is `immutable` has its content's hash in
//! its name and may be cached for a year; the others must be asked for again.
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::process::run;
use crate::progress::Step;
use crate::stamp;

/// The manifest's name in the assets folder.
pub(crate) const NAME: &str = "manifest.json";
/// Raised when the layout changes, so that older output is made again.
pub(crate) const FORMAT: &str = "1";

/// Hexadecimal digits of the hash in a name: 48 bits, plenty for telling builds apart.
const HASH: usize = 12;

/// One served file. Sizes are bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct File {
    pub(crate) url: String,
    pub(crate) file: String,
    pub(crate) role: String,
    pub(crate) immutable: bool,
    pub(crate) raw: u64,
    pub(crate) gzip: u64,
    pub(crate) brotli: u64,
}

/// All served files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Manifest {
    pub(crate) files: Vec<File>,
}

impl Manifest {
    /// Reads the manifest of an assets folder.
    ///
    /// # Errors
    /// When it is missing or not of this format.
    pub(crate) fn read(assets: &Path) -> Result<Self> {
        let path = assets.join(NAME);
        let value: Value = serde_json::from_slice(&stamp::read(&path)?)
            .with_context(|| format!("{} is not JSON: remove it and build again", path.display()))?;
        let files = value["files"].as_array().context("the manifest lists no files")?;
        let files: Option<Vec<_>> = files.iter().map(from_json).collect();
        Ok(Self { files: files.context("the manifest has a file without all its fields")? })
    }
}

/// Fills a new assets folder.
pub(crate) struct Writer {
    folder: PathBuf,
    files: Vec<File>,
}

impl Writer {
    /// A writer into a folder that is empty or not there.
    pub(crate) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf(), files: Vec::new() }
    }

    /// Writes a file whose name carries its content's hash and returns its path in the folder.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn hashed(
        &mut self,
        stem: &str,
        extension: &str,
        role: &str,
        content: &[u8],
    ) -> Result<String> {
        let hash = &stamp::hash_of(content)[..HASH];
        let file = format!("{stem}-{hash}.{extension}");
        self.add(format!("/{file}"), file.clone(), role, true, content)?;
        Ok(file)
    }

    /// Writes a file under a fixed URL.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn named(&mut self, url: &str, file: &str, role: &str, content: &[u8]) -> Result<()> {
        self.add(url.to_owned(), file.to_owned(), role, false, content)
    }

    /// Compresses everything and writes the manifest.
    ///
    /// # Errors
    /// When Node fails or the manifest cannot be written.
    pub(crate) fn finish(mut self, step: &Step, compressor: &Path) -> Result<Manifest> {
        let paths: Vec<_> = self.files.iter().map(|file| self.folder.join(&file.file)).collect();
        run(step, Command::new("node").arg(compressor).args(&paths))?;
        for (file, path) in self.files.iter_mut().zip(&paths) {
            file.gzip = size(path, ".gz")?;
            file.brotli = size(path, ".br")?;
        }
        let files: Option<Vec<_>> = self.files.iter().map(to_json).collect();
        let files = files.context("a file of a type that the server does not serve")?;
        let manifest = serde_json::to_string_pretty(&json!({ "format": 1, "files": files }))?;
        stamp::write(&self.folder.join(NAME), manifest + "\n")?;
        Ok(Manifest { files: self.files })
    }

    fn add(&mut self, url: String, file: String, role: &str, immutable: bool, content: &[u8]) -> Result<()> {
        if content.is_empty() {
            bail!("{file} came out empty");
        }
        stamp::write(&self.folder.join(&file), content)?;
        let raw = content.len() as u64;
        self.files.push(File { url, file, role: role.to_owned(), immutable, raw, gzip: 0, brotli: 0 });
        Ok(())
    }
}

fn size(path: &Path, suffix: &str) -> Result<u64> {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    Ok(std::fs::metadata(&name).with_context(|| format!("{} was not compressed", path.display()))?.len())
}

fn content_type(file: &str) -> Option<&'static str> {
    Some(match Path::new(file).extension()?.to_str()? {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        _ => return None,
    })
}

fn to_json(file: &File) -> Option<Value> {
    Some(json!({
        "url": file.url,
        "file": file.file,
        "type": content_type(&file.file)?,
        "immutable": file.immutable,
        "role": file.role,
        "raw": file.raw,
        "gzip": file.gzip,
        "brotli": file.brotli,
    }))
}

fn from_json(value: &Value) -> Option<File> {
    Some(File {
        url: value["url"].as_str()?.to_owned(),
        file: value["file"].as_str()?.to_owned(),
        role: value["role"].as_str()?.to_owned(),
        immutable: value["immutable"].as_bool()?,
        raw: value["raw"].as_u64()?,
        gzip: value["gzip"].as_u64()?,
        brotli: value["brotli"].as_u64()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_survives_the_manifest() {
        let file = File {
            url: "/assets/widget-1.wasm".into(),
            file: "assets/widget-1.wasm".into(),
            role: "wasm".into(),
            immutable: true,
            raw: 3,
            gzip: 2,
            brotli: 1,
        };
        assert_eq!(from_json(&to_json(&file).unwrap()), Some(file));
    }

    #[test]
    fn a_type_without_a_content_type_is_refused() {
        assert_eq!(content_type("a.wasm"), Some("application/wasm"));
        assert_eq!(content_type("a.exe"), None);
    }
}
