//! What does the `baton` binary consist of?
//!
//! `routes` translate HTTP and sockets, `service` carries commands out, `hub` tells listeners, the store is the truth.
//! Only `cli::serve` names a storage backend and a provider.

pub mod app;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
pub mod error;
pub mod hub;
pub mod limits;
pub mod policy;
pub mod queue;
pub mod replay;
pub mod routes;
pub mod service;
pub mod sites;
pub mod strings;
