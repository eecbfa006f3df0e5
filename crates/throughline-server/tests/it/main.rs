//! The server through its router, over a real database.

#![expect(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

mod access;
mod bad_input;
mod documents;
mod requests;
mod runs;
mod support;
mod work;
