//! The crate as its users see it: files in, reports, orders, selections and pictures out.

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
mod zz;
