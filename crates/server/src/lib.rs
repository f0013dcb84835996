//! The `baton` binary: configuration, routes, hub, queue and routing, timers, jobs
