//! What does the Assistant say where the documents say nothing?

/// The Assistant's own sentences in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrases {
    /// It doesn't know and offers a person.
    pub unknown: String,
    /// It is not sure; `{pages}` stands for the closest headings.
    pub unsure: String,
    /// Between two headings: "A or B".
    pub or: String,
    /// Answer to a greeting.
    pub greeting: String,
    /// Answer to thanks.
    pub thanks: String,
    /// Messages that only greet, in lower case without punctuation.
    pub greets: Vec<String>,
    /// Messages that only thank, likewise.
    pub thanked: Vec<String>,
}

impl Default for Phrases {
    fn default() -> Self {
        let list = |words: &str| words.split('|').map(str::to_owned).collect();
        Self {
            unknown: "I don't know the answer to that, and I won't guess. Would you like to talk to a person?".into(),
            unsure: "I'm not sure that I have the answer. The closest I found is {pages}. If that isn't it, a person can help.".into(),
            or: " or ".into(),
            greeting: "Hello! What can I help you with?".into(),
            thanks: "You're welcome! Is there anything else I can help with?".into(),
            greets: list("hi|hello|hey|hi there|hello there|hey there|good morning|good afternoon|good evening|hiya|greetings"),
            thanked: list("thanks|thank you|thx|ty|thanks a lot|thank you very much|many thanks|great thanks|perfect thanks|ok thanks|ok thank you|cheers"),
        }
    }
}

impl Phrases {
    /// The answer to a message that only greets or thanks.
    #[must_use]
    pub fn small_talk(&self, text: &str) -> Option<&str> {
        let lower = text.to_lowercase();
        let words: Vec<&str> =
            lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let said = words.join(" ");
        if self.greets.contains(&said) {
            return Some(&self.greeting);
        }
        self.thanked.contains(&said).then_some(self.thanks.as_str())
    }

    /// "I'm not sure, the closest is …" with at most two headings.
    #[must_use]
    pub fn unsure(&self, headings: &[&str]) -> String {
        let pages: Vec<String> = headings.iter().take(2).map(|h| format!("“{h}”")).collect();
        self.unsure.replace("{pages}", &pages.join(&self.or))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_messages_that_do_nothing_else_are_small_talk() {
        let phrases = Phrases::default();
        assert_eq!(phrases.small_talk("Hello!!"), Some(phrases.greeting.as_str()));
        assert_eq!(phrases.small_talk("ok, thanks :)"), Some(phrases.thanks.as_str()));
        assert_eq!(phrases.small_talk("hello, where is my order"), None);
        assert_eq!(phrases.small_talk("thanks for nothing"), None);
    }
}
