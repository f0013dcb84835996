//! How are agents added, disabled and let in?

use crate::auth::token_hash;
use crate::clock::{Chance, Clock, SystemChance, SystemClock};
use crate::config::Config;
use crate::sites;
use anyhow::{bail, ensure};
use baton_conversation::{AgentId, SiteId};
use baton_store::{Identity, Store, TokenRecord};
use clap::Subcommand;
use std::sync::Arc;

/// A sign-in link works once and for this long.
const LINK_MS: i64 = 24 * 60 * 60 * 1000;

/// `baton agent …`
#[derive(Subcommand, Debug)]
pub(super) enum Agent {
    /// Add an agent (or enable one again) and print a one-time sign-in link.
    Add {
        /// The name that visitors see.
        #[arg(long)]
        name: String,
        /// Key of the site.
        #[arg(long)]
        site: String,
        /// How many conversations at once.
        #[arg(long, default_value_t = 4)]
        capacity: u32,
    },
    /// Print a new one-time sign-in link.
    Link {
        /// The name that visitors see.
        #[arg(long)]
        name: String,
        /// Key of the site.
        #[arg(long)]
        site: String,
    },
    /// Disable an agent: sessions end within seconds, links stop working.
    Disable {
        /// The name that visitors see.
        #[arg(long)]
        name: String,
        /// Key of the site.
        #[arg(long)]
        site: String,
    },
}

impl Agent {
    pub(super) async fn run(self, config: &Config, store: Arc<dyn Store>) -> anyhow::Result<()> {
        let store = &*store;
        match self {
            Self::Add { name, site, capacity } => {
                ensure!(!name.trim().is_empty(), "--name: write a name");
                ensure!(capacity > 0, "--capacity: must be at least 1");
                let site = site_id(store, &site).await?;
                let known = find(store, site, &name).await?;
                let id = known.map_or_else(|| AgentId(SystemChance.random()), |a| a.id);
                let agent = sites::Agent { id, site, name, disabled: false, capacity, available: true };
                store.put_agent(agent.to_record()?).await?;
                link(config, store, agent.id).await
            }
            Self::Link { name, site } => {
                let agent = known(store, &site, &name).await?;
                ensure!(!agent.disabled, "{name} is disabled; enable them with `baton agent add`");
                link(config, store, agent.id).await
            }
            Self::Disable { name, site } => {
                let agent = sites::Agent { disabled: true, ..known(store, &site, &name).await? };
                store.put_agent(agent.to_record()?).await?;
                println!("{name} is disabled");
                Ok(())
            }
        }
    }
}

async fn site_id(store: &dyn Store, key: &str) -> anyhow::Result<SiteId> {
    match store.site_by_key(key).await? {
        Some(site) => Ok(site.id),
        None => bail!("there is no site with the key {key}; `baton site list` shows them"),
    }
}

async fn find(store: &dyn Store, site: SiteId, name: &str) -> anyhow::Result<Option<sites::Agent>> {
    let found = store.agents(site).await?.into_iter().find(|a| a.name == name);
    Ok(found.map(sites::Agent::from_record).transpose()?)
}

async fn known(store: &dyn Store, site: &str, name: &str) -> anyhow::Result<sites::Agent> {
    match find(store, site_id(store, site).await?, name).await? {
        Some(agent) => Ok(agent),
        None => bail!("the site has no agent named {name}"),
    }
}

async fn link(config: &Config, store: &dyn Store, agent: AgentId) -> anyhow::Result<()> {
    let random = || SystemChance.random().simple().to_string();
    let code = format!("bs_{}{}", random(), random());
    let expires_at = SystemClock.now().plus_ms(LINK_MS);
    store
        .put_token(TokenRecord { hash: token_hash(&code), identity: Identity::SignIn(agent), expires_at })
        .await?;
    let base = config.base_url.clone().unwrap_or_else(|| format!("http://{}", config.listen));
    // Behind the `#`, so that the code reaches no server log.
    println!("{base}/console/#code={code}");
    Ok(())
}
