//! The pipeline as the engine uses it: prepared, its graph's stages run one after the other on real files.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail as tests do")]

mod contract;
mod graph;
mod model;
mod package;
mod preview;
mod project;
mod script;
mod summary;
mod support;
mod unicode;
