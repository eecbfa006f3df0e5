//! The engine with a real store, real processes and real files: planning, running and remembering, end to end.

#![expect(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

mod agreement;
mod builtins;
mod checkpoints;
mod drift;
mod fingerprints;
mod for_each;
mod gates;
mod overwritten;
mod retries;
mod support;
mod view;

throughline_process::supervise_before_main!();
