//! Baton's pure core: ids, events, commands, the state machine and the wire form
