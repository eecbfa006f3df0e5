//! The store as the engine sees it: one ledger, whatever is done to its file.

#![expect(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

mod away;
mod commits;
mod files;
mod history;
mod home;
mod housekeeping;
mod older;
mod queries;
mod rows;
mod schema;
mod schemas;
mod server;
mod sessions;
mod shared_events;
mod support;
mod together;
mod transfer;
mod view;
mod work;
mod writes;
