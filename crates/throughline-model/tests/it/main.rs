//! What the shapes take and refuse, what the work objects look like, and that schemas say the same.

#![expect(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

mod exact;
mod rules;
mod samples;
mod schemas;
mod stored;
mod support;
mod tasks;
mod values;
