//! What do the views see, and how do they speak?
//!
//! The views know no session, only these values.

use std::ops::Deref;

use baton_conversation::wire::{SiteCard, Wait};
use baton_conversation::{Author, Control, HandoffKind, Phase, PublicHandoff, Tone};

use crate::live::Live;
use crate::session::{Entry, Load, Session, SessionEvent};
use crate::strings::Strings;

/// What is shown beside the lines of the thread.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Face {
    /// The site's card.
    pub site: Option<SiteCard>,
    /// How the bootstrap answer stands.
    pub boot: Load,
    /// How the thread stands.
    pub history: Load,
    /// Whether the server can be reached.
    pub online: bool,
    /// Whether nothing has been said.
    pub empty: bool,
    /// Where the conversation stands.
    pub phase: Phase,
    /// The handoff under way.
    pub handoff: Option<PublicHandoff>,
    /// A person is suggested and the visitor has not said no.
    pub offered: Option<Tone>,
    /// People are needed by the browser's own judgement; not confirmed.
    pub provisional: Option<Tone>,
    /// Place and wait.
    pub wait: Option<Wait>,
    /// Someone of ours is writing and nothing of it is to be seen yet.
    pub thinking: bool,
    /// Older history can be loaded.
    pub older: bool,
    /// Older history is on its way.
    pub loading_older: bool,
    /// A call failed: string key.
    pub trouble: Option<&'static str>,
    /// The rating given.
    pub rating: Option<u8>,
    /// Whether an agent has written, so that a rating makes sense.
    pub agent_wrote: bool,
}

impl Face {
    /// What the session shows beside its lines.
    #[must_use]
    pub fn of(session: &Session, lines: &[Entry]) -> Self {
        let state = &session.state;
        let control = state.control();
        let waits = lines.last().is_some_and(Entry::is_visitors);
        let writing = match &session.streaming {
            Some(streaming) => streaming.text.is_empty(),
            None => waits && control == Control::Assistant && session.provisional.is_none(),
        };
        Self {
            site: session.site.clone(),
            boot: session.boot,
            history: session.history,
            online: session.online,
            empty: lines.is_empty() && session.provisional.is_none(),
            phase: state.phase.clone(),
            handoff: state.handoff.clone(),
            offered: state.offered.filter(|_| !session.declined_offer && session.provisional.is_none()),
            provisional: session.provisional.map(|p| p.tone),
            wait: session.wait,
            thinking: (writing && session.online) || session.typing == Some(Author::Agent),
            older: session.older,
            loading_older: session.loading_older,
            trouble: session.trouble,
            rating: state.rating,
            agent_wrote: state.agent_wrote,
        }
    }

    /// Who may speak, as the host element shows it.
    #[must_use]
    pub fn control(&self) -> Control {
        match self.phase {
            Phase::Assistant | Phase::Closed(_) => Control::Assistant,
            Phase::Queued | Phase::FollowUp(_) => Control::Queue,
            Phase::WithAgent(_) => Control::Agent,
        }
    }

    /// Name of who answers now.
    #[must_use]
    pub fn speaker(&self) -> &str {
        match (&self.phase, &self.site) {
            (Phase::WithAgent(agent), _) => &agent.name,
            (_, Some(site)) => &site.assistant,
            _ => "",
        }
    }

    /// Whether a warm handoff is under way, whose brief the visitor may see.
    #[must_use]
    pub fn warm(&self) -> bool {
        self.handoff.as_ref().is_some_and(|h| h.kind == HandoffKind::Warm)
    }
}

/// Everything a view needs; cheap to copy. One is made for a page's widget and stays as long as the page.
#[derive(Clone, Copy)]
pub struct Ui(&'static Shared);

/// What is watched, and who hears.
pub struct Shared {
    /// The lines of the thread.
    pub lines: Live<Vec<Entry>>,
    /// The reply that is being written.
    pub streaming: Live<String>,
    /// Everything else.
    pub face: Live<Face>,
    /// What the live region says.
    pub spoken: Live<String>,
    /// The interface's strings.
    pub strings: Live<Strings>,
    /// The language of the strings.
    pub locale: Live<String>,
    /// The site's `mailto:` or other address to write to, may be empty.
    pub contact: String,
    dispatch: Box<dyn Fn(UiEvent)>,
}

/// What a view can say.
pub enum UiEvent {
    /// To the session.
    Session(SessionEvent),
    /// The visitor is writing.
    Writing,
    /// Close the panel.
    Close,
}

impl Deref for Ui {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        self.0
    }
}

impl Ui {
    /// Nothing to see yet; `dispatch` hears what the visitor does.
    #[must_use]
    pub fn new(contact: String, dispatch: Box<dyn Fn(UiEvent)>) -> Self {
        Self(Box::leak(Box::new(Shared {
            lines: Live::new(Vec::new()),
            streaming: Live::new(String::new()),
            face: Live::new(Face { online: true, ..Face::default() }),
            spoken: Live::new(String::new()),
            strings: Live::new(Strings::default()),
            locale: Live::new("en".into()),
            contact,
            dispatch,
        })))
    }

    /// Shows what the session knows; what has not changed stays silent.
    pub fn show(self, session: &Session) {
        let lines = session.shown();
        let face = Face::of(session, &lines);
        let streaming = session.streaming.as_ref().map(|s| s.text.as_str()).unwrap_or_default();
        if self.streaming.with_untracked(|s| s != streaming) {
            self.streaming.set(streaming.to_owned());
        }
        self.lines.change(lines);
        self.face.change(face);
    }

    /// Something made of the strings as they are now.
    #[must_use]
    pub fn with_strings<T>(self, make: impl FnOnce(&Strings) -> T) -> T {
        self.strings.with_untracked(make)
    }

    /// Tells the session.
    pub fn send(self, event: SessionEvent) {
        self.say(UiEvent::Session(event));
    }

    /// Tells the driver.
    pub fn say(self, event: UiEvent) {
        (self.0.dispatch)(event);
    }
}
