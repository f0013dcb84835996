//! Has anything changed since a step last ran? A fingerprint of its inputs, kept beside its output.
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Gathers what a step depends on: file contents, tool versions, options.
#[derive(Default)]
pub(crate) struct Fingerprint {
    hash: Sha256,
}

impl Fingerprint {
    /// Adds a value, such as a tool's version.
    pub(crate) fn text(mut self, value: &str) -> Self {
        self.hash.update(value.len().to_le_bytes());
        self.hash.update(value);
        self
    }

    /// Adds the content of a file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn file(self, path: &Path) -> Result<Self> {
        Ok(self.text(&hash_of(&read(path)?)))
    }

    /// Adds every file under a folder, by name and content, in the order of their names.
    ///
    /// # Errors
    /// When the folder or a file in it cannot be read.
    pub(crate) fn folder(mut self, folder: &Path) -> Result<Self> {
        for path in files_under(folder)? {
            self = self.text(&path.to_string_lossy()).file(&path)?;
        }
        Ok(self)
    }

    /// The fingerprint of all that was added.
    pub(crate) fn finish(self) -> String {
        hex(&self.hash.finalize())
    }
}

/// Whether the step `name` last ended with this fingerprint and all its outputs are still there.
pub(crate) fn is_fresh(work: &Path, name: &str, fingerprint: &str, outputs: &[PathBuf]) -> bool {
    std::fs::read_to_string(stamp(work, name)).is_ok_and(|kept| kept == fingerprint)
        && outputs.iter().all(|path| path.exists())
}

/// Keeps the fingerprint of a step that ended well.
///
/// # Errors
/// When the folder for fingerprints cannot be written.
pub(crate) fn keep(work: &Path, name: &str, fingerprint: &str) -> Result<()> {
    write(&stamp(work, name), fingerprint)
}

/// All files under a folder, sorted by path; nothing when the folder does not exist.
///
/// # Errors
/// When a folder cannot be listed.
pub(crate) fn files_under(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in
            std::fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?
        {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}

/// The SHA-256 of some bytes in hexadecimal.
pub(crate) fn hash_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Reads a file, naming it when that fails.
///
/// # Errors
/// When the file cannot be read.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Reads a text file, naming it when that fails.
///
/// # Errors
/// When the file cannot be read or is not UTF-8.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Writes a file whole: beside its place first, then renamed, so that a reader never sees half of it.
///
/// # Errors
/// When the folder cannot be made or the file cannot be written.
pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    let failed = || format!("cannot write {}", path.display());
    let folder = path.parent().with_context(failed)?;
    std::fs::create_dir_all(folder).with_context(failed)?;
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    std::fs::write(&part, content).with_context(failed)?;
    std::fs::rename(&part, path).with_context(failed)
}

fn stamp(work: &Path, name: &str) -> PathBuf {
    work.join("stamps").join(name)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of the test's own under the build output, empty at the start.
    fn scratch(name: &str) -> PathBuf {
        let folder = crate::repo::Repo::find().work().join("test-stamp").join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_changed_input_or_a_missing_output_makes_a_step_stale() {
        let work = scratch("stale");
        let output = work.join("out");
        write(&output, "x").unwrap();
        keep(&work, "step", "one").unwrap();
        assert!(is_fresh(&work, "step", "one", std::slice::from_ref(&output)));
        assert!(!is_fresh(&work, "step", "two", std::slice::from_ref(&output)));
        std::fs::remove_file(&output).unwrap();
        assert!(!is_fresh(&work, "step", "one", &[output]));
    }

    #[test]
    fn moving_bytes_between_values_changes_the_fingerprint() {
        let one = Fingerprint::default().text("ab").text("c").finish();
        let two = Fingerprint::default().text("a").text("bc").finish();
        assert_ne!(one, two);
    }

    #[test]
    fn a_renamed_file_changes_a_folder() {
        let folder = scratch("folder");
        write(&folder.join("a"), "1").unwrap();
        let before = Fingerprint::default().folder(&folder).unwrap().finish();
        std::fs::rename(folder.join("a"), folder.join("b")).unwrap();
        assert_ne!(before, Fingerprint::default().folder(&folder).unwrap().finish());
    }
}
