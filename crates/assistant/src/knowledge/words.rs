//! How much of a question's wording does each passage hold? (BM25 with stemming)

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::tokenizer::{Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, TextAnalyzer};
use tantivy::{Index, IndexReader, TantivyDocument, Term};

/// Memory for the indexing thread, in bytes; the least that the library accepts.
const WRITER_BYTES: usize = 15_000_000;

/// Longer "words" are addresses and keys, not language.
const LONGEST_WORD: usize = 40;

/// A full-text index in memory.
pub(super) struct Words {
    reader: IndexReader,
    analyzer: TextAnalyzer,
    text: Field,
    number: Field,
    passages: usize,
}

impl Words {
    /// Indexes the texts; results name them by position.
    pub(super) fn index(texts: &[String]) -> tantivy::Result<Self> {
        let mut schema = Schema::builder();
        let indexing =
            TextFieldIndexing::default().set_tokenizer("stem").set_index_option(IndexRecordOption::WithFreqs);
        let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
        let number = schema.add_u64_field("number", STORED);
        let index = Index::create_in_ram(schema.build());
        let analyzer = TextAnalyzer::builder(SimpleTokenizer::default())
            .filter(RemoveLongFilter::limit(LONGEST_WORD))
            .filter(LowerCaser)
            .filter(Stemmer::new(Language::English))
            .build();
        index.tokenizers().register("stem", analyzer.clone());
        let mut writer = index.writer_with_num_threads(1, WRITER_BYTES)?;
        for (position, words) in texts.iter().enumerate() {
            let mut document = TantivyDocument::new();
            document.add_text(text, words);
            document.add_u64(number, position as u64);
            writer.add_document(document)?;
        }
        writer.commit()?;
        Ok(Self { reader: index.reader()?, analyzer, text, number, passages: texts.len() })
    }

    /// For each passage its BM25 score divided by the whole IDF mass of the question. Words that no passage
    /// knows count in the mass, so one accidental word in common can't carry full weight.
    pub(super) fn shares(&self, question: &str) -> tantivy::Result<Vec<f32>> {
        let mut shares = vec![0.0; self.passages];
        let terms = self.terms(question);
        if terms.is_empty() || self.passages == 0 {
            return Ok(shares);
        }
        let searcher = self.reader.searcher();
        let mut mass = 0.0;
        for term in &terms {
            mass += idf(searcher.doc_freq(term)?, self.passages as u64);
        }
        let clauses: Vec<(Occur, Box<dyn Query>)> = terms
            .into_iter()
            .map(|term| -> (Occur, Box<dyn Query>) {
                (Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)))
            })
            .collect();
        let top = TopDocs::with_limit(self.passages).order_by_score();
        for (score, address) in searcher.search(&BooleanQuery::new(clauses), &top)? {
            let document: TantivyDocument = searcher.doc(address)?;
            let position = document.get_first(self.number).and_then(|n| n.as_u64());
            if let Some(share) = position.and_then(|p| shares.get_mut(usize::try_from(p).ok()?)) {
                *share = score / mass;
            }
        }
        Ok(shares)
    }

    /// The question's different words, stemmed.
    fn terms(&self, question: &str) -> Vec<Term> {
        let mut analyzer = self.analyzer.clone();
        let mut stream = analyzer.token_stream(question);
        let mut terms = Vec::new();
        while stream.advance() {
            terms.push(Term::from_field_text(self.text, &stream.token().text));
        }
        terms.sort();
        terms.dedup();
        terms
    }
}

/// The weight that BM25 gives a word which `holding` of `all` passages hold.
fn idf(holding: u64, all: u64) -> f32 {
    let (holding, all) = (holding as f32, all as f32);
    (1.0 + (all - holding + 0.5) / (holding + 0.5)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_match_and_one_accidental_word_weighs_little() -> tantivy::Result<()> {
        let texts = ["Restyling the widget with tokens", "The queue shows a place", "Weather proof jackets"];
        let words = Words::index(&texts.map(str::to_owned))?;
        let restyle = words.shares("restyle widgets")?;
        assert!(restyle[0] > 0.6 && restyle[1] == 0.0, "{restyle:?}");
        let accident = words.shares("what is the weather in lisbon tomorrow evening")?;
        assert!(accident[2] < 0.4 * restyle[0], "{accident:?}");
        assert_eq!(words.shares("")?, vec![0.0; 3]);
        Ok(())
    }
}
