//! Which phrases of which languages does a message hold, exceptions taken off?

use baton_conversation::Score;

use crate::matcher::{Hit, Matcher};
use crate::normalise::Text;
use crate::pack::{Group, Pack};
use crate::pattern::{self, Node};
use crate::policy::CompactPolicy;

/// What a phrase group means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Explicit,
    Topic(String),
    Sensitive(String),
    Frustration,
    Calm,
    Solved,
    Fallback,
    Reask,
    /// Other senses; silences what it covers in every group.
    Mute,
}

impl Meaning {
    /// Reads a group's id; `None` if no detector listens to it.
    pub(crate) fn of(id: &str) -> Option<Self> {
        Some(match id.split_once('.') {
            Some(("topic", name)) if !name.is_empty() => Self::Topic(name.into()),
            Some(("sensitive", name)) if !name.is_empty() => Self::Sensitive(name.into()),
            Some(_) => return None,
            None => match id {
                "explicit" => Self::Explicit,
                "frustration" => Self::Frustration,
                "calm" => Self::Calm,
                "solved" => Self::Solved,
                "fallback" => Self::Fallback,
                "reask" => Self::Reask,
                "mute" => Self::Mute,
                _ => return None,
            },
        })
    }
}

struct Meta {
    slot: u16,
    score: Score,
    except: bool,
    /// Fires whatever else is seen: strict, or the site's own.
    firm: bool,
    strict: bool,
}

/// A phrase found: the words `start..end` of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) slot: u16,
    pub(crate) score: Score,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The model may not overrule it: strict, or one of the site's own phrases.
    pub(crate) firm: bool,
}

/// All phrases of a policy, compiled.
pub(crate) struct Phrases {
    matcher: Matcher,
    meta: Vec<Meta>,
    slots: Vec<Meaning>,
}

impl Phrases {
    /// Compiles the packs and the site's own phrases. A pattern that can't be read is left out: the compiler on
    /// the server has reported it with its place, and a chat must not stop working for it.
    pub(crate) fn new(policy: &CompactPolicy) -> Self {
        let mut build = Build::default();
        for pack in &policy.packs {
            pack.groups.iter().for_each(|g| build.group(g, &[pack], false));
        }
        let all: Vec<&Pack> = policy.packs.iter().collect();
        policy.phrases.iter().for_each(|g| build.group(g, &all, true));
        let filler: Vec<&str> = policy.packs.iter().flat_map(|p| p.filler.split_whitespace()).collect();
        let fixable: Vec<&str> = policy.packs.iter().flat_map(|p| p.fixable.split_whitespace()).collect();
        Self {
            matcher: Matcher::new(&build.patterns, &filler, &fixable),
            meta: build.meta,
            slots: build.slots,
        }
    }

    /// What a slot of a finding means.
    pub(crate) fn meaning(&self, slot: u16) -> Option<&Meaning> {
        self.slots.get(usize::from(slot))
    }

    /// The known word that each token of a message stands for, mistakes corrected.
    pub(crate) fn words(&self, text: &Text) -> Vec<Option<u16>> {
        self.matcher.resolve(text)
    }

    /// A known word by its number.
    pub(crate) fn word(&self, id: u16) -> Option<&str> {
        self.matcher.word(id)
    }

    /// The phrases of a message that no exception covers, in order of their ends, and the exceptions. `words`: its
    /// [`Self::words`].
    pub(crate) fn find(&self, text: &Text, words: &[Option<u16>]) -> (Vec<Finding>, Vec<Finding>) {
        let mut silenced = Silenced::default();
        let (mut found, mut exceptions) = (Vec::new(), Vec::new());
        for hit in self.matcher.run(text, words) {
            let Some(m) = self.meta.get(usize::from(hit.pattern)) else { continue };
            let finding =
                Finding { slot: m.slot, score: m.score, start: hit.start, end: hit.end, firm: m.firm };
            if m.except {
                silenced.add(m.slot, &hit, words.len());
                exceptions.push(finding);
            } else {
                found.push((m.strict, hit, finding));
            }
        }
        found
            .retain(|(strict, hit, f)| *strict || !silenced.touches(hit, |slot| self.silences(slot, f.slot)));
        (found.into_iter().map(|f| f.2).collect(), exceptions)
    }

    fn silences(&self, exception: u16, slot: u16) -> bool {
        exception == slot || self.meaning(exception) == Some(&Meaning::Mute)
    }
}

/// For each slot with an exception in this message, the words that exceptions cover.
#[derive(Default)]
struct Silenced(Vec<(u16, Vec<bool>)>);

impl Silenced {
    fn add(&mut self, slot: u16, hit: &Hit, words: usize) {
        let at = self.0.iter().position(|(s, _)| *s == slot).unwrap_or_else(|| {
            self.0.push((slot, vec![false; words]));
            self.0.len() - 1
        });
        if let Some(covered) = self.0.get_mut(at).and_then(|(_, c)| c.get_mut(hit.start..hit.end)) {
            covered.fill(true);
        }
    }

    fn touches(&self, hit: &Hit, silences: impl Fn(u16) -> bool) -> bool {
        let covers = |covered: &Vec<bool>| covered.get(hit.start..hit.end).is_some_and(|c| c.contains(&true));
        self.0.iter().any(|(slot, covered)| silences(*slot) && covers(covered))
    }
}

#[derive(Default)]
struct Build {
    patterns: Vec<Vec<Node>>,
    meta: Vec<Meta>,
    slots: Vec<Meaning>,
}

impl Build {
    fn group(&mut self, group: &Group, packs: &[&Pack], own: bool) {
        let Some(meaning) = Meaning::of(&group.id) else { return };
        let muted = meaning == Meaning::Mute;
        let slot = self.slots.iter().position(|s| *s == meaning).unwrap_or_else(|| {
            self.slots.push(meaning);
            self.slots.len() - 1
        });
        let Ok(slot) = u16::try_from(slot) else { return };
        let classes = |name: &str| packs.iter().find_map(|p| p.class(name));
        let says = group.say.iter().map(|p| (p, muted));
        for (text, except) in says.chain(group.except.iter().map(|p| (p, true))) {
            if let Ok(nodes) = pattern::parse(text, &classes) {
                self.patterns.push(nodes);
                self.meta.push(Meta {
                    slot,
                    score: group.score,
                    except,
                    firm: own || group.strict,
                    strict: group.strict,
                });
            }
        }
    }
}
