//! The one decision that everything rests on: does this stage run, is it fresh, or can that not be said yet?
//!
//! The same function decides for a plan, where stages before this one may still be open, and for a run, where they
//! are all settled. When in doubt, a stage runs.
//!
//! `verdict` holds what is asked and answered, `facts` collects what a result depends on, `decide` compares that with
//! the records.

mod decide;
mod facts;
mod verdict;

pub use decide::Judge;
pub(crate) use decide::read_parts;
pub use verdict::{JudgeError, Judgement, Link, Reason, Surroundings, Upstream, Verdict, Watched, Wish};
