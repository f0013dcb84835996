//! Does the main job work from end to end?

use crate::harness::{Server, Thread, name};
use baton_assistant::Failure;
use baton_assistant::provider::Step;
use baton_conversation::wire::{Board, SentimentAnswer, SummaryAnswer, WaitBasis};
use baton_conversation::{
    BriefSource, HandoffKind, Lifecycle, Phase, PublicEvent, Reason, Score, SentimentSource, StaffEvent,
    Tone, VisitorBrief,
};
use serde_json::json;
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn a_question_is_answered_with_its_source() {
    let server = Server::start().await;
    let visitor = server.visitor("shop").await;
    let thread = server.conversation(&visitor).await;
    thread.say("How do I change my delivery address?").await;
    assert_eq!(thread.names().await, ["conversation_started", "visitor", "reply_started", "reply_finished"]);
    let log = thread.log().await;
    let PublicEvent::ReplyFinished { text, citations, confidence, .. } = &log[3].event else { panic!() };
    assert_eq!((text.as_str(), citations.len(), *confidence), ("Here is how.", 1, Score(900)));
}

#[tokio::test(start_paused = true)]
async fn two_fallbacks_in_a_row_call_a_person() {
    let server = Server::start().await;
    let visitor = server.visitor("shop").await;
    let thread = server.conversation(&visitor).await;
    server.script.then(Step::answer("Sure.", Score(900)));
    server.script.then(Step::fallback("I don't know that.", Score(500)));
    server.script.then(Step::fallback("That is not in my documents.", Score(500)));
    thread.say("What are your opening hours?").await;
    thread.say("Do you deliver to the Azores by boat?").await;
    assert_eq!(thread.view().await.state.phase, Phase::Assistant);
    thread.say("And what does a pallet cost?").await;
    let state = thread.view().await.state;
    assert_eq!(state.phase, Phase::Queued);
    assert_eq!(state.handoff.unwrap().tone, Tone::Stuck);
    let context = escalation(&thread).await;
    assert_eq!(context.auto_escalated_due_to, Reason::FallbackLimit);
    assert_eq!(context.attempted_solutions.len(), 3);
}

async fn escalation(thread: &Thread<'_>) -> baton_conversation::ContextPackage {
    let escalated = thread.staff_events().await.into_iter().find_map(|e| match e {
        StaffEvent::Escalated { context, .. } => Some(*context),
        _ => None,
    });
    escalated.unwrap()
}

#[tokio::test(start_paused = true)]
async fn an_explicit_request_is_granted_at_once_and_cuts_the_reply() {
    let server = Server::start().await;
    let visitor = server.visitor("shop").await;
    let thread = server.conversation(&visitor).await;
    server.script.then(vec![Step::Say("Let me explain at length. First you ".into()), Step::Hang]);
    thread.say("How do I change my delivery address?").await;
    thread.say("get me a person").await;
    let names = thread.names().await;
    assert_eq!(
        names,
        ["conversation_started", "visitor", "reply_started", "reply_cut", "visitor", "handoff_started"]
    );
    let log = thread.log().await;
    let PublicEvent::ReplyCut { text, .. } = &log[3].event else { panic!() };
    assert_eq!(text.trim_end(), "Let me explain at length.", "what was read stays");
    let view = thread.view().await;
    let wait = view.wait.unwrap();
    assert_eq!((wait.position, wait.basis, wait.low_s, wait.high_s), (1, WaitBasis::Typical, 120, 300));
    assert!(view.state.handoff.unwrap().brief.is_some(), "the visitor sees what is passed on");
}

#[tokio::test(start_paused = true)]
async fn a_whole_case_from_queue_to_rating() {
    let server = Server::start().await;
    let visitor = server.visitor("shop").await;
    let (_, agent) = server.agent(1, "Ana").await;
    let thread = server.conversation(&visitor).await;
    thread.say("My parcel 4711 never came").await;
    thread.say("can i get an actual person on this").await;

    let queue = server.queue(&agent).await;
    assert_eq!((queue.len(), queue[0].reason), (1, Some(Reason::CustomerRequested)));
    let epoch = queue[0].epoch;
    assert!(server.act(&agent, thread.id, "accept", json!({"epoch": epoch})).await.status.is_success());
    let seen = server.staff(&agent, thread.id).await;
    assert_eq!(seen.at, Lifecycle::WithAgent);
    assert_eq!(seen.context.unwrap().auto_escalated_due_to, Reason::CustomerRequested);

    let line = json!({"id": server.id(), "text": "Hello, I have your parcel here."});
    assert_eq!(server.act(&agent, thread.id, "messages", line.clone()).await.status, 201);
    assert_eq!(server.act(&agent, thread.id, "messages", line).await.body["replayed"], true);
    let note = json!({"id": server.id(), "text": "Depot has it."});
    assert!(server.act(&agent, thread.id, "notes", note).await.status.is_success());
    thread.say("Great, thank you!").await;
    assert_eq!(server.script.asked().len(), 1, "the Assistant is silent while a person answers");

    let back = server.act(&agent, thread.id, "hand-back", json!({"note": "Parcel is at depot 9."})).await;
    assert!(back.status.is_success());
    thread.say("When will it arrive?").await;
    assert_eq!(thread.view().await.state.phase, Phase::Assistant, "old text does not escalate again");
    assert_eq!(server.script.asked().len(), 2);

    let taken = server.queue(&agent).await;
    assert!(taken.is_empty());
    let epoch = thread.view().await.state.epoch;
    assert!(server.act(&agent, thread.id, "take-over", json!({"epoch": epoch})).await.status.is_success());
    let done = json!({"cause": "account_specific", "note": ""});
    assert!(server.act(&agent, thread.id, "resolve", done).await.status.is_success());
    let rated = thread.call("POST", "/rating", json!({"score": 5, "comment": "Kind and quick"})).await;
    assert!(rated.status.is_success(), "{rated:?}");
    assert_eq!(thread.view().await.state.rating, Some(5));

    let public = thread.log().await;
    let shown = serde_json::to_string(&public).unwrap();
    for secret in ["Depot has it", "Parcel is at depot 9", "account_specific", "customer_requested"] {
        assert!(!shown.contains(secret), "{secret} reached the visitor");
    }
    assert_eq!(public.iter().filter(|f| name(&f.event) == "agent").count(), 1);
}

#[tokio::test(start_paused = true)]
async fn account_takeover_goes_cold() {
    let server = Server::start().await;
    let visitor = server.visitor("shop").await;
    let thread = server.conversation(&visitor).await;
    thread.say("Someone hacked my account and changed my email!").await;
    let handoff = thread.view().await.state.handoff.unwrap();
    assert_eq!((handoff.kind, handoff.tone, handoff.brief), (HandoffKind::Cold, Tone::Secure, None));
    let cancelled = thread.call("DELETE", "/handoff", json!(null)).await;
    assert_eq!(cancelled.code(), "wrong_state", "the Assistant stays out of a cold handoff");
}

#[tokio::test(start_paused = true)]
async fn a_failing_provider_becomes_a_person_never_an_error() {
    for step in
        [Step::Fail(Failure::TimedOut), Step::Fail(Failure::Refused(401)), Step::Fail(Failure::Babbling)]
    {
        let server = Server::start().await;
        let visitor = server.visitor("shop").await;
        let thread = server.conversation(&visitor).await;
        server.script.then(vec![Step::Say("I th".into()), step.clone()]);
        thread.say("How do I change my delivery address?").await;
        assert_eq!(thread.names().await[2..], ["reply_started", "reply_cut", "handoff_started"], "{step:?}");
        let context = escalation(&thread).await;
        assert_eq!(context.auto_escalated_due_to, Reason::IntegrationError);
        assert_eq!(context.failed_actions.len(), 1, "{step:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_browser_claims_neither_forces_nor_skips() {
    let server = Server::start().await;
    let visitor = server.visitor("shop").await;
    let thread = server.conversation(&visitor).await;
    let claim = json!({"reason": "sensitive_topic", "score": 1000});
    let body = json!({"id": server.id(), "text": "What are your hours?", "page": null, "hint": claim});
    assert_eq!(thread.call("POST", "/messages", body).await.status, 201);
    assert_eq!(thread.view().await.state.phase, Phase::Assistant);
    thread.say("let me talk to a human").await;
    assert_eq!(thread.view().await.state.phase, Phase::Queued, "without any hint");
}

#[tokio::test(start_paused = true)]
async fn a_handoff_is_summed_up_once_and_the_visitor_wins() {
    let server = Server::start().await;
    let visitor = server.visitor("shop").await;
    let thread = server.conversation(&visitor).await;
    let brief = |summary: &str| VisitorBrief { summary: summary.into(), details: vec![] };
    server.script.then_summary(Duration::from_secs(1), Ok(brief("By the model.")));
    thread.say("please connect me to a human agent").await;
    let made: SummaryAnswer = thread.call("POST", "/summary", json!({})).await.read();
    assert_eq!((made.brief.summary.as_str(), made.source), ("By the model.", BriefSource::Llm));
    let again: SummaryAnswer = thread.call("POST", "/summary", json!({})).await.read();
    assert_eq!(again, made);
    assert_eq!(server.script.judged().1, 1, "one call for one handoff");
    let mine = json!({"brief": {"summary": "My card 4242 4242 4242 4242 was charged twice.", "details": []}});
    assert!(thread.call("PUT", "/brief", mine).await.status.is_success());
    let now: SummaryAnswer = thread.call("POST", "/summary", json!({})).await.read();
    assert_eq!(now.source, BriefSource::Visitor);
    assert_eq!(now.brief.summary, "My card ••••4242 was charged twice.");
}

#[tokio::test(start_paused = true)]
async fn with_the_llm_down_the_local_result_is_used() {
    let server = Server::start().await;
    let visitor = server.visitor("shop").await;
    let thread = server.conversation(&visitor).await;
    server.script.then_summary(Duration::ZERO, Err(Failure::Unreachable));
    server.script.then_sentiment(Duration::ZERO, Err(Failure::Unreachable));
    let id = server.id();
    thread.send(id, "this is so frustrating, nothing works").await;
    server.settle().await;
    let sentiment: SentimentAnswer = thread.call("POST", "/sentiment", json!({"message": id})).await.read();
    assert_eq!(sentiment.source, SentimentSource::Local);
    let again: SentimentAnswer = thread.call("POST", "/sentiment", json!({"message": id})).await.read();
    assert_eq!((again, server.script.judged().0), (sentiment, 1), "one call for one message");
    thread.say("human please").await;
    let made: SummaryAnswer = thread.call("POST", "/summary", json!({})).await.read();
    assert_eq!(made.source, BriefSource::Local);
    assert!(!made.brief.summary.is_empty());
}

#[tokio::test(start_paused = true)]
async fn cards_and_passwords_never_reach_the_log() {
    let server = Server::start().await;
    let visitor = server.visitor("shop").await;
    let thread = server.conversation(&visitor).await;
    let id = server.id();
    let text = "my card is 4242 4242 4242 4242, password: hunter2";
    assert_eq!(thread.send(id, text).await.status, 201);
    assert_eq!(thread.send(id, text).await.body["replayed"], true, "compared as received, not as masked");
    let other = "my card is 5555 5555 5555 4444, password: hunter2";
    assert_eq!(thread.send(id, other).await.code(), "id_reused");
    let log = serde_json::to_string(&thread.log().await).unwrap();
    assert!(log.contains("••••4242") && !log.contains("hunter2") && !log.contains("4242 4242"), "{log}");
}

#[tokio::test(start_paused = true)]
async fn time_alone_leads_out_of_every_state() {
    let server = Server::start().await;
    let visitor = server.visitor("shop").await;
    let thread = server.conversation(&visitor).await;
    thread.say("talk to a person").await;
    tokio::time::sleep(Duration::from_secs(31 * 60)).await;
    server.settle().await;
    assert!(matches!(thread.view().await.state.phase, Phase::FollowUp(_)));
    tokio::time::sleep(Duration::from_secs(8 * 24 * 3600)).await;
    server.settle().await;
    assert!(matches!(thread.view().await.state.phase, Phase::Closed(_)));
}

#[tokio::test(start_paused = true)]
async fn a_lost_agent_returns_the_visitor_to_the_old_place() {
    let server = Server::start().await;
    let (ana, agent) = server.agent(1, "Ana").await;
    let mut threads = vec![];
    for _ in 0..2 {
        let visitor = server.visitor("shop").await;
        let thread = server.conversation(&visitor).await;
        thread.say("talk to a person").await;
        tokio::time::sleep(Duration::from_secs(5)).await;
        threads.push(thread.id);
    }
    let queue = server.queue(&agent).await;
    let first = json!({"epoch": queue[0].epoch});
    assert!(server.act(&agent, threads[0], "accept", first).await.status.is_success());
    server.app.hub.agent_joined(ana);
    assert!(server.app.hub.agent_left(ana));
    server.app.start_lease(ana);
    tokio::time::sleep(Duration::from_secs(29)).await;
    assert_eq!(server.queue(&agent).await.len(), 1, "the lease still holds");
    tokio::time::sleep(Duration::from_secs(2)).await;
    let queue: Vec<_> = server.queue(&agent).await.iter().map(|i| i.conversation).collect();
    assert_eq!(queue, threads, "the old place is kept");
}

#[tokio::test(start_paused = true)]
async fn the_board_says_what_a_visitor_with_the_assistant_asked_last() {
    let server = Server::start().await;
    let visitor = server.visitor("shop").await;
    let (_, agent) = server.agent(1, "Ana").await;
    let (_, stranger) = server.agent(2, "Cleo").await;
    let thread = server.conversation(&visitor).await;
    thread.say("What are your hours?").await;
    thread.say("Do you take 4242 4242 4242 4242?").await;
    let lines = |board: Board| board.assistant.into_iter().map(|item| item.line).collect::<Vec<_>>();
    assert_eq!(lines(server.board(&agent).await), ["Do you take ••••4242?"], "as stored, without the secret");
    assert!(lines(server.board(&stranger).await).is_empty(), "only to staff of the site");
    thread.call("POST", "/leave", json!({})).await;
    let closed = server.board(&agent).await.closed;
    assert_eq!(closed[0].line, "Do you take ••••4242?");
}
