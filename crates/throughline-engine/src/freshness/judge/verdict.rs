//! What is asked about a stage, what its surroundings can tell, and what is answered.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use throughline_artifact::{CanonicalError, CheckError, ContentError, SchemaError};
use throughline_model::{ArtifactId, AttemptId, Change, Digest, StageId};

use crate::{Element, LedgerError, Parts, ResolveError, ResolvedArtifact, StageRecord, headline};

/// How a stage hangs on one that comes before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The stage before.
    pub stage: StageId,
    /// Whether `dependsOn` names it; else only an artifact joins the two.
    pub declared: bool,
    /// The artifacts that flow from it.
    pub carries: Vec<ArtifactId>,
}

/// What a stage before the one in question has come to.
#[derive(Debug, Clone, Copy)]
pub enum Upstream<'a> {
    /// It is not part of this run: what is there counts.
    Untouched,
    /// It is fresh, or has run; this is its result.
    Settled(&'a StageRecord),
    /// It will run, whatever happens.
    Runs,
    /// Whether it runs is not known yet.
    Open,
}

/// What the run around a stage has come to.
pub trait Surroundings {
    /// What a stage before this one has come to.
    fn upstream(&self, stage: &StageId) -> Upstream<'_>;
    /// The elements of a `forEach` stage; none while they are not known.
    fn elements(&self, stage: &StageId) -> Option<&[Element]>;
    /// An earlier stage that will or may still write this path.
    fn open_writer(&self, path: &Utf8Path, reader: &StageId) -> Option<StageId>;
    /// The later stages of this run that write this path too.
    fn later_writers(&self, path: &Utf8Path, writer: &StageId) -> Vec<StageId>;
    /// The attempt of a stage that a result of ours would hang on, where it is not part of this run.
    fn last_attempt(&self, stage: &StageId) -> Option<AttemptId>;
}

/// A file or folder that a result depends on, as it was when that was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// Relative to the root.
    pub path: Utf8PathBuf,
    /// Its digest; none where nothing was there.
    pub digest: Option<Digest>,
    /// JSON pointers of its members that are no part of its content.
    pub volatile: Vec<String>,
}

impl Watched {
    pub(crate) fn file(path: Utf8PathBuf, digest: Digest) -> Self {
        Self { path, digest: Some(digest), volatile: Vec::new() }
    }

    pub(crate) fn artifact(artifact: &ResolvedArtifact, path: &Utf8Path, digest: Option<Digest>) -> Self {
        Self { path: path.to_owned(), digest, volatile: artifact.volatile.clone() }
    }
}

/// What was decided, and on what grounds.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// What was decided.
    pub verdict: Verdict,
    /// What the result depends on, as far as it is known.
    pub parts: Parts,
    /// The digest over the parts; none while some are not known.
    pub fingerprint: Option<Digest>,
    /// Where some are not known: the digest over those that are.
    pub known: Option<Digest>,
    /// The attempts that the result hangs on without a declared artifact.
    pub after: BTreeMap<StageId, AttemptId>,
    /// The files that the parts speak of, each with its digest: what must not change while the stage runs.
    pub watched: Vec<Watched>,
    /// The paths that its command names and that do not count: nothing is there, or a folder that holds outputs.
    pub uncounted: Vec<Utf8PathBuf>,
    /// Whether a later stage has since overwritten an output, as it always does.
    pub rewritten: bool,
}

impl Judgement {
    pub(crate) fn forget_parts(&mut self) {
        self.parts = Parts::default();
        if !matches!(self.verdict, Verdict::Fresh { .. }) {
            self.watched = Vec::new();
            self.uncounted = Vec::new();
        }
    }
}

/// Does this stage run?
#[derive(Debug, Clone)]
pub enum Verdict {
    /// It runs.
    Run(Reason),
    /// It need not.
    Fresh {
        /// What stands in for a run.
        record: Box<StageRecord>,
        /// Whether only schemas changed and what is there satisfies the new ones.
        revalidated: bool,
    },
    /// It cannot be said before these stages have ended.
    Wait {
        /// The stages.
        on: Vec<StageId>,
        /// In words.
        reason: String,
    },
}

/// Why a stage runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// In a few words.
    pub text: String,
    /// What differs from the result that was there before.
    pub changes: Vec<Change>,
}

impl Reason {
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), changes: Vec::new() }
    }

    pub(super) fn changed(changes: Vec<Change>) -> Self {
        const SHOWN: usize = 3;
        let mut text = changes.iter().take(SHOWN).map(headline).collect::<Vec<_>>().join(", ");
        if changes.is_empty() {
            text.push_str("something changed that is secret");
        }
        if changes.len() > SHOWN {
            text.push_str(&format!(", and {} more", changes.len() - SHOWN));
        }
        Self { text, changes }
    }
}

/// Why nothing could be decided.
#[derive(Debug, thiserror::Error)]
pub enum JudgeError {
    /// A file cannot be read.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// An artifact cannot be checked.
    #[error(transparent)]
    Check(#[from] CheckError),
    /// A schema cannot be used.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// A placeholder cannot be filled.
    #[error(transparent)]
    Resolve(#[from] ResolveError),
    /// Something has no canonical form.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// What the ledger holds is not what this version wrote.
    #[error("the ledger's record of stage `{stage}` cannot be read")]
    Record {
        /// The stage.
        stage: StageId,
        /// Why.
        source: serde_json::Error,
    },
    /// A tool that the stage names cannot tell its version.
    #[error("tool `{tool}`: {reason}")]
    Tool {
        /// Its name.
        tool: String,
        /// Why not.
        reason: String,
    },
}

/// What the caller wants beside the facts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish {
    /// Run it, fresh or not.
    pub forced: bool,
    /// Ask only whether a result that stands is still true, whatever the cache policy says: for stages that the
    /// filters left out and that others need.
    pub ignore_policy: bool,
}
