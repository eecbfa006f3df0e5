//! What the dispatcher hears and hands out.

use throughline_model::{EventKind, HookPhase};

use super::hooks::HookRun;
use crate::run::attempt::{Assignment, StageEnd};

/// What a person asks of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// Stop cleanly: end what runs, politely, and record the interruption.
    Stop {
        /// The signal that asked, such as `SIGINT`.
        signal: String,
    },
    /// End what runs, now.
    Kill,
}

/// Everything that the dispatcher hears.
pub(super) enum Message {
    Control(Control),
    Happened(EventKind),
    Done(Done),
}

/// A stage, or one instance of it, by place: the order in which ready ones are begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Unit {
    pub(super) position: usize,
    pub(super) instance: Option<usize>,
}

/// Something for a worker.
pub(super) enum Work {
    Stage(Unit, Box<Assignment>),
    Hooks(HookPhase, Box<HookRun>),
}

/// What a worker has ended.
pub(super) enum Done {
    Stage(Unit, StageEnd),
    /// None if all hooks ended well, else what went wrong.
    Hooks(HookPhase, Option<String>),
}
