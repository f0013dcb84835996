//! What does Baton cost, and how quick is it? The two benches of `cargo xtask bench`: the triggers, and the widget on a
//! page beside other chats.
mod triggers;
mod widget;

use anyhow::Result;

use crate::progress::Progress;
use crate::repo::Repo;

/// Which bench, and what it can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Options {
    /// `bench triggers`
    Triggers(triggers::Options),
    /// `bench widget`
    Widget(widget::Options),
}

impl Options {
    /// The defaults of the bench of this name; none for an unknown name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "triggers" => Some(Self::default()),
            "widget" => Some(Self::Widget(widget::Options::default())),
            _ => None,
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::Triggers(triggers::Options::default())
    }
}

/// Runs a bench and prints its figures.
///
/// # Errors
/// When something does not build or a measurement stops.
pub(crate) fn bench(repo: &Repo, progress: &Progress, options: &Options) -> Result<()> {
    match options {
        Options::Triggers(options) => triggers::triggers(repo, progress, options),
        Options::Widget(options) => widget::widget(repo, progress, options),
    }
}
