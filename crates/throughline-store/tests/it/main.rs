//! The store as the engine sees it: one ledger, whatever is done to its file.

#![expect(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

mod commits;
mod files;
mod history;
mod housekeeping;
mod older;
mod queries;
mod schema;
mod shared_events;
mod support;
mod together;
