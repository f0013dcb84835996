//! Which patterns occur in a message, in one pass over its words?
//!
//! All patterns become one list of instructions; a message is read once, carrying the set of places that could
//! still match. Work a word is bounded by the number of instructions, whatever the message.

use crate::lexicon::Lexicon;
use crate::normalise::Text;
use crate::pattern::Node;

/// Most matches kept of one message: more than a judged message can hold unless it is written to hold many.
const MAX_HITS: usize = 1 << 14;

#[derive(Clone, Copy, Debug)]
enum Inst {
    Set(u32),
    Any,
    Split(u32, u32),
    Jump(u32),
    Start,
    End,
    Match(u16),
}

/// One occurrence of a pattern: the words `start..end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) pattern: u16,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Where a pattern may begin: on this word, at this instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    word: u16,
    pc: u32,
    anchored: bool,
}

/// The compiled patterns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matcher {
    lexicon: Lexicon,
    filler: Vec<u16>,
    /// How many sets of words there are.
    set_count: usize,
    /// While patterns are compiled: the sets.
    sets: Vec<Vec<u16>>,
    /// While patterns are compiled: the sets' hashes, ascending, and where each set is.
    places: Vec<(u32, u32)>,
    code: Vec<Inst>,
    entries: Vec<Entry>,
    /// Where each word's entries begin.
    entries_from: Vec<u32>,
    /// The sets that hold each word, one word's after the other's, and where each word's begin.
    holders: Vec<u32>,
    holders_from: Vec<u32>,
}

/// Where each word's share of a sorted list begins, and where the last one ends.
fn beginnings(words: usize, sorted: impl Iterator<Item = u16>) -> Vec<u32> {
    let mut from = vec![0; words + 1];
    for word in sorted {
        if let Some(count) = from.get_mut(usize::from(word) + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for at in &mut from {
        sum += *at;
        *at = sum;
    }
    from
}

/// A word's share of a list.
fn share<'a, T>(list: &'a [T], from: &[u32], word: u16) -> &'a [T] {
    let at = |n: usize| from.get(n).map(|at| *at as usize);
    let range = at(usize::from(word)).zip(at(usize::from(word) + 1));
    range.and_then(|(from, to)| list.get(from..to)).unwrap_or_default()
}

impl Matcher {
    /// Compiles patterns; a hit names its pattern by the index in `patterns`.
    pub(crate) fn new(patterns: &[Vec<Node>], filler: &[&str], fixable: &[&str]) -> Self {
        let mut words: Vec<Box<str>> = filler.iter().map(|w| (*w).into()).collect();
        patterns.iter().for_each(|p| collect_words(p, &mut words));
        let lexicon = Lexicon::new(words, fixable);
        let mut filler: Vec<u16> = filler.iter().filter_map(|w| lexicon.exact(w)).collect();
        filler.sort_unstable();
        let mut matcher = Self { lexicon, filler, ..Self::default() };
        for (index, pattern) in patterns.iter().enumerate() {
            let Ok(index) = u16::try_from(index) else { break };
            let start = matcher.here();
            matcher.sequence(pattern);
            matcher.code.push(Inst::Match(index));
            let mut seen = Vec::new();
            matcher.enter(start, false, &mut seen);
        }
        matcher.entries.sort_unstable();
        matcher.entries.dedup();
        matcher.note_words();
        // Only compiling asks for the sets themselves.
        (matcher.places, matcher.sets) = (Vec::new(), Vec::new());
        matcher
    }

    /// Turns the sets around (which of them hold a word?) and notes where each word's entries are.
    fn note_words(&mut self) {
        self.set_count = self.sets.len();
        let sets = (0_u32..).zip(&self.sets);
        let mut pairs: Vec<(u16, u32)> =
            sets.flat_map(|(at, set)| set.iter().map(move |w| (*w, at))).collect();
        pairs.sort_unstable();
        let words = self.lexicon.len();
        self.holders_from = beginnings(words, pairs.iter().map(|pair| pair.0));
        self.holders = pairs.into_iter().map(|pair| pair.1).collect();
        self.entries_from = beginnings(words, self.entries.iter().map(|entry| entry.word));
    }

    fn here(&self) -> u32 {
        u32::try_from(self.code.len()).unwrap_or(u32::MAX)
    }

    fn sequence(&mut self, nodes: &[Node]) {
        nodes.iter().for_each(|n| self.node(n));
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Words(words) => {
                let mut set: Vec<u16> = words.iter().flat_map(|w| self.lexicon.meant_by(w)).collect();
                set.sort_unstable();
                set.dedup();
                let at = self.set(set);
                self.code.push(Inst::Set(at));
            }
            Node::Gap(n) => (0..*n).for_each(|_| self.optional(|m| m.code.push(Inst::Any))),
            Node::Start => self.code.push(Inst::Start),
            Node::End => self.code.push(Inst::End),
            Node::Maybe(inner) => self.optional(|m| m.sequence(inner)),
            Node::Either(all) => self.either(all),
        }
    }

    /// The place of a set of words. There are thousands in a policy of many languages, so they are found by their hash.
    fn set(&mut self, set: Vec<u16>) -> u32 {
        let hash = set.iter().fold(0x811c_9dc5_u32, |h, w| (h ^ u32::from(*w)).wrapping_mul(0x0100_0193));
        let from = self.places.partition_point(|place| place.0 < hash);
        let alike = self.places.iter().skip(from).take_while(|place| place.0 == hash);
        for (_, at) in alike {
            if self.sets.get(*at as usize) == Some(&set) {
                return *at;
            }
        }
        let at = u32::try_from(self.sets.len()).unwrap_or(u32::MAX);
        self.places.insert(from, (hash, at));
        self.sets.push(set);
        at
    }

    fn optional(&mut self, body: impl FnOnce(&mut Self)) {
        let split = self.code.len();
        self.code.push(Inst::Jump(0));
        let inside = self.here();
        body(self);
        let after = self.here();
        self.patch(split, Inst::Split(inside, after));
    }

    fn either(&mut self, all: &[Vec<Node>]) {
        let mut jumps = Vec::new();
        for (i, sequence) in all.iter().enumerate() {
            let last = i + 1 == all.len();
            let split = self.code.len();
            if !last {
                self.code.push(Inst::Jump(0));
            }
            let inside = self.here();
            self.sequence(sequence);
            if !last {
                jumps.push(self.code.len());
                self.code.push(Inst::Jump(0));
                let next = self.here();
                self.patch(split, Inst::Split(inside, next));
            }
        }
        let after = self.here();
        jumps.into_iter().for_each(|j| self.patch(j, Inst::Jump(after)));
    }

    fn patch(&mut self, at: usize, inst: Inst) {
        if let Some(slot) = self.code.get_mut(at) {
            *slot = inst;
        }
    }

    /// Records on which words a pattern may begin.
    fn enter(&mut self, pc: u32, anchored: bool, seen: &mut Vec<u32>) {
        if seen.contains(&pc) {
            return;
        }
        seen.push(pc);
        match self.code.get(pc as usize).copied() {
            Some(Inst::Set(set)) => {
                let words = self.sets.get(set as usize).cloned().unwrap_or_default();
                self.entries.extend(words.into_iter().map(|word| Entry { word, pc, anchored }));
            }
            Some(Inst::Split(a, b)) => {
                self.enter(a, anchored, seen);
                self.enter(b, anchored, seen);
            }
            Some(Inst::Jump(a)) => self.enter(a, anchored, seen),
            Some(Inst::Start) => self.enter(pc + 1, true, seen),
            _ => {}
        }
    }

    /// A word by its number.
    pub(crate) fn word(&self, id: u16) -> Option<&str> {
        self.lexicon.word(id)
    }

    /// The numbers of the words of a message; `None` for words that no pattern mentions.
    pub(crate) fn resolve(&self, text: &Text) -> Vec<Option<u16>> {
        text.tokens.iter().map(|t| self.lexicon.resolve(&t.text)).collect()
    }

    /// All matches, in order of their ends.
    pub(crate) fn run(&self, text: &Text, words: &[Option<u16>]) -> Vec<Hit> {
        let mut run = Run {
            matcher: self,
            edges: Edges::new(text, words, &self.filler),
            entered: Marks::new(self.code.len()),
            holds: Marks::new(self.set_count),
            goes_on: false,
            next: Vec::new(),
            hits: Vec::new(),
        };
        let mut live: Vec<Thread> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            run.look_at(words.get(at + 1).copied(), at + 1);
            for thread in live.drain(..) {
                run.follow(thread.pc + 1, thread.start, at + 1);
            }
            if let Some(word) = *word {
                for entry in share(&self.entries, &self.entries_from, word) {
                    if !entry.anchored || run.edges.leads(at) {
                        run.follow(entry.pc + 1, at, at + 1);
                    }
                }
            }
            core::mem::swap(&mut live, &mut run.next);
        }
        run.hits
    }
}

fn collect_words(nodes: &[Node], words: &mut Vec<Box<str>>) {
    for node in nodes {
        match node {
            Node::Words(all) => words.extend(all.iter().map(|w| w.as_str().into())),
            Node::Either(all) => all.iter().for_each(|s| collect_words(s, words)),
            Node::Maybe(inner) => collect_words(inner, words),
            Node::Gap(_) | Node::Start | Node::End => {}
        }
    }
}

/// A place that reads the next word, and where its match began.
#[derive(Clone, Copy)]
struct Thread {
    pc: u32,
    start: usize,
}

/// A set of small numbers that is emptied often.
struct Marks {
    bits: Vec<u64>,
    /// Where bits are set.
    touched: Vec<u32>,
}

/// Bits of a part of a set.
const BITS: u32 = u64::BITS;

impl Marks {
    fn new(numbers: usize) -> Self {
        Self { bits: vec![0; numbers.div_ceil(BITS as usize)], touched: Vec::new() }
    }

    /// Marks a number; false if it was marked before.
    fn mark(&mut self, number: u32) -> bool {
        let (part, bit) = (number / BITS, 1 << (number % BITS));
        let Some(bits) = self.bits.get_mut(part as usize).filter(|bits| **bits & bit == 0) else {
            return false;
        };
        if *bits == 0 {
            self.touched.push(part);
        }
        *bits |= bit;
        true
    }

    fn has(&self, number: u32) -> bool {
        self.bits.get((number / BITS) as usize).is_some_and(|bits| bits & (1 << (number % BITS)) != 0)
    }

    fn clear(&mut self) {
        for part in self.touched.drain(..) {
            if let Some(bits) = self.bits.get_mut(part as usize) {
                *bits = 0;
            }
        }
    }
}

struct Run<'a> {
    matcher: &'a Matcher,
    edges: Edges,
    /// Instructions entered at this word: each is entered once a word.
    entered: Marks,
    /// The sets that hold the next word.
    holds: Marks,
    /// Whether a next word stands in the same sentence.
    goes_on: bool,
    next: Vec<Thread>,
    hits: Vec<Hit>,
}

impl Run<'_> {
    /// Goes on to the next word, if there is one: only places that read it are followed.
    fn look_at(&mut self, next: Option<Option<u16>>, at: usize) {
        self.entered.clear();
        self.holds.clear();
        self.goes_on = next.is_some() && !self.edges.starts_sentence(at);
        if let Some(Some(word)) = next {
            for set in share(&self.matcher.holders, &self.matcher.holders_from, word) {
                self.holds.mark(*set);
            }
        }
    }

    /// Enters an instruction and everything reachable from it without reading a word.
    fn follow(&mut self, pc: u32, start: usize, at: usize) {
        let Some(inst) = self.matcher.code.get(pc as usize).copied() else { return };
        // Most places that read a word are not reached by this one: they need no mark.
        let reads = match inst {
            Inst::Set(set) => self.goes_on && self.holds.has(set),
            Inst::Any => self.goes_on && self.edges.same_clause(at),
            _ => true,
        };
        if !reads || !self.entered.mark(pc) {
            return;
        }
        match inst {
            Inst::Set(_) | Inst::Any => self.next.push(Thread { pc, start }),
            Inst::Split(a, b) => {
                self.follow(a, start, at);
                self.follow(b, start, at);
            }
            Inst::Jump(a) => self.follow(a, start, at),
            Inst::End if self.edges.trails(at) => self.follow(pc + 1, start, at),
            Inst::Match(pattern) if self.hits.len() < MAX_HITS => {
                self.hits.push(Hit { pattern, start, end: at });
            }
            _ => {}
        }
    }
}

/// Where sentences start and end once politeness is left out.
struct Edges {
    sentence: Vec<u16>,
    clause: Vec<u16>,
    lead: Vec<bool>,
    trail: Vec<bool>,
}

impl Edges {
    fn new(text: &Text, words: &[Option<u16>], filler: &[u16]) -> Self {
        let sentence: Vec<u16> = text.tokens.iter().map(|t| t.sentence).collect();
        let fill: Vec<bool> =
            words.iter().map(|w| w.is_some_and(|w| filler.binary_search(&w).is_ok())).collect();
        let n = sentence.len();
        let (mut lead, mut trail) = (vec![true; n], vec![true; n + 1]);
        for i in 1..n {
            lead[i] = sentence[i] != sentence[i - 1] || (lead[i - 1] && fill[i - 1]);
        }
        for i in (1..n).rev() {
            trail[i] = sentence[i] != sentence[i - 1] || (trail[i + 1] && fill[i]);
        }
        let clause = text.tokens.iter().map(|t| t.clause).collect();
        Self { sentence, clause, lead, trail }
    }

    fn starts_sentence(&self, at: usize) -> bool {
        at > 0 && self.sentence.get(at) != self.sentence.get(at - 1)
    }

    /// Whether a gap may reach from the word before into this one: gaps don't cross commas.
    fn same_clause(&self, at: usize) -> bool {
        at > 0 && self.clause.get(at) == self.clause.get(at - 1)
    }

    fn leads(&self, at: usize) -> bool {
        self.lead.get(at).copied().unwrap_or(false)
    }

    /// Whether a sentence may end before the word `at`.
    fn trails(&self, at: usize) -> bool {
        self.trail.get(at).copied().unwrap_or(true)
    }
}
