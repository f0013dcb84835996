//! Where is everything? The paths of this clone, its build output and the cached tools, worked out once.
use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::progress::Progress;

/// The places that commands read and write. All paths are absolute.
#[derive(Clone, Debug)]
pub(crate) struct Repo {
    /// The repository's root, the folder of the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Cargo's target folder.
    pub(crate) target: PathBuf,
    /// Installed tools, one folder a version. `BATON_TOOLS` moves it out of the clone, which CI does.
    pub(crate) tools: PathBuf,
}

impl Repo {
    /// Finds the clone that this program was built from.
    pub(crate) fn find() -> Self {
        let root =
            Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_path_buf);
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
        let tools =
            std::env::var_os("BATON_TOOLS").map_or_else(|| target.join("tools"), |dir| root.join(dir));
        Self { root, target, tools }
    }

    /// Keeps other runs of xtask away from the build output until the returned file is dropped.
    ///
    /// # Errors
    /// When the lock cannot be made.
    pub(crate) fn lock(&self, progress: &Progress) -> Result<File> {
        std::fs::create_dir_all(self.work()).context("cannot make the folder for build output")?;
        let lock = File::create(self.work().join("lock")).context("cannot make the lock for build output")?;
        if lock.try_lock().is_err() {
            progress.say("waiting for another xtask that is building");
            lock.lock().context("cannot lock the build output")?;
        }
        Ok(lock)
    }

    /// The folder that the server serves and the release binary embeds.
    pub(crate) fn assets(&self) -> PathBuf {
        self.target.join("assets")
    }

    /// Intermediate output and fingerprints of finished steps.
    pub(crate) fn work(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// The sentence model for retrieval.
    pub(crate) fn model(&self) -> PathBuf {
        self.root.join("models/minilm")
    }

    /// The development build of the server.
    pub(crate) fn baton(&self) -> PathBuf {
        self.target.join("debug").join("baton")
    }
}
