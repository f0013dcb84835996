//! Where does the event log live, and what does a backend promise?
//!
//! One call changes conversations: [`Store::commit`]. It stores events, snapshots and guards' marks of all its
//! conversations in one transaction or nothing at all, and returns after the data is on disk. Backends:
//! [`memory`] for tests, [`sqlite`] for one machine. Both pass [`conformance`].

mod checks;
pub mod conformance;
mod contract;
pub mod memory;
pub mod sqlite;
mod verify;

pub use contract::{
    AgentRecord, ClientKey, Commit, CommitError, Due, Fault, Guard, Identity, Listed, Receipt, SiteRecord,
    Snapshot, Store, TokenRecord, queue_key,
};
pub use verify::{Mismatch, verify};
