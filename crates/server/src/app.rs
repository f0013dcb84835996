//! What does every request share?

use crate::clock::World;
use crate::config::Config;
use crate::error::ApiError;
use crate::hub::Hub;
use crate::limits::Limiter;
use crate::policy::Ready;
use crate::queue::Waits;
use crate::service::lines::Lines;
use crate::service::replies::Replies;
use crate::sites::Site;
use axum::http::StatusCode;
use baton_assistant::Assistant;
use baton_assistant::knowledge::Progress;
use baton_conversation::SiteId;
use baton_store::{SiteRecord, Store};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;

/// Makes the Assistant of a site. Only `main` and tests name a provider.
pub type MakeAssistant = Arc<dyn Fn(&Site) -> Arc<dyn Assistant> + Send + Sync>;

/// A site made ready to serve.
#[derive(Clone)]
pub struct SiteRuntime {
    /// Its configuration.
    pub site: Site,
    /// Its policy, ready to judge.
    pub policy: Arc<Ready>,
    /// Answers.
    pub assistant: Arc<dyn Assistant>,
    record: SiteRecord,
}

/// What every request shares.
pub struct App {
    /// The configuration.
    pub config: Config,
    /// Time and chance.
    pub world: World,
    /// The truth.
    pub store: Arc<dyn Store>,
    /// Who listens.
    pub hub: Arc<Hub>,
    /// Who may do how much.
    pub limiter: Limiter,
    /// Recent handling times, for wait estimates.
    pub waits: Waits,
    /// What visitors said last, for boards.
    pub lines: Lines,
    /// Replies being made.
    pub replies: Replies,
    /// Wakes the timer task when a deadline may have come nearer.
    pub deadline_moved: Notify,
    /// Ends when the server stops.
    pub stopping: CancellationToken,
    queues: mpsc::UnboundedSender<SiteId>,
    make_assistant: MakeAssistant,
    sites: Mutex<HashMap<SiteId, Arc<SiteRuntime>>>,
    /// Held while a site's knowledge is indexed, so that it is indexed once.
    indexing: tokio::sync::Mutex<()>,
}

impl App {
    /// Puts the parts together and starts the tasks beside requests. Needs a tokio runtime.
    #[must_use]
    pub fn new(
        config: Config,
        world: World,
        store: Arc<dyn Store>,
        make_assistant: MakeAssistant,
    ) -> Arc<Self> {
        let (queues, dirty) = mpsc::unbounded_channel();
        let app = Arc::new(Self {
            limiter: Limiter::default(),
            waits: Waits::default(),
            lines: Lines::default(),
            replies: Replies::default(),
            hub: Arc::default(),
            deadline_moved: Notify::new(),
            stopping: CancellationToken::new(),
            sites: Mutex::default(),
            indexing: tokio::sync::Mutex::default(),
            make_assistant,
            queues,
            config,
            world,
            store,
        });
        app.start(dirty);
        app
    }

    /// The queue of a site, or who serves it, has changed: waits are told anew, soon.
    pub fn queue_changed(&self, site: SiteId) {
        // The receiver only ends with the process.
        let _ = self.queues.send(site);
    }

    /// A site made ready, reread when its record has changed.
    ///
    /// # Errors
    /// 404 if there is none under this id.
    pub async fn site(&self, id: SiteId) -> Result<Arc<SiteRuntime>, ApiError> {
        let record = self.store.site(id).await?.ok_or_else(ApiError::not_found)?;
        self.ready(record).await
    }

    /// A site by its public key.
    ///
    /// # Errors
    /// 404 `unknown_site`.
    pub async fn site_by_key(&self, key: &str) -> Result<Arc<SiteRuntime>, ApiError> {
        let record = self.store.site_by_key(key).await?.ok_or_else(|| {
            ApiError::new(
                StatusCode::NOT_FOUND,
                "unknown_site",
                "There is no site with this key. Check `data-site`, or add the site with `baton site add`.",
            )
        })?;
        self.ready(record).await
    }

    /// How far the sites are whose knowledge is being indexed.
    pub fn indexing(&self) -> Vec<Progress> {
        let sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        sites.values().filter_map(|site| site.assistant.indexing()).collect()
    }

    /// Reads the policy files of the sites being served again. What is judged from now on is judged by the new
    /// policy; conversations go on. A wrong file changes nothing, and the log says what is wrong with it.
    pub fn reload_policies(&self) {
        let served: Vec<_> =
            self.sites.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect();
        for known in served.into_iter().filter(|known| known.site.policy.is_some()) {
            let key = &known.site.key;
            match crate::policy::load(&known.site) {
                Ok(policy) => {
                    let policy = Ready::new(&policy);
                    policy.learn_issues();
                    tracing::info!(site = %key, policy = %policy.detector.policy().hash, "the policy is in force");
                    let fresh = Arc::new(SiteRuntime { policy, ..SiteRuntime::clone(&known) });
                    let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
                    // Unless the site itself has changed meanwhile: then its policy was just read.
                    if sites.get(&fresh.site.id).is_some_and(|now| Arc::ptr_eq(now, &known)) {
                        sites.insert(fresh.site.id, fresh);
                    }
                }
                Err(problems) => {
                    tracing::error!(site = %key, ?problems, "the new policy is wrong; the old one stays in force");
                }
            }
        }
    }

    fn known(&self, id: SiteId) -> Option<Arc<SiteRuntime>> {
        self.sites.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    async fn ready(&self, record: SiteRecord) -> Result<Arc<SiteRuntime>, ApiError> {
        let current = |known: &Arc<SiteRuntime>| known.record == record;
        if let Some(known) = self.known(record.id).filter(current) {
            return Ok(known);
        }
        let _indexing = self.indexing.lock().await;
        let known = self.known(record.id);
        if let Some(known) = known.clone().filter(current) {
            return Ok(known);
        }
        let site = Site::from_record(record.clone())?;
        let assistant = match known.filter(|k| k.site.answers_like(&site)) {
            Some(known) => Arc::clone(&known.assistant),
            None => self.index(site.clone()).await?,
        };
        let ready = Arc::new(SiteRuntime { policy: crate::policy::for_site(&site), site, assistant, record });
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        sites.insert(ready.site.id, Arc::clone(&ready));
        Ok(ready)
    }

    /// Reading documents takes a while, so it runs beside the requests of other sites.
    async fn index(&self, site: Site) -> Result<Arc<dyn Assistant>, ApiError> {
        let make = Arc::clone(&self.make_assistant);
        tokio::task::spawn_blocking(move || make(&site)).await.map_err(|error| {
            tracing::error!(%error, "a site's Assistant could not be made");
            ApiError::busy()
        })
    }
}
