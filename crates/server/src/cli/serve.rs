//! How does the server start and stop?

use super::indexing::Indexer;
use super::signals::{Asked, Signals};
use crate::app::App;
use crate::clock::World;
use crate::config::{Config, LogFormat};
use crate::routes::router;
use crate::sites::Site;
use anyhow::{Context as _, bail};
use baton_store::Store;
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Time that open requests get to finish when the server stops.
const DRAIN: Duration = Duration::from_secs(10);

/// `baton serve`
#[derive(Args, Debug)]
pub(super) struct Serve {
    /// Address to listen on, for example 127.0.0.1:8787; port 0 takes a free one.
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// Folder with the built loader, widget and console.
    #[arg(long)]
    assets: Option<PathBuf>,
    /// The sentence model for retrieval.
    #[arg(long)]
    model: Option<PathBuf>,
}

impl Serve {
    pub(super) async fn run(self, mut config: Config) -> anyhow::Result<()> {
        config.listen = self.listen.unwrap_or(config.listen);
        config.assets = self.assets.or(config.assets);
        config.model = self.model.or(config.model);
        start_logs(&config);
        let store = super::open(&config)?;
        check_policies(&*store).await?;
        let listener = TcpListener::bind(config.listen).await.with_context(|| {
            format!("can't listen on {}; is another server running there?", config.listen)
        })?;
        let address = listener.local_addr()?;
        let base_url = config.base_url.take().unwrap_or_else(|| format!("http://{address}"));
        // Ends, and keeps what it has done, when this function does.
        let indexer = Indexer::start()?;
        let make = super::provider::make(&config, &base_url, indexer.jobs())?;
        config.base_url = Some(base_url.clone());
        let app = App::new(config, World::system(), store, make);
        warm_up(&app).await?;
        let signals = Signals::catch().context("the system lets no signals be caught")?;
        tracing::info!(%address, "listening");
        println!("listening on {base_url}");
        serve(&app, listener, signals).await
    }
}

async fn serve(app: &Arc<App>, listener: TcpListener, mut signals: Signals) -> anyhow::Result<()> {
    let stopping = app.stopping.clone();
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let graceful = stopping.clone();
    let mut server = tokio::spawn(async move {
        axum::serve(listener, service).with_graceful_shutdown(async move { graceful.cancelled().await }).await
    });
    loop {
        tokio::select! {
            ended = &mut server => return Ok(ended??),
            asked = signals.next() => match asked {
                Asked::Stop => break,
                #[cfg(unix)]
                Asked::Reload => reload(app).await,
            },
        }
    }
    tracing::info!("stopping");
    stopping.cancel();
    if tokio::time::timeout(DRAIN, &mut server).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
    Ok(())
}

/// Reads the policies again. One at a time: the last one asked for is the one in force.
#[cfg(unix)]
async fn reload(app: &Arc<App>) {
    let app = Arc::clone(app);
    if let Err(error) = tokio::task::spawn_blocking(move || app.reload_policies()).await {
        tracing::error!(%error, "the policies could not be read again");
    }
}

/// Our own lines only, and none of them holds a message's text or a token. Libraries may log what they carry,
/// visitors' words included, so theirs are never shown, at any level.
fn start_logs(config: &Config) {
    let ours = Targets::new().with_target("baton", config.log.filter());
    let logs = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let registry = tracing_subscriber::registry();
    match config.log_format {
        LogFormat::Text => registry.with(logs.with_filter(ours)).init(),
        LogFormat::Json => registry.with(logs.json().with_filter(ours)).init(),
    }
}

/// A wrong policy is found now, not when a visitor needs it.
async fn check_policies(store: &dyn Store) -> anyhow::Result<()> {
    for record in store.sites().await? {
        let site = Site::from_record(record)?;
        if let Err(problems) = crate::policy::load(&site) {
            bail!("the policy of site {} is wrong:\n{}", site.key, problems.join("\n"));
        }
    }
    Ok(())
}

/// Reads every site's knowledge before the first visitor asks; what takes longer follows beside the requests.
async fn warm_up(app: &App) -> anyhow::Result<()> {
    for record in app.store.sites().await? {
        match app.site(record.id).await {
            // Nobody waits for it; whoever escalates sooner waits for what is left of it.
            Ok(site) => drop(tokio::task::spawn_blocking(move || site.policy.learn_issues())),
            Err(error) => bail!("site {}: {}", record.key, error.message),
        }
    }
    Ok(())
}
