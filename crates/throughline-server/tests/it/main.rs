//! The server through its router, over a real database.

#![expect(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

mod access;
mod bad_input;
mod documents;
mod requests;
mod run_control;
mod run_events;
mod runs;
mod stream;
mod support;
mod work;
