//! The engine: plan → dispatch → execute → record. It owns the state of runs and knows no SQL, HTTP or terminal.
//!
//! ```text
//! Project + Request ─plan_run→ Planned          what would happen and why; nothing is changed
//! Planned ─run_plan→ Event, Event, …            one dispatcher, one order
//! Event → Ledger (commit) → Observers           a port each; the adapters live above
//! ```
//!
//! | folder | what it holds |
//! |---|---|
//! | `project` | the graph as it stands in one invocation |
//! | `freshness` | what a result depends on; does it run, is it fresh, must it wait |
//! | `plan` | from a request to a plan, and what is refused |
//! | `checkpoint` | what a run left, so that the next looks at what changed only |
//! | `run` | carrying a plan out: dispatcher, workers, attempts, processes |
//! | `record` | the ports, the view of a run, its readable record, recovery |
//! | `inspect` | what is asked of recorded runs |
//! | `reproduce` | determinism proved |
//! | `export` | a run in a folder that can be carried elsewhere, and checked there |
//! | `housekeeping` | which runs may be forgotten, and how they go |

mod checkpoint;
mod error;
mod export;
mod freshness;
mod housekeeping;
mod inspect;
mod plan;
mod project;
mod record;
mod reproduce;
mod run;

pub use checkpoint::{Carried, CheckpointPlace, Reading, Resumption, resume};
pub use error::chain;
pub use export::{
    BUNDLE_VERSION, BundleError, BundleFault, BundleFile, BundleReport, EntryKind, ExportError, ExportOptions,
    Exported, FaultKind, MANIFEST_NAME, Manifest, ManifestError, PlaceError, Role, Unportable, export_bundle,
    verify_bundle,
};
pub use freshness::{
    Contents, Found, GateState, Instance, Instances, Judge, JudgeError, JudgedStep, Judgement, Link, Live, Once, Parts,
    Place, Reason, Secrets, Standing, Surroundings, ToolVersions, Upstream, Verdict, Watched, Wish, World,
    artifact_faults, gate_state, headline, inspect_outputs, judge_step, links, outside_link, tool_version,
    tool_versions,
};
pub use housekeeping::{
    Age, DoomedRun, Housekeeping, HousekeepingError, Leftover, LeftoverKind, Outlook, Protection, RecordSet, Removal,
    RemovedArtifact, Rules, RunExtent, Shrunk, Survey, Swept, Taken, Tombstone, WaitingGate, survey, sweep,
};
pub use inspect::{
    ArtifactDiff, Cause, Decision, ExplainQuestion, Explanation, Former, Integrity, Latest, Maker, MakerRun, OnDisk,
    Pair, Previous, RunDiff, RunSide, RunStats, Source, StageDiff, StageStats, Stats, Subject, Summary, Tracer,
    VerifiedArtifact, diff, explain, recorded_content, stats, verify,
};
pub use plan::{Action, Plan, Planned, PlannedStage, Refusal, Request, drift, plan_run};
pub use project::{
    Element, ExpandError, FillError, ParameterFault, Project, RUNS_DIR, ResolveError, Resolved, ResolvedArtifact,
    ResolvedInput, ResolvedWork, Resolver, builtin_problems, expand, file_problems, missing_variables,
    parameter_values, state_dir,
};
pub use record::{
    Commit, GateDecision, KeepObjects, Ledger, LedgerError, Observer, ObserverError, RunDocument, RunRecorder, RunRow,
    RunView, StageRecord, StageRun, StageView, end_lost_runs, fingerprints, is_complete, object_store, rewrite_record,
    run_name,
};
pub use reproduce::{
    ArtifactDifference, CopyError, ReproduceError, ReproducedStage, Reproducer, Reproduction, ReproductionVerdict,
    copy_workspace,
};
pub use run::{
    Control, Executor, GRACE, Holder, Inbox, LockError, Remote, RunError, RunOptions, WorkspaceLock, holder, log_path,
    processes_file, remote, run_plan,
};
