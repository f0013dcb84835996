//! Where in a table is this word? Found by its hash: a search through a sorted table compares a dozen words, and a
//! message is looked up in every language's.

/// A place that no word has.
const NONE: u32 = u32::MAX;

/// The places of a table's words by their hashes (open addressing, at most half full).
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    slots: Vec<u32>,
}

impl Index {
    /// Of words, each with its place in the order given.
    pub(crate) fn new<'a>(words: impl ExactSizeIterator<Item = &'a str>) -> Self {
        let mut slots = vec![NONE; (words.len() * 2).next_power_of_two()];
        for (word, place) in words.zip(0..NONE) {
            let free = probe(word, slots.len()).find(|at| slots.get(*at) == Some(&NONE));
            if let Some(slot) = free.and_then(|at| slots.get_mut(at)) {
                *slot = place;
            }
        }
        Self { slots }
    }

    /// The place of a word; `word_at` gives the table's words by their places.
    pub(crate) fn find<'a>(&self, word: &str, word_at: impl Fn(usize) -> Option<&'a str>) -> Option<usize> {
        let slots = probe(word, self.slots.len()).map_while(|at| self.slots.get(at));
        let mut places = slots.take_while(|place| **place != NONE).map(|place| *place as usize);
        places.find(|place| word_at(*place) == Some(word))
    }
}

/// Where a word may be, in the order in which it is looked for.
fn probe(word: &str, slots: usize) -> impl Iterator<Item = usize> {
    let start = crate::hash::fnv(word) as usize;
    (0..slots).map(move |step| (start + step) & (slots - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_at_its_place_and_no_other_word_is() {
        let words: Vec<String> = (0..1000).map(|n| format!("w{n}")).collect();
        for count in [0, 1, 2, 3, 64, 1000] {
            let table = &words[..count];
            let index = Index::new(table.iter().map(String::as_str));
            let find = |word: &str| index.find(word, |at| table.get(at).map(String::as_str));
            for (place, word) in table.iter().enumerate() {
                assert_eq!(find(word), Some(place));
            }
            assert_eq!(find("another"), None);
            assert_eq!(find(""), None);
        }
    }
}
