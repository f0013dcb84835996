//! Answers: knowledge and retrieval, LLM providers, sentiment, summary
pub mod embedding;
pub mod knowledge;
