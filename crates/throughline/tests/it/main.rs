//! The command line as a user sees it: a project in a folder of its own, the built program, what it prints, what it
//! leaves behind.

#![expect(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

mod artifacts;
mod bundle_tampering;
mod bundles;
mod commands;
mod contents;
mod database;
mod environment;
mod examples;
mod filters;
mod for_each;
mod fountain;
mod freshness;
mod gates;
mod gc;
mod history;
mod hooks;
mod hostile;
mod interrupt;
mod ledger;
mod long_history;
mod model;
mod order;
mod parameters;
mod plans;
mod refusals;
mod resources;
mod retries;
mod rough_outputs;
mod rough_stages;
mod rough_system;
mod rules;
mod screenplay;
mod secrets;
mod serve;
mod serve_runs;
mod settings;
mod support;
mod usage;
mod work;
mod workspace;
