//! The console of agents and leads
