//! How far each stage of a run is.

use std::time::Instant;

use throughline_model::{Digest, StageId};

use crate::{Instance, JudgedStep, Judgement};

/// Where a position of the sequence is in this run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// Left out by the filters.
    LeftOut,
    /// So many stages before it have not ended.
    Needs(usize),
    /// Begun.
    Begun,
    /// Ended well.
    Passed,
    /// Ended otherwise, or will not be reached.
    Out,
}

/// How far the instances of a stage are.
pub(super) struct EachProgress {
    pub(super) step: JudgedStep,
    pub(super) instances: Vec<Option<Instance>>,
    pub(super) open: usize,
    pub(super) failed: Vec<StageId>,
    pub(super) ran: bool,
    pub(super) started: Instant,
    pub(super) fingerprint: Vec<Option<Digest>>,
}

/// What is kept of a stage or instance while a worker carries it out.
pub(super) struct Underway {
    pub(super) stage: StageId,
    pub(super) judgement: Judgement,
    pub(super) started: Instant,
}
