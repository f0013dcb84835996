//! How are visitors' questions answered, their mood judged and their case summed up?
//!
//! [`Assistant`] is what the server sees. A `SiteAssistant` puts it together from a site's [`knowledge`] and a
//! provider; only the server's `main` and tests name one.

mod api;
pub mod embedding;
pub mod knowledge;

pub use api::{Assistant, Deadlines, Ending, Failure, Part, Question, Reply, Said, Sentiment, Summary};
