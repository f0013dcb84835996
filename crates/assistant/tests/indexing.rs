//! Does the knowledge answer while its meanings are still being computed, and is no work done twice?

#![expect(clippy::expect_used, reason = "a helper of tests may fail as a test may")]

mod common;

use baton_assistant::knowledge::{Hit, Indexing, Knowledge, Progress, Source};
use baton_assistant::{Assistant, Part, Question, SiteAssistant};
use baton_conversation::{Outcome, Score};
use futures_util::StreamExt;
use std::path::PathBuf;
use std::sync::Arc;

/// Sections of the page: more than two steps' worth of texts.
const SECTIONS: usize = 24;

/// A knowledge folder with its cache, gone when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("indexing-{name}-{}", std::process::id()));
        std::fs::create_dir_all(path.join("docs")).expect("a folder");
        let folder = Self(path);
        folder.write("First of all.");
        folder
    }

    /// A page whose last section says `last`.
    fn write(&self, last: &str) {
        let sections: String =
            (1..SECTIONS).map(|n| format!("## Box {n}\nIt holds {n} bolts.\n\n")).collect();
        let page =
            format!("# Boxes\n{sections}## Felines\nCats purr when they are content.\n\n## Last\n{last}\n");
        std::fs::write(self.0.join("docs/boxes.md"), page).expect("writes");
    }

    fn cache(&self) -> PathBuf {
        self.0.join("embeddings")
    }

    fn open(&self) -> Knowledge {
        let source = Source { folder: self.0.join("docs"), base_url: String::new(), exclude: vec![] };
        Knowledge::open(&source, Some(common::embedder())).expect("opens")
    }

    fn begin(&self, knowledge: &Knowledge) -> Option<Indexing> {
        Indexing::begin(knowledge, Some(&self.cache()))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn finish(mut indexing: Indexing, knowledge: &Knowledge) {
    while !indexing.is_done() {
        indexing.step(knowledge).expect("steps");
    }
}

fn best(knowledge: &Knowledge, question: &str) -> Hit {
    knowledge.search(question, 1).expect("searches").remove(0)
}

#[test]
fn words_answer_until_every_meaning_is_there() {
    let folder = Folder::new("words");
    let knowledge = folder.open();
    let source = Source { folder: folder.0.join("docs"), base_url: String::new(), exclude: vec![] };
    let without_model = Knowledge::open(&source, None).expect("opens");
    let mut indexing = folder.begin(&knowledge).expect("there is something to do");
    let first = indexing.progress();
    assert_eq!((first.done, knowledge.progress()), (0, Some(first)));
    let mut steps = 0;
    while !indexing.is_done() {
        // Calibrated as words alone are, not as meanings would be.
        let (now, lexical) =
            (best(&knowledge, "when do cats purr?"), best(&without_model, "when do cats purr?"));
        assert_eq!((now.passage.heading(), now.confidence), ("Felines", lexical.confidence));
        assert!(!knowledge.is_semantic());
        assert_eq!(best(&knowledge, "kittens").confidence, best(&without_model, "kittens").confidence);
        let progress = indexing.step(&knowledge).expect("steps");
        steps += 1;
        assert!(progress.done > 0 && progress.of == first.of);
    }
    assert!(steps > 2, "{steps} steps leave nothing to see in between");
    assert!(knowledge.is_semantic());
    assert_eq!(knowledge.progress(), None);
    let kittens = best(&knowledge, "kittens");
    assert_eq!(kittens.passage.heading(), "Felines");
    assert!(kittens.confidence > best(&without_model, "kittens").confidence);
}

#[tokio::test]
async fn an_assistant_answers_while_it_is_being_indexed_and_says_so() {
    let folder = Folder::new("assistant");
    let knowledge = Arc::new(folder.open());
    let mut indexing = folder.begin(&knowledge).expect("there is something to do");
    indexing.step(&knowledge).expect("steps");
    let assistant = SiteAssistant::new("Shop", Some(Arc::clone(&knowledge)));
    assert_eq!(assistant.indexing(), Some(indexing.progress()));
    let text = "when do cats purr and when are they content?".to_owned();
    let question = Question { text, threshold: Score(650), ..Question::default() };
    let parts: Vec<_> = assistant.reply(question).collect().await;
    let Some(Ok(Part::End(ending))) = parts.last() else { panic!("no end: {parts:?}") };
    assert_eq!(ending.outcome, Outcome::Answered);
    assert_eq!(ending.citations[0].title, "Boxes › Felines");
    finish(indexing, &knowledge);
    assert_eq!(assistant.indexing(), None);
}

#[test]
fn an_interrupted_indexing_goes_on_where_it_was() {
    let folder = Folder::new("half");
    let knowledge = folder.open();
    let mut indexing = folder.begin(&knowledge).expect("there is something to do");
    let Progress { done, of } = indexing.step(&knowledge).expect("steps");
    assert!(0 < done && done < of);
    drop(indexing);
    assert_eq!(knowledge.progress(), None, "nobody is at work");
    assert!(!knowledge.is_semantic());

    let again = folder.open();
    let indexing = folder.begin(&again).expect("the rest is to do");
    assert_eq!(indexing.progress(), Progress { done, of });
    finish(indexing, &again);
    assert!(folder.begin(&folder.open()).is_none(), "everything is in the file");

    // The control: without the file everything is to do again.
    std::fs::write(folder.cache(), b"torn").expect("writes");
    let indexing = folder.begin(&folder.open()).expect("everything is to do");
    assert_eq!(indexing.progress(), Progress { done: 0, of });
}

#[test]
fn a_changed_document_costs_only_what_changed() {
    let folder = Folder::new("changed");
    let knowledge = folder.open().index(Some(&folder.cache())).expect("indexes");
    let before = best(&knowledge, "kittens");
    folder.write("Something else now.");
    let changed = folder.open();
    let indexing = folder.begin(&changed).expect("one section changed");
    let Progress { done, of } = indexing.progress();
    assert!((1..=2).contains(&(of - done)), "{} of {of} to do", of - done);
    finish(indexing, &changed);
    let after = best(&changed, "kittens");
    assert_eq!((after.passage, after.likeness.text), (before.passage, before.likeness.text));
}
