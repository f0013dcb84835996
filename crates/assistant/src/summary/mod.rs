//! What does a person who takes over need to know, put together without an LLM?

mod words;

use crate::api::Said;
use crate::knowledge::shorten;
use baton_conversation::{Author, Detail, Outcome, VisitorBrief};
use words::{PATTERNS, Words};

/// Longest quotation of one message, in characters.
const QUOTED: usize = 220;

/// Fewer letters than this say nothing by themselves: "hi", "yes", "ok thanks".
const SUBSTANCE: usize = 15;

/// At most three sentences (what was asked first, what was asked last, what was tried) and the details given, for a
/// visitor with this locale.
#[must_use]
pub(crate) fn brief(transcript: &[Said], locale: &str) -> VisitorBrief {
    let words = Words::of(locale);
    let asked: Vec<&str> =
        transcript.iter().filter(|s| s.author == Author::Visitor).map(|s| s.text.trim()).collect();
    let mut sentences = Vec::new();
    let first = asked.iter().find(|text| has_substance(text)).or_else(|| asked.first());
    if let Some(first) = first {
        sentences.push(words.first.replace("{text}", &quoted(first)));
    }
    if let Some(last) = asked.last().filter(|last| Some(*last) != first && has_substance(last)) {
        sentences.push(words.last.replace("{text}", &quoted(last)));
    }
    sentences.extend(tried(transcript, words));
    VisitorBrief {
        summary: shorten(&sentences.join(" "), VisitorBrief::MAX_SUMMARY),
        details: details(&asked, words),
    }
}

fn has_substance(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphanumeric()).count() >= SUBSTANCE
}

/// One line, shortened.
fn quoted(text: &str) -> String {
    shorten(&text.split_whitespace().collect::<Vec<_>>().join(" "), QUOTED)
}

/// What the Assistant's replies came to.
fn tried(transcript: &[Said], words: &Words) -> Option<String> {
    let came_to = |outcome| {
        transcript.iter().filter(|s| s.author == Author::Assistant && s.outcome == Some(outcome)).count()
    };
    let (known, unknown) = (came_to(Outcome::Answered), came_to(Outcome::Fallback));
    let told = words.tried.replace("{known}", &known.to_string()).replace("{unknown}", &unknown.to_string());
    (known + unknown > 0).then_some(told)
}

/// What the visitor named, each value once, in the order of the patterns.
fn details(asked: &[&str], words: &Words) -> Vec<Detail> {
    let mut found: Vec<Detail> = Vec::new();
    for (kind, pattern) in PATTERNS.iter() {
        for value in asked.iter().flat_map(|text| pattern.captures_iter(text)).filter_map(|c| c.get(1)) {
            let value = shorten(value.as_str().trim(), VisitorBrief::MAX_DETAIL);
            if !found.iter().any(|d| d.value.contains(&value)) {
                found.push(Detail { label: words.label(*kind).to_owned(), value });
            }
        }
    }
    found.truncate(VisitorBrief::MAX_DETAILS);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(author: Author, text: &str, outcome: Option<Outcome>) -> Said {
        Said { author, text: text.to_owned(), outcome }
    }

    #[test]
    fn it_says_what_is_wanted_what_was_tried_and_what_was_given() {
        let thread = [
            said(Author::Visitor, "hi", None),
            said(Author::Assistant, "Hello!", Some(Outcome::Clarify)),
            said(Author::Visitor, "My order #4711-22 from 3 March 2026 came broken, I paid €59.90", None),
            said(Author::Assistant, "Send a photo.", Some(Outcome::Answered)),
            said(
                Author::Visitor,
                "I did that, write to jo@mail.example, error code E4012 in Firefox 140 on Windows",
                None,
            ),
            said(Author::Assistant, "I don't know.", Some(Outcome::Fallback)),
        ];
        let brief = brief(&thread, "en-GB");
        assert!(brief.summary.starts_with("First message: “My order #4711-22"), "{}", brief.summary);
        assert!(brief.summary.contains("Last message: “I did that"), "{}", brief.summary);
        assert!(
            brief.summary.ends_with("The assistant answered 1× and did not know 1×."),
            "{}",
            brief.summary
        );
        let pairs: Vec<(&str, &str)> =
            brief.details.iter().map(|d| (d.label.as_str(), d.value.as_str())).collect();
        assert_eq!(
            pairs,
            [
                ("E-mail", "jo@mail.example"),
                ("Order number", "4711-22"),
                ("Error", "error code E4012"),
                ("Amount", "€59.90"),
                ("Date", "3 March 2026"),
                ("Browser", "Firefox 140 on Windows"),
            ]
        );
        assert!(brief.fits());
    }

    #[test]
    fn ordinary_words_are_no_details() {
        let thread = [said(
            Author::Visitor,
            "In order to pay I may need 2 invoices, what a case! This is fine.",
            None,
        )];
        assert_eq!(brief(&thread, "en").details, []);
    }

    #[test]
    fn it_stays_within_its_limits_whatever_was_written() {
        let long = "order 1234567 ".repeat(500);
        let many: String = (0..40).map(|n| format!("order {n}{n}{n}{n}{n} ")).collect();
        let thread = [said(Author::Visitor, &long, None), said(Author::Visitor, &many, None)];
        assert!(brief(&thread, "en").fits());
        assert_eq!(brief(&[], "en"), VisitorBrief::default());
    }

    /// A message in each language with a number, the number, and its label.
    const NAMED: [(&str, &str, &str, &str); 17] = [
        ("en", "the order number is AB-20344 and it is late", "AB-20344", "Order number"),
        ("de", "Es geht um meine Bestellung Nr. 20344, die fehlt", "20344", "Bestellnummer"),
        ("fr", "ma commande n° 20344 n'est pas arrivée", "20344", "Numéro de commande"),
        ("es", "mi pedido número 20344 no llega", "20344", "Número de pedido"),
        ("it", "il mio ordine numero 20344 non arriva", "20344", "Numero d’ordine"),
        ("pt", "o número do meu pedido é 1, digo: pedido 20344", "20344", "Número do pedido"),
        ("nl", "mijn bestelling 20344 is kwijt", "20344", "Bestelnummer"),
        ("pl", "zamówienie nr 20344 nie dotarło", "20344", "Numer zamówienia"),
        ("sv", "min beställning 20344 saknas", "20344", "Ordernummer"),
        ("tr", "sipariş numaram 20344 gelmedi", "20344", "Sipariş numarası"),
        ("ru", "мой заказ № 20344 не пришёл", "20344", "Номер заказа"),
        ("uk", "моє замовлення номер 20344 не прийшло", "20344", "Номер замовлення"),
        ("ar", "الطلب رقم 20344 لم يصل", "20344", "رقم الطلب"),
        ("hi", "मेरा ऑर्डर नंबर 20344 है", "20344", "ऑर्डर नंबर"),
        ("ja", "注文番号は20344です", "20344", "注文番号"),
        ("zh", "我的订单号是20344，还没到", "20344", "订单号"),
        ("ko", "주문번호는 20344입니다", "20344", "주문 번호"),
    ];

    #[test]
    fn every_language_has_its_words_and_hears_its_numbers() {
        assert!(words::ALL.keys().map(String::as_str).all(|known| NAMED.iter().any(|n| n.0 == known)));
        for (language, text, value, label) in NAMED {
            let made = brief(&[said(Author::Visitor, text, None)], language);
            let expected = Detail { label: label.to_owned(), value: value.to_owned() };
            assert_eq!(made.details, [expected], "{language}");
            assert_eq!(made.summary.starts_with("First message"), language == "en", "{}", made.summary);
            assert!(made.summary.contains(text), "{}", made.summary);
        }
        // A language without words of its own gets English.
        assert!(
            brief(&[said(Author::Visitor, "hello there, you all", None)], "xx").summary.starts_with("First")
        );
    }
}
