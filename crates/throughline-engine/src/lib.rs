//! The engine: plan → dispatch → execute → record. It owns the state of runs and knows no SQL, HTTP or terminal.
//!
//! ```text
//! Project + Request ─plan_run→ Planned          what would happen and why; nothing is changed
//! Planned ─run_plan→ Event, Event, …            one dispatcher, one order
//! Event → Ledger (commit) → Observers           a port each; the adapters live above
//! ```
//!
//! | file | what it holds |
//! |---|---|
//! | `project`, `parameters`, `resolve`, `expand` | the graph as it stands in one invocation |
//! | `world`, `tools`, `named_files`, `parts` | what a result depends on |
//! | `judge`, `step`, `standing`, `gate` | does it run, is it fresh, must it wait |
//! | `planner`, `plan`, `preflight` | from a request to a plan, and what is refused |
//! | `run/`, `attempt`, `executor`, `outputs`, `mask` | carrying a plan out |
//! | `ledger`, `observer` | the ports |
//! | `view`, `run_files`, `recovery`, `lock` | the record of runs |
//! | `inspect/` | what is asked of that record: explain, why, verify, diff, stats |

mod attempt;
mod copy;
mod error;
mod executor;
mod expand;
mod gate;
mod hint;
mod inspect;
mod judge;
mod keep;
mod ledger;
mod lock;
mod mask;
mod named_files;
mod observer;
mod outputs;
mod parameters;
mod parts;
mod plan;
mod planner;
mod preflight;
mod project;
mod recovery;
mod reproduce;
mod resolve;
mod run;
mod run_files;
mod standing;
mod step;
mod tools;
mod view;
mod world;

pub use attempt::{GRACE, log_path};
pub use copy::{CopyError, copy_workspace};
pub use error::chain;
pub use executor::Executor;
pub use expand::{ExpandError, expand};
pub use gate::{GateState, gate_state};
pub use inspect::{
    ArtifactDiff, Cause, Decision, Explanation, Former, Integrity, Latest, Maker, MakerRun, OnDisk, Pair, Previous,
    RunDiff, RunSide, RunStats, Source, StageDiff, StageStats, Stats, Subject, Summary, Tracer, VerifiedArtifact, diff,
    explain, paths_of_artifact, stats, verify,
};
pub use judge::{Judge, JudgeError, Judgement, Link, Reason, Surroundings, Upstream, Verdict, Wish};
pub use keep::{KeepObjects, object_store};
pub use ledger::{Commit, GateDecision, Ledger, LedgerError, RunRow, StageRecord, StageRun};
pub use lock::{Holder, LockError, WorkspaceLock, holder, processes_file};
pub use observer::{Observer, ObserverError};
pub use outputs::{Found, faults as artifact_faults, inspect as inspect_outputs};
pub use parameters::{ParameterFault, parameter_values};
pub use parts::{Parts, Secrets, headline};
pub use plan::{Action, Plan, PlannedStage, drift};
pub use planner::{Planned, Refusal, Request, plan_run};
pub use preflight::{builtin_problems, file_problems, missing_variables};
pub use project::{Project, RUNS_DIR, state_dir};
pub use recovery::end_lost_runs;
pub use reproduce::{
    ArtifactDifference, ReproduceError, ReproducedStage, Reproducer, Reproduction, ReproductionVerdict,
};
pub use resolve::{
    Element, FillError, ResolveError, Resolved, ResolvedArtifact, ResolvedInput, ResolvedWork, Resolver,
};
pub use run::{Control, Inbox, Remote, RunError, RunOptions, remote, run_plan};
pub use run_files::{RunRecorder, is_complete, rewrite_record, run_document, run_name};
pub use standing::{Place, Standing, links, outside_link};
pub use step::{Instance, Instances, JudgedStep, judge_step};
pub use tools::{tool_version, tool_versions};
pub use view::{RunView, StageView, fingerprints};
pub use world::{Contents, Live, Once, ToolVersions, World};
