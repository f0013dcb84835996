//! How do flows start without indexing the docs each time? A data file made once for this build of the server, whose
//! index every flow copies.
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};

use crate::server::Server;
use crate::setup::Setup;

/// Puts the data of a server that has indexed the docs once into an empty folder.
///
/// # Errors
/// When that server does not start.
pub(crate) async fn copy_into(setup: &Setup, folder: &Path) -> Result<()> {
    let seed = seed(setup).await?;
    for entry in std::fs::read_dir(&seed).context("no seed")? {
        let from = entry?.path();
        let Some(name) = from.file_name() else { continue };
        std::fs::copy(&from, folder.join(name)).with_context(|| format!("cannot copy {}", from.display()))?;
    }
    Ok(())
}

async fn seed(setup: &Setup) -> Result<PathBuf> {
    let seeds = setup.evidence.with_file_name("seeds");
    std::fs::create_dir_all(&seeds).context("no folder for seeds")?;
    // Every flow is a process of its own, and the first ones start together.
    let lock = File::create(seeds.join("lock")).context("no lock for seeds")?;
    lock.lock().context("cannot lock the seeds")?;
    let seed = seeds.join(fingerprint(setup)?);
    if seed.is_dir() {
        return Ok(seed);
    }
    let mut server = Server::unseeded(setup).await?;
    server.stop().await?;
    let part = seed.with_extension("part");
    let _ = std::fs::remove_dir_all(&part);
    std::fs::create_dir_all(&part).context("no folder for a seed")?;
    for entry in std::fs::read_dir(server.folder())? {
        let from = entry?.path();
        let Some(name) = from.file_name() else { continue };
        if from.is_file() && name != "server.log" && name != "baton.toml" {
            std::fs::copy(&from, part.join(name))?;
        }
    }
    std::fs::rename(&part, &seed).context("cannot keep the seed")?;
    Ok(seed)
}

/// Changes with the server, the model and the docs. Old seeds are harmless: the index is checked at each start.
fn fingerprint(setup: &Setup) -> Result<String> {
    let mut newest = 0;
    let mut folders = vec![setup.docs.clone(), setup.model.clone()];
    let mut files = vec![setup.baton.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    for file in &files {
        let changed = std::fs::metadata(file)?.modified()?;
        newest = newest.max(changed.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis());
    }
    Ok(format!("{}-{newest}", files.len()))
}
