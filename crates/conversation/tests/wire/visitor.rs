//! Is what a visitor's browser sends and gets over HTTP written as it was?

use crate::golden::Golden;
use crate::samples::{AT, CONVERSATION, MESSAGE, VISITOR, brief, page, wait};
use baton_conversation::wire::{
    Accepted, Bootstrap, ChangeBrief, ChooseFollowUp, CreateConversation, ErrorBody, ErrorDetail, Hint,
    Nothing, OpenSession, Page, PostMessage, Rate, RequestPerson, SentimentAnswer, SentimentRequest, Session,
    SiteCard, SummaryAnswer, ThreadView,
};
use baton_conversation::{
    BriefSource, FollowUp, Frame, PublicEvent, PublicState, Reason, Score, SentimentSource,
};

#[test]
fn requests_are_as_written() {
    let mut golden = Golden::new("visitor_requests.json");
    golden.add_request("nothing", &Nothing {});
    golden.add_request("open session", &OpenSession {});
    let create = CreateConversation { locale: "en-GB".into(), page: Some(page()) };
    golden.add_request("create conversation", &create);
    let post = PostMessage {
        id: MESSAGE,
        text: "Talk to a person".into(),
        page: Some(page()),
        hint: Some(Hint { reason: Reason::CustomerRequested, score: Score(1000) }),
    };
    golden.add_request("post message", &post);
    golden.add_request("request person", &RequestPerson { trail: vec![page()] });
    golden.add_request("change brief", &ChangeBrief { brief: brief() });
    let how = FollowUp::Email("a@example.org".into());
    golden.add_request("choose follow-up", &ChooseFollowUp { how });
    golden.add_request("rate", &Rate { score: 5, comment: String::new() });
    golden.add_request("sentiment", &SentimentRequest { message: MESSAGE });
    golden.check();
}

#[test]
fn answers_are_as_written() {
    let mut golden = Golden::new("visitor_answers.json");
    let error = ErrorDetail { code: "unknown_site".into(), message: "Check the key.".into() };
    golden.add("error", &ErrorBody { error });
    let site = SiteCard {
        name: "Example".into(),
        assistant: "Baton".into(),
        privacy_url: None,
        typical_wait_s: (60, 300),
        safety_lines: vec!["Call 112.".into()],
    };
    let strings: std::collections::BTreeMap<String, String> = [("send".to_owned(), "Send".to_owned())].into();
    // The compact policy and the detector's snapshot are of another crate; anything stands for them here.
    let policy = "baton-policy".to_owned();
    let wire = baton_conversation::wire::VERSION;
    golden.add("bootstrap", &Bootstrap { wire, site, locale: "en".into(), strings, policy });
    golden.add("session", &Session { visitor: VISITOR, token: "t".into(), expires_at: AT });
    golden.add("accepted", &Accepted { seq: 4, replayed: true, unsure: false });
    let sentiment = SentimentAnswer { score: Score(-400), source: SentimentSource::Local };
    golden.add("sentiment", &sentiment);
    golden.add("summary", &SummaryAnswer { brief: brief(), source: BriefSource::Llm });
    let frame = Frame { seq: 4, prev: 2, at: AT, event: PublicEvent::Reopened { epoch: 4 } };
    let view = ThreadView {
        id: CONVERSATION,
        state: PublicState::default(),
        page: Page { frames: vec![frame], head: 4, more: true },
        wait: Some(wait()),
        detector: std::collections::BTreeMap::from([("turns".to_owned(), 1)]),
    };
    golden.add("thread", &view);
    golden.check();
}
