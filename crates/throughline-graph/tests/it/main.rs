//! The crate as its users see it: files in, reports, orders, selections and pictures out.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on is to panic; Clippy does not know helpers of tests")]

mod draw;
mod limits;
mod order;
mod properties;
mod public_graphs;
mod refusals;
mod schema;
mod select;
mod support;
mod values;
