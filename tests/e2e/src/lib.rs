//! End-to-end tests: the real server and real Chromium.
