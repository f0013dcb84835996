//! What can be configured, and is it valid?
//!
//! One TOML file, then environment variables over it. Every error names file, line and field at the start.

use baton_conversation::Timers;
use serde::Deserialize;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

/// Everything that an operator can set. `docs/running.md` lists it for people.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Address to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The SQLite file.
    pub data: PathBuf,
    /// Folder with the built loader, widget and console.
    pub assets: Option<PathBuf>,
    /// How browsers reach this server, for links; derived from `listen` if absent.
    pub base_url: Option<String>,
    /// Addresses of reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// The sentence model for retrieval; without it Baton searches by words alone.
    pub model: Option<PathBuf>,
    /// How much is logged: `error`, `warn`, `info`, `debug` or `trace`.
    pub log: LogLevel,
    /// `text` or `json`.
    pub log_format: LogFormat,
    /// The LLM; absent means answers by retrieval alone.
    pub llm: Llm,
    /// Limits.
    pub limits: Limits,
    /// How long each state of a conversation may last.
    pub timers: Timers,
}

/// How much is logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the usual five")]
pub enum LogLevel {
    Error,
    Warn,
    #[default]
    Info,
    Debug,
    Trace,
}

impl LogLevel {
    /// As the log library wants it.
    #[must_use]
    pub fn filter(self) -> tracing_subscriber::filter::LevelFilter {
        use tracing_subscriber::filter::LevelFilter;
        match self {
            Self::Error => LevelFilter::ERROR,
            Self::Warn => LevelFilter::WARN,
            Self::Info => LevelFilter::INFO,
            Self::Debug => LevelFilter::DEBUG,
            Self::Trace => LevelFilter::TRACE,
        }
    }
}

impl std::str::FromStr for LogLevel {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let levels = [Self::Error, Self::Warn, Self::Info, Self::Debug, Self::Trace];
        let found = levels.into_iter().find(|l| format!("{l:?}").eq_ignore_ascii_case(text));
        found.ok_or("use error, warn, info, debug or trace")
    }
}

/// How logs are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// An OpenAI-compatible server or Anthropic.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Llm {
    /// Base URL, for example `https://api.example.com/v1`. Its key is read from `BATON_LLM_KEY` only.
    pub url: Option<String>,
    /// Model name.
    pub model: Option<String>,
    /// From the environment, never from a file.
    #[serde(skip)]
    pub key: Option<String>,
    /// Milliseconds until the first piece of a reply must be there.
    pub first_piece_ms: u64,
    /// Milliseconds until a reply must be whole; then a person is called.
    pub total_ms: u64,
}

/// Limits that protect the server and its owner's purse.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Messages that one visitor may send in a minute.
    pub messages_per_minute: u32,
    /// New visitors from one address in a minute.
    pub sessions_per_minute: u32,
    /// LLM calls for one visitor in an hour; over it the local result is used.
    pub llm_calls_per_hour: u32,
    /// Largest request body in bytes.
    pub body_bytes: usize,
    /// Sockets of one visitor at once.
    pub sockets_per_visitor: u32,
    /// Days after which a visitor's token ends.
    pub visitor_token_days: u32,
    /// Hours after which an agent must sign in again.
    pub agent_token_hours: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8787)),
            data: PathBuf::from("baton.sqlite"),
            assets: None,
            base_url: None,
            trusted_proxies: vec![],
            model: None,
            log: LogLevel::Info,
            log_format: LogFormat::Text,
            llm: Llm::default(),
            limits: Limits::default(),
            timers: Timers::default(),
        }
    }
}

impl Default for Llm {
    fn default() -> Self {
        Self { url: None, model: None, key: None, first_piece_ms: 10_000, total_ms: 45_000 }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            messages_per_minute: 60,
            sessions_per_minute: 60,
            llm_calls_per_hour: 60,
            body_bytes: 64 * 1024,
            sockets_per_visitor: 10,
            visitor_token_days: 30,
            agent_token_hours: 12,
        }
    }
}

/// What is wrong with the configuration.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {what}")]
pub struct ConfigError {
    /// File with line and column, or the environment variable.
    pub place: String,
    /// The field and what to do.
    pub what: String,
}

impl Config {
    /// Reads the file, if any, and puts the environment over it.
    ///
    /// # Errors
    /// Names file, line and field, or the environment variable.
    pub fn load(file: Option<&Path>, env: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut config = match file {
            Some(path) => Self::from_file(path)?,
            None => Self::default(),
        };
        config.apply_env(env)?;
        config.check(file)?;
        Ok(config)
    }

    fn from_file(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|error| ConfigError {
            place: path.display().to_string(),
            what: format!("can't be read: {error}"),
        })?;
        toml::from_str(&text).map_err(|error| {
            let (line, column) = error.span().map_or((1, 1), |span| line_column(&text, span.start));
            ConfigError {
                place: format!("{}:{line}:{column}", path.display()),
                what: error.message().to_owned(),
            }
        })
    }

    fn apply_env(&mut self, env: impl Fn(&str) -> Option<String>) -> Result<(), ConfigError> {
        fn parsed<T: std::str::FromStr>(name: &str, value: &str) -> Result<T, ConfigError>
        where
            T::Err: std::fmt::Display,
        {
            value.parse().map_err(|error| ConfigError {
                place: name.to_owned(),
                what: format!("`{value}` is not valid: {error}"),
            })
        }
        if let Some(value) = env("BATON_LISTEN") {
            self.listen = parsed("BATON_LISTEN", &value)?;
        }
        if let Some(value) = env("BATON_DATA") {
            self.data = value.into();
        }
        if let Some(value) = env("BATON_ASSETS") {
            self.assets = Some(value.into());
        }
        if let Some(value) = env("BATON_BASE_URL") {
            self.base_url = Some(value);
        }
        if let Some(value) = env("BATON_MODEL") {
            self.model = Some(value.into());
        }
        if let Some(value) = env("BATON_LOG") {
            self.log = parsed("BATON_LOG", &value)?;
        }
        self.llm.url = env("BATON_LLM_URL").filter(|v| !v.is_empty()).or(self.llm.url.take());
        self.llm.model = env("BATON_LLM_MODEL").filter(|v| !v.is_empty()).or(self.llm.model.take());
        self.llm.key = env("BATON_LLM_KEY").filter(|v| !v.is_empty());
        Ok(())
    }

    fn check(&mut self, file: Option<&Path>) -> Result<(), ConfigError> {
        let place = file.map_or_else(|| "configuration".to_owned(), |f| f.display().to_string());
        let fail = |what: &str| Err(ConfigError { place: place.clone(), what: what.to_owned() });
        for (name, url) in [("base_url", &self.base_url), ("llm.url", &self.llm.url)] {
            let ok = url.as_ref().is_none_or(|u| u.starts_with("http://") || u.starts_with("https://"));
            if !ok {
                return fail(&format!("{name}: must begin with http:// or https://"));
            }
        }
        if self.llm.url.is_some() != self.llm.model.is_some() {
            return fail(
                "llm: url and model go together; set both (BATON_LLM_URL, BATON_LLM_MODEL) or neither",
            );
        }
        let timers = &self.timers;
        for (name, value) in [
            ("assistant_idle_ms", timers.assistant_idle_ms),
            ("queue_limit_ms", timers.queue_limit_ms),
            ("offer_ms", timers.offer_ms),
            ("agent_lease_ms", timers.agent_lease_ms),
            ("agent_idle_ms", timers.agent_idle_ms),
            ("follow_up_ms", timers.follow_up_ms),
        ] {
            if value < 1000 {
                return fail(&format!("timers.{name}: must be at least 1000 (milliseconds)"));
            }
        }
        if self.limits.body_bytes < 20_000 {
            return fail("limits.body_bytes: must be at least 20000, or the longest message does not fit");
        }
        if let Some(url) = &mut self.base_url {
            while url.ends_with('/') {
                url.pop();
            }
        }
        Ok(())
    }
}

fn line_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(text: &str) -> Result<Config, ConfigError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("baton.toml");
        std::fs::write(&path, text).unwrap();
        Config::load(Some(&path), |_| None)
    }

    fn error_of(text: &str) -> String {
        let error = from(text).unwrap_err().to_string();
        error[error.find("baton.toml").unwrap_or(0)..].to_owned()
    }

    #[test]
    fn errors_name_file_line_and_field() {
        assert!(
            error_of("log = \"info\"\nlisten = 7").starts_with("baton.toml:2:10: "),
            "{}",
            error_of("log = \"info\"\nlisten = 7")
        );
        let unknown = error_of("[limits]\nmesages_per_minute = 3");
        assert!(
            unknown.starts_with("baton.toml:2:1: ") && unknown.contains("mesages_per_minute"),
            "{unknown}"
        );
        assert!(error_of("base_url = \"chat.example.com\"").contains("base_url"));
        assert!(error_of("[timers]\noffer_ms = 3").contains("timers.offer_ms"));
        assert!(error_of("[llm]\nurl = \"http://localhost/v1\"").contains("url and model"));
    }

    #[test]
    fn environment_goes_over_the_file() {
        let config = Config::load(None, |name| match name {
            "BATON_LISTEN" => Some("0.0.0.0:9000".into()),
            "BATON_LLM_KEY" => Some("k".into()),
            _ => None,
        })
        .unwrap();
        assert_eq!(config.listen.port(), 9000);
        assert_eq!(config.llm.key.as_deref(), Some("k"));
        let wrong = Config::load(None, |name| (name == "BATON_LISTEN").then(|| "x".into())).unwrap_err();
        assert!(wrong.to_string().starts_with("BATON_LISTEN: `x`"), "{wrong}");
    }

    #[test]
    fn defaults_are_valid() {
        assert!(from("").is_ok());
    }
}
