//! Can each conformance case fail? Stores with one flaw each, and the cases that must catch it.

mod flawed;

use baton_store::conformance;
use flawed::{Flaw, flawed};
use std::sync::Arc;

/// Each flaw with every case that is there to catch it.
const CAUGHT: [(Flaw, &[&str]); 9] = [
    (
        Flaw::NoFence,
        &[
            "a_stale_epoch_is_refused_though_the_head_is_right",
            "a_late_reply_is_not_stored_after_a_takeover",
            "one_agent_wins_one_conversation",
            "a_refused_commit_takes_no_client_id",
        ],
    ),
    (
        Flaw::ForgetsClientIds,
        &[
            "a_client_id_is_taken_once",
            "one_client_id_wins_among_many",
            "a_known_client_id_answers_before_all_else",
        ],
    ),
    (Flaw::AnswersBeforeCommit, &["what_is_acknowledged_can_be_read", "a_conversation_begins_and_grows"]),
    (Flaw::NoLimit, &["an_agent_at_the_limit_gets_no_more", "racing_agents_stay_under_the_limit"]),
    (Flaw::Torn, &["several_conversations_fail_together"]),
    (Flaw::LeaksStaffEvents, &["public_pages_leave_staff_events_out"]),
    (Flaw::KeepsTakenTokens, &["a_token_is_taken_once", "one_taker_gets_the_token"]),
    (Flaw::NeverExpires, &["tokens_expire", "a_token_is_taken_once"]),
    (
        Flaw::Unordered,
        &[
            "the_queue_is_ordered",
            "other_states_come_newest_first",
            "a_visitor_finds_their_own",
            "an_agent_finds_what_they_hold",
            "deadlines_come_due_in_order",
            "debts_are_kept_until_paid",
        ],
    ),
];

async fn passes(case: &'static str, flaw: Flaw) -> bool {
    tokio::spawn(async move { conformance::run(case, Arc::new(flawed(flaw))).await }).await.is_ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_flaw_is_caught_by_each_of_its_cases() {
    for (flaw, cases) in CAUGHT {
        for case in cases {
            assert!(!passes(case, flaw).await, "{case} passes although the store {flaw:?}");
        }
    }
}

/// The change itself breaks nothing, so what fails above fails for its flaw.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_flaw_every_case_passes() {
    for (case, _) in conformance::cases() {
        assert!(passes(case, Flaw::None).await, "{case} fails without a flaw");
    }
}
