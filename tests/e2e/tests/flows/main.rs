//! Do whole flows work for the people in them? One module a theme; each test has a server and browsers of its own.

mod calls;
mod cut_off;
mod eased;
mod elsewhere;
mod follow_up;
mod gallery;
mod handoff;
mod harness;
mod hostile;
mod llm;
mod page_load;
mod studio;
mod tampering;
mod visitor;
mod words;
mod xss;
