//! Do whole flows work for the people in them? One module a theme; each test has a server and browsers of its own.

mod elsewhere;
mod gallery;
mod handoff;
mod harness;
mod page_load;
mod visitor;
