//! Are sites, agents and tokens kept as promised?

use super::fixture::{BEGIN, SITE, VISITOR, agent};
use crate::{AgentRecord, Fault, Identity, SiteRecord, Store, TokenRecord};
use baton_conversation::{AgentId, SiteId};
use std::sync::Arc;
use uuid::Uuid;

type Shared = Arc<dyn Store>;

fn site(n: u128, key: &str) -> SiteRecord {
    SiteRecord { id: SiteId(Uuid::from_u128(n)), key: key.into(), doc: format!("{{\"n\":{n}}}") }
}

fn record(n: u128, site: SiteId, name: &str) -> AgentRecord {
    AgentRecord {
        id: AgentId(Uuid::from_u128(n)),
        site,
        name: name.into(),
        disabled: false,
        doc: "{}".into(),
    }
}

pub(super) async fn sites_have_unique_keys(store: Shared) {
    let (a, b) = (site(1, "pk_b"), site(2, "pk_a"));
    for site in [&a, &b] {
        assert_eq!(store.put_site(site.clone()).await, Ok(()));
    }
    assert_eq!(store.sites().await, Ok(vec![b.clone(), a.clone()]), "by key");
    assert_eq!(store.site_by_key("pk_a").await, Ok(Some(b.clone())));
    assert_eq!(store.site_by_key("pk_c").await, Ok(None));
    assert_eq!(store.site(a.id).await, Ok(Some(a.clone())));
    let taken = store.put_site(site(3, "pk_a")).await;
    assert!(matches!(taken, Err(Fault::Backend(_))), "{taken:?}");
    assert_eq!(store.site(SiteId(Uuid::from_u128(3))).await, Ok(None));
    let rotated = SiteRecord { key: "pk_c".into(), doc: "{}".into(), ..a };
    assert_eq!(store.put_site(rotated.clone()).await, Ok(()));
    assert_eq!(store.site_by_key("pk_b").await, Ok(None), "the old key is gone");
    assert_eq!(store.sites().await, Ok(vec![b, rotated]));
}

pub(super) async fn agents_have_unique_names_within_a_site(store: Shared) {
    let elsewhere = SiteId(Uuid::from_u128(99));
    let (zoe, ada) = (record(1, SITE, "zoe"), record(2, SITE, "ada"));
    let namesake = record(3, elsewhere, "zoe");
    for agent in [&zoe, &ada, &namesake] {
        assert_eq!(store.put_agent(agent.clone()).await, Ok(()));
    }
    assert_eq!(store.agents(SITE).await, Ok(vec![ada.clone(), zoe.clone()]), "by name");
    assert_eq!(store.agents(elsewhere).await, Ok(vec![namesake]));
    let taken = store.put_agent(record(4, SITE, "ada")).await;
    assert!(matches!(taken, Err(Fault::Backend(_))), "{taken:?}");
    let disabled = AgentRecord { disabled: true, ..zoe };
    assert_eq!(store.put_agent(disabled.clone()).await, Ok(()));
    assert_eq!(store.agent(disabled.id).await, Ok(Some(disabled)));
    assert_eq!(store.agent(AgentId(Uuid::from_u128(4))).await, Ok(None));
}

fn token(hash: u8, identity: Identity) -> TokenRecord {
    TokenRecord { hash: [hash; 32], identity, expires_at: BEGIN.plus_ms(1000) }
}

pub(super) async fn tokens_expire(store: Shared) {
    let kept = token(1, Identity::Agent(agent(1).id));
    assert_eq!(store.put_token(kept).await, Ok(()));
    assert_eq!(store.token([1; 32], BEGIN.plus_ms(999)).await, Ok(Some(kept)));
    assert_eq!(store.token([1; 32], BEGIN.plus_ms(1000)).await, Ok(None), "at its end it no longer works");
    assert_eq!(store.token([2; 32], BEGIN).await, Ok(None));
    let longer = TokenRecord { expires_at: BEGIN.plus_ms(9000), ..kept };
    assert_eq!(store.put_token(longer).await, Ok(()));
    assert_eq!(store.token([1; 32], BEGIN.plus_ms(1000)).await, Ok(Some(longer)));
}

pub(super) async fn every_identity_reads_back(store: Shared) {
    let identities = [
        Identity::Visitor { site: SITE, visitor: VISITOR },
        Identity::Agent(agent(1).id),
        Identity::SignIn(agent(2).id),
    ];
    for (hash, identity) in (1..).zip(identities) {
        assert_eq!(store.put_token(token(hash, identity)).await, Ok(()));
        assert_eq!(store.token([hash; 32], BEGIN).await, Ok(Some(token(hash, identity))));
    }
}

pub(super) async fn a_token_is_taken_once(store: Shared) {
    let link = token(1, Identity::SignIn(agent(1).id));
    assert_eq!(store.put_token(link).await, Ok(()));
    assert_eq!(store.take_token([1; 32], BEGIN).await, Ok(Some(link)));
    assert_eq!(store.take_token([1; 32], BEGIN).await, Ok(None));
    assert_eq!(store.token([1; 32], BEGIN).await, Ok(None));
    assert_eq!(store.put_token(link).await, Ok(()));
    assert_eq!(store.take_token([1; 32], BEGIN.plus_ms(1000)).await, Ok(None), "too late");
}

pub(super) async fn the_store_answers(store: Shared) {
    assert_eq!(store.ping().await, Ok(()));
}
