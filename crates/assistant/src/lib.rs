//! How are visitors' questions answered, their mood judged and their case summed up?
//!
//! [`Assistant`] is what the server sees. [`SiteAssistant`] puts it together from a site's [`knowledge`] and a
//! [`provider`]; only the server's `main` and tests name one.

mod api;
mod assistant;
pub mod embedding;
pub mod knowledge;
mod phrases;
pub mod provider;
mod quote;
mod release;
pub mod sentiment;
mod summary;

pub use api::{Assistant, Deadlines, Ending, Failure, Part, Question, Reply, Said, Sentiment};
pub use assistant::SiteAssistant;
pub use phrases::Phrases;
pub use release::{Mask, Sentences, clean};
