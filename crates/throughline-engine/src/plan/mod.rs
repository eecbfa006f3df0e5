//! From a request to a plan: what a run would do and why, as data.

pub(crate) mod document;
pub(crate) mod hint;
pub(crate) mod planner;

pub use document::{Action, Plan, PlannedStage, drift};
pub use planner::{Planned, Refusal, Request, plan_run};
