//! `cargo xtask bench`: how fast Throughline is beside ninja, make and a bare loop that starts programs.
//!
//! ```text
//! graphs ─notation→ stage-graph.json, build.ninja, Makefile ─┐
//! contenders (one command line each) ────────────────────────┴─ rounds (cold, nothing changed, one changed) ─┐
//! planning (plan alone, sizes doubled twice) ─ fit (how it grows) ───────────────────────────────────────────┤
//! history (beside thousands of runs: looking, running; and starting) ────────────────────────────────────────┤
//! machine (what it ran on) ──────────────────────────────────────────────────────────────────────────────────┴─ table
//! ```
//!
//! Every outcome is checked after its time was taken: an answer that is fast and wrong is no measurement.

mod args;
mod contenders;
mod document;
mod fit;
mod graphs;
mod history;
mod machine;
mod measure;
mod notation;
mod planning;
mod rounds;
mod run;
mod spawn_loop;
mod table;

pub(crate) use args::BenchArgs;
pub(crate) use run::bench;
