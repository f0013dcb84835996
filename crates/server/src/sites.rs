//! What does a site's and an agent's document hold?

use baton_conversation::wire::SiteCard;
use baton_conversation::{AgentCard, AgentId, SiteId};
use baton_store::{AgentRecord, Fault, SiteRecord};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// One website's configuration, stored as JSON beside its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// The site.
    #[serde(skip, default = "nil_site")]
    pub id: SiteId,
    /// Its public key; goes into `data-site`.
    #[serde(skip)]
    pub key: String,
    /// Its name.
    pub name: String,
    /// Name of its Assistant.
    pub assistant: String,
    /// Origins that may embed the widget, for example `https://www.example.com`.
    pub origins: Vec<String>,
    /// Folder with its knowledge.
    pub knowledge: Option<PathBuf>,
    /// Paths below that folder that are left out.
    pub exclude: Vec<String>,
    /// File with its policy; the defaults apply without one.
    pub policy: Option<PathBuf>,
    /// The wait that the site states, in seconds, low and high.
    pub typical_wait_s: (u32, u32),
    /// Lines for distress and danger.
    pub safety_lines: Vec<String>,
    /// Its privacy page.
    pub privacy_url: Option<String>,
    /// Key of the hashes that recognise repeated messages; never leaves the server.
    pub hash_key: String,
}

fn nil_site() -> SiteId {
    SiteId(uuid::Uuid::nil())
}

impl Site {
    /// Reads the stored form.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] if the document is not one of ours.
    pub fn from_record(record: SiteRecord) -> Result<Self, Fault> {
        let site: Self = serde_json::from_str(&record.doc).map_err(|e| Fault::Corrupt(e.to_string()))?;
        Ok(Self { id: record.id, key: record.key, ..site })
    }

    /// The stored form.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] if the document can't be written as JSON.
    pub fn to_record(&self) -> Result<SiteRecord, Fault> {
        let doc = serde_json::to_string(self).map_err(|e| Fault::Corrupt(e.to_string()))?;
        Ok(SiteRecord { id: self.id, key: self.key.clone(), doc })
    }

    /// Whether another version of this site has the same Assistant, so that nothing is indexed again.
    #[must_use]
    pub fn answers_like(&self, other: &Self) -> bool {
        let of = |s: &Self| (s.name.clone(), s.key.clone(), s.knowledge.clone(), s.exclude.clone());
        of(self) == of(other)
    }

    /// What visitors may know.
    #[must_use]
    pub fn card(&self) -> SiteCard {
        SiteCard {
            name: self.name.clone(),
            assistant: self.assistant.clone(),
            privacy_url: self.privacy_url.clone(),
            typical_wait_s: self.typical_wait_s,
            safety_lines: self.safety_lines.clone(),
        }
    }

    /// Whether a page of this origin may embed the widget. Compared whole: no prefix, suffix or wildcard.
    #[must_use]
    pub fn allows_origin(&self, origin: &str) -> bool {
        self.origins.iter().any(|o| o == origin)
    }
}

/// A person who answers, stored as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// The agent.
    #[serde(skip, default = "nil_agent")]
    pub id: AgentId,
    /// Their site.
    #[serde(skip, default = "nil_site")]
    pub site: SiteId,
    /// The name that visitors see.
    #[serde(skip)]
    pub name: String,
    /// Whether the agent can no longer sign in or act.
    #[serde(skip)]
    pub disabled: bool,
    /// How many conversations at once.
    pub capacity: u32,
    /// Whether new cases may come.
    pub available: bool,
}

fn nil_agent() -> AgentId {
    AgentId(uuid::Uuid::nil())
}

impl Agent {
    /// Reads the stored form.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] if the document is not one of ours.
    pub fn from_record(record: AgentRecord) -> Result<Self, Fault> {
        let agent: Self = serde_json::from_str(&record.doc).map_err(|e| Fault::Corrupt(e.to_string()))?;
        let AgentRecord { id, site, name, disabled, .. } = record;
        Ok(Self { id, site, name, disabled, ..agent })
    }

    /// The stored form.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] if the document can't be written as JSON.
    pub fn to_record(&self) -> Result<AgentRecord, Fault> {
        let doc = serde_json::to_string(self).map_err(|e| Fault::Corrupt(e.to_string()))?;
        let Self { id, site, name, disabled, .. } = self.clone();
        Ok(AgentRecord { id, site, name, disabled, doc })
    }

    /// What a visitor may know.
    #[must_use]
    pub fn card(&self) -> AgentCard {
        AgentCard { id: self.id, name: self.name.clone() }
    }
}
