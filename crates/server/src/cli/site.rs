//! How are sites added?

use crate::clock::{Chance, SystemChance};
use crate::config::Config;
use crate::sites;
use anyhow::{Context as _, bail, ensure};
use baton_conversation::SiteId;
use baton_store::Store;
use clap::Subcommand;
use std::path::PathBuf;
use std::sync::Arc;

/// `baton site …`
#[derive(Subcommand, Debug)]
pub(super) enum Site {
    /// Add a site, or change the one with this key. Prints its key.
    Add {
        /// Its name, shown to visitors.
        #[arg(long)]
        name: String,
        /// Its public key; a random one if absent.
        #[arg(long)]
        key: Option<String>,
        /// An origin that may embed the widget, for example https://www.example.com; repeat it for more.
        #[arg(long = "origin")]
        origins: Vec<String>,
        /// Folder with its knowledge: Markdown, HTML or text.
        #[arg(long)]
        knowledge: Option<PathBuf>,
        /// A path below that folder to leave out; repeat it for more.
        #[arg(long)]
        exclude: Vec<String>,
        /// Its policy file; the defaults apply without one.
        #[arg(long)]
        policy: Option<PathBuf>,
        /// Name of its Assistant.
        #[arg(long, default_value = "Assistant")]
        assistant: String,
        /// The wait to state until it is measured, in seconds: LOW-HIGH.
        #[arg(long, default_value = "120-300", value_parser = wait_range)]
        typical_wait: (u32, u32),
        /// A line for distress and danger, for example a number to call; repeat it for more.
        #[arg(long = "safety-line")]
        safety_lines: Vec<String>,
        /// Address of its privacy page.
        #[arg(long)]
        privacy_url: Option<String>,
    },
    /// Give a site a new key. The old one stops working at once.
    Rotate {
        /// The key now.
        key: String,
    },
    /// List the sites.
    List,
}

impl Site {
    pub(super) async fn run(self, _: &Config, store: Arc<dyn Store>) -> anyhow::Result<()> {
        match self {
            Self::List => list(&*store).await,
            Self::Rotate { key } => rotate(&*store, &key).await,
            add @ Self::Add { .. } => add.add(&*store).await,
        }
    }

    async fn add(self, store: &dyn Store) -> anyhow::Result<()> {
        let Self::Add {
            name,
            key,
            origins,
            knowledge,
            exclude,
            policy,
            assistant,
            typical_wait,
            safety_lines,
            privacy_url,
        } = self
        else {
            bail!("not an add")
        };
        for origin in &origins {
            check_origin(origin)?;
        }
        let absolute = |path: PathBuf| {
            std::path::absolute(&path).with_context(|| format!("{} can't be found", path.display()))
        };
        let key = key.unwrap_or_else(fresh_key);
        ensure!(
            !key.is_empty() && key.len() <= 64 && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'),
            "--key: use up to 64 letters, digits and hyphens"
        );
        let knowledge = knowledge.map(absolute).transpose()?;
        if let Some(folder) = &knowledge {
            ensure!(folder.is_dir(), "--knowledge: {} is not a folder", folder.display());
        }
        let existing = store.site_by_key(&key).await?.map(sites::Site::from_record).transpose()?;
        let (id, hash_key) = match existing {
            Some(site) => (site.id, site.hash_key),
            None => (SiteId(SystemChance.random()), fresh_key() + &fresh_key()),
        };
        let site = sites::Site {
            id,
            key,
            name,
            assistant,
            origins,
            knowledge,
            exclude,
            policy: policy.map(absolute).transpose()?,
            typical_wait_s: typical_wait,
            safety_lines,
            privacy_url,
            hash_key,
        };
        if let Err(problems) = crate::policy::load(&site) {
            bail!("the policy is wrong:\n{}", problems.join("\n"));
        }
        store.put_site(site.to_record()?).await?;
        println!("{}", site.key);
        Ok(())
    }
}

async fn rotate(store: &dyn Store, key: &str) -> anyhow::Result<()> {
    let Some(record) = store.site_by_key(key).await? else { bail!("there is no site with the key {key}") };
    let site = sites::Site { key: fresh_key(), ..sites::Site::from_record(record)? };
    store.put_site(site.to_record()?).await?;
    println!("{}", site.key);
    Ok(())
}

async fn list(store: &dyn Store) -> anyhow::Result<()> {
    for record in store.sites().await? {
        let site = sites::Site::from_record(record)?;
        println!("{}\t{}\t{}", site.key, site.name, site.origins.join(" "));
    }
    Ok(())
}

fn fresh_key() -> String {
    SystemChance.random().simple().to_string()
}

fn check_origin(origin: &str) -> anyhow::Result<()> {
    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    let plain = host.is_some_and(|h| !h.is_empty() && !h.contains(['/', '?', '#', '*', '@', ' ']));
    ensure!(
        plain,
        "--origin: `{origin}` is not an origin; write scheme, host and port only, like https://www.example.com"
    );
    Ok(())
}

fn wait_range(text: &str) -> Result<(u32, u32), String> {
    let parsed = text.split_once('-').and_then(|(low, high)| Some((low.parse().ok()?, high.parse().ok()?)));
    parsed
        .filter(|(low, high)| low <= high)
        .ok_or_else(|| "write it as LOW-HIGH in seconds, like 120-300".into())
}
