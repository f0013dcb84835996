//! Answers: knowledge and retrieval, LLM providers, sentiment, summary
