//! What must every backend do?
//!
//! [`conformance_suite!`](crate::conformance_suite) makes a test of each case against a fresh store. [`cases`]
//! lists the same cases as values, so that a test can show that a broken store fails them.

pub mod changed;
pub mod fixture;
mod guards;
mod lists;
mod log;
mod races;
mod records;
mod refusals;

use crate::Store;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// One case: panics unless the fresh store that it is given keeps the contract. Needs a multi-threaded runtime.
pub type Case = fn(Arc<dyn Store>) -> Pin<Box<dyn Future<Output = ()> + Send>>;

/// Hands the names of all cases to a macro, so that they are written once.
#[doc(hidden)]
#[macro_export]
macro_rules! conformance_cases {
    ([$($then:tt)+], $($more:tt)*) => {
        $($then)+! { $($more)*;
            log::a_conversation_begins_and_grows
            log::sequences_are_gapless_over_many_commits
            log::several_conversations_commit_together
            log::several_conversations_fail_together
            log::a_commit_without_events_replaces_the_snapshot_alone
            log::pages_run_forward
            log::pages_run_backward
            log::public_pages_leave_staff_events_out
            log::every_kind_of_event_reads_back
            log::verify_refolds_the_log
            log::unknown_conversations_are_empty
            refusals::an_old_head_is_a_conflict
            refusals::a_head_from_the_future_is_a_conflict
            refusals::beginning_twice_is_a_conflict
            refusals::a_gap_is_malformed
            refusals::a_wrong_prev_public_is_malformed
            refusals::a_foreign_snapshot_is_malformed
            refusals::time_never_goes_backwards
            refusals::the_epoch_never_goes_backwards
            refusals::empty_and_doubled_commits_are_malformed
            guards::a_stale_epoch_is_refused_though_the_head_is_right
            guards::the_right_epoch_passes
            guards::a_late_reply_is_not_stored_after_a_takeover
            guards::an_agent_at_the_limit_gets_no_more
            guards::the_load_leaves_out_this_commit
            guards::a_client_id_is_taken_once
            guards::a_refused_commit_takes_no_client_id
            guards::client_ids_are_apart_by_author_and_conversation
            guards::a_client_id_outside_the_commit_is_malformed
            guards::a_known_client_id_answers_before_all_else
            lists::the_queue_is_ordered
            lists::a_list_belongs_to_one_site_and_state
            lists::other_states_come_newest_first
            lists::a_visitor_finds_their_own
            lists::an_agent_finds_what_they_hold
            lists::deadlines_come_due_in_order
            lists::debts_are_kept_until_paid
            records::sites_have_unique_keys
            records::agents_have_unique_names_within_a_site
            records::tokens_expire
            records::every_identity_reads_back
            records::a_token_is_taken_once
            records::the_store_answers
            races::one_of_many_writers_wins_each_head
            races::many_conversations_grow_side_by_side
            races::racing_agents_stay_under_the_limit
            races::one_agent_wins_one_conversation
            races::one_client_id_wins_among_many
            races::one_taker_gets_the_token
            races::what_is_acknowledged_can_be_read
        }
    };
}

macro_rules! list {
    (; $($module:ident :: $name:ident)+) => {
        vec![$((stringify!($name), |store| Box::pin($module::$name(store)))),+]
    };
}

/// Every case by its name.
#[must_use]
pub fn cases() -> Vec<(&'static str, Case)> {
    conformance_cases!([list],)
}

/// Runs the case of this name; an unknown name is a failure too.
pub async fn run(name: &str, store: Arc<dyn Store>) {
    let case = cases().into_iter().find(|(known, _)| *known == name);
    assert!(case.is_some(), "there is no case {name}");
    if let Some((_, case)) = case {
        case(store).await;
    }
}

#[doc(hidden)]
#[macro_export]
macro_rules! conformance_tests {
    ($make:path; $($module:ident :: $name:ident)+) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            let (store, _keep) = $make();
            $crate::conformance::run(stringify!($name), store).await;
        }
    )+};
}

/// `conformance_suite!(make)`: one `#[tokio::test]` for each case. `make()` gives a fresh `Arc<dyn Store>` and
/// something to keep alive meanwhile, for example its directory.
#[macro_export]
macro_rules! conformance_suite {
    ($make:path) => {
        $crate::conformance_cases!([$crate::conformance_tests], $make);
    };
}
