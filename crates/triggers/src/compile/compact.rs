//! How is a policy written for the browser? The other half of `src/compact.rs`.

use crate::Group;
use crate::compact::{FORM, REASONS};
use crate::policy::{Change, CompactPolicy, Condition, Thresholds};

impl CompactPolicy {
    /// Writes the compact form, which [`CompactPolicy::decode`] reads. Tabs and line breaks inside names become
    /// spaces.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut out = Out(FORM.into());
        out.line("v").number(i64::from(self.version)).text(&self.hash);
        out.line("n").thresholds(&self.thresholds);
        for t in &self.topics {
            let department = t.department.as_deref().unwrap_or("");
            out.line("t")
                .text(&t.name)
                .number(t.action as i64)
                .flag(t.cold)
                .flag(t.server_only)
                .text(department);
        }
        for o in &self.overrides {
            out.line("o").flag(o.server_only).condition(&o.when).change(&o.change);
        }
        for r in &self.rules {
            let reason = REASONS.iter().position(|x| *x == r.reason).unwrap_or_default();
            out.line("r").text(&r.name).count(reason).number(r.action as i64);
            out.flag(r.cold).flag(r.server_only).condition(&r.when);
        }
        for tier in &self.vip_tiers {
            out.line("w").text(tier);
        }
        for p in &self.packs {
            out.line("p").text(&p.language).text(&p.filler).text(&p.fixable).text(&p.stop);
            if !p.model.is_empty() {
                out.line("m").text(&p.model);
            }
            for line in &p.synonyms {
                out.line("y").text(line);
            }
            for (name, body) in &p.classes {
                out.line("c").text(name).text(body);
            }
            out.groups(&p.groups);
        }
        out.line("own").groups(&self.phrases);
        out.0
    }
}

struct Out(String);

impl Out {
    fn line(&mut self, kind: &str) -> &mut Self {
        self.0.push('\n');
        self.0.push_str(kind);
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.0.push('\t');
        let words: Vec<&str> = text.split(['\t', '\n', '\r']).filter(|w| !w.is_empty()).collect();
        self.0.push_str(&words.join(" "));
        self
    }

    fn number(&mut self, n: i64) -> &mut Self {
        self.text(&n.to_string())
    }

    fn count(&mut self, n: usize) -> &mut Self {
        self.text(&n.to_string())
    }

    fn flag(&mut self, yes: bool) -> &mut Self {
        self.text(if yes { "1" } else { "0" })
    }

    fn list(&mut self, all: &[String]) -> &mut Self {
        self.count(all.len());
        for t in all {
            self.text(t);
        }
        self
    }

    fn groups(&mut self, groups: &[Group]) {
        for g in groups {
            self.line("g").text(&g.id).number(i64::from(g.score.0)).flag(g.strict);
            for p in &g.say {
                self.line("s").text(p);
            }
            for p in &g.except {
                self.line("e").text(p);
            }
        }
    }

    fn thresholds(&mut self, t: &Thresholds) -> &mut Self {
        let all = Change::all_of(t);
        for i in 0..Change::FIELDS {
            self.number(i64::from(all.get(i).unwrap_or(-100_000)));
        }
        self
    }

    fn change(&mut self, change: &Change) -> &mut Self {
        let given: Vec<(usize, i32)> =
            (0..Change::FIELDS).filter_map(|i| change.get(i).map(|v| (i, v))).collect();
        self.count(given.len());
        for (i, v) in given {
            self.count(i).number(i64::from(v));
        }
        self
    }

    fn condition(&mut self, c: &Condition) -> &mut Self {
        match c {
            Condition::All(all) => self.text("all").conditions(all),
            Condition::Any(all) => self.text("any").conditions(all),
            Condition::Not(inner) => self.text("not").condition(inner),
            Condition::Topic(name) => self.text("topic").text(name),
            Condition::Signal(reason) => {
                self.text("signal").count(REASONS.iter().position(|r| r == reason).unwrap_or_default())
            }
            Condition::ConfidenceBelow(s) => self.text("conf").number(i64::from(s.0)),
            Condition::SentimentBelow(s) => self.text("sent").number(i64::from(s.0)),
            Condition::FrustrationFrom(s) => self.text("frus").number(i64::from(s.0)),
            Condition::TurnsFrom(n) => self.text("turns").number(i64::from(*n)),
            Condition::Tier(any) => self.text("tier").list(any),
            Condition::Department(any) => self.text("dept").list(any),
            Condition::Issue(any) => self.text("issue").list(any),
            Condition::AccountAgeBelow(days) => self.text("young").number(i64::from(*days)),
            Condition::AccountAgeFrom(days) => self.text("old").number(i64::from(*days)),
            Condition::Hours(from, to) => self.text("hours").number(i64::from(*from)).number(i64::from(*to)),
            Condition::Open(open) => self.text("open").flag(*open),
        }
    }

    fn conditions(&mut self, all: &[Condition]) -> &mut Self {
        self.count(all.len());
        for c in all {
            self.condition(c);
        }
        self
    }
}
