//! Why a run is not exported.

use std::fmt::Write;

use camino::Utf8PathBuf;
use throughline_artifact::{CanonicalError, SchemaError, WriteError};
use throughline_model::{ArtifactId, RunId, StageId};

use super::check::{BundleError, BundleFault};
use super::manifest::MAX_FILES;
use super::place::PlaceError;
use crate::{Integrity, JudgeError, VerifiedArtifact};

/// Why a run is not exported. Nothing is left behind then.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// It has not ended.
    #[error("run {run} has not ended")]
    Unfinished {
        /// The run.
        run: RunId,
    },
    /// The ledger does not tell how it began.
    #[error("the ledger does not tell how the run began")]
    Unknown,
    /// No stage of it left anything.
    #[error("run {run} left no artifact")]
    Empty {
        /// The run.
        run: RunId,
    },
    /// What it left is not there any more, or not as it was.
    #[error("{}", changed(run, artifacts))]
    NotAsRecorded {
        /// The run.
        run: RunId,
        /// What is wrong, each.
        artifacts: Vec<VerifiedArtifact>,
    },
    /// The graph file is another one by now.
    #[error("the graph {path} has changed since run {run} followed it")]
    GraphChanged {
        /// The run.
        run: RunId,
        /// The graph file, as it is shown.
        path: String,
    },
    /// A schema is another one by now.
    #[error("the schema {path} has changed since stage `{stage}` was held against it (artifact `{artifact}`)")]
    SchemaChanged {
        /// The schema, relative to the root.
        path: Utf8PathBuf,
        /// The stage or instance.
        stage: StageId,
        /// The artifact.
        artifact: ArtifactId,
    },
    /// A schema refers to other files in a way that does not hold elsewhere.
    #[error(
        "the schema {path} would not be the same in a bundle: it refers to other files by more than relative paths"
    )]
    SchemaBound {
        /// The schema, relative to the root.
        path: Utf8PathBuf,
    },
    /// Artifacts hold what cannot be carried elsewhere.
    #[error("{}", unportable(items))]
    Unportable {
        /// Each of it.
        items: Vec<Unportable>,
    },
    /// There are more files than a bundle may have.
    #[error("there are more than {MAX_FILES} files to export, the most that a bundle may have")]
    TooMany,
    /// The bundle cannot lie where it was asked for.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// A file could not be copied.
    #[error("cannot copy `{path}` into the bundle")]
    Copy {
        /// Relative to the root.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file of the bundle could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// What was built did not stand the check that every bundle must.
    #[error("what was exported is not sound: {}", unsound(faults))]
    Unsound {
        /// What the check found.
        faults: Vec<BundleFault>,
    },
    /// What was built could not be checked.
    #[error("what was exported cannot be checked")]
    Unchecked(#[from] BundleError),
    /// A schema cannot be used.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// The ledger or an artifact cannot be read.
    #[error(transparent)]
    Judge(#[from] JudgeError),
    /// Something has no canonical form.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// Something cannot be written as JSON.
    #[error("cannot write the ledger's part of the bundle as JSON")]
    Json(#[from] serde_json::Error),
}

/// Something in an artifact that cannot be carried elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unportable {
    /// Where it is, relative to the root.
    pub path: String,
    /// Why not.
    pub reason: String,
}

fn changed(run: &RunId, artifacts: &[VerifiedArtifact]) -> String {
    let mut text = format!("run {run} cannot be exported: not everything that it left is as recorded");
    for artifact in artifacts {
        let word = match artifact.verdict {
            Integrity::Ok => "as recorded",
            Integrity::Changed => "changed",
            Integrity::Missing => "missing",
            Integrity::Truncated => "truncated",
            Integrity::Invalid => "not valid",
            Integrity::Unreadable => "not readable",
        };
        let VerifiedArtifact { path, artifact_id, stage_id, faults, .. } = artifact;
        // Cannot fail: the target is a string.
        let _ = write!(text, "\n{path} is {word} (artifact `{artifact_id}` of `{stage_id}`)");
        faults.iter().for_each(|fault| {
            let _ = write!(text, "\n  {fault}");
        });
    }
    text
}

fn unportable(items: &[Unportable]) -> String {
    let mut text = "not everything in the artifacts can be carried elsewhere".to_owned();
    for Unportable { path, reason } in items {
        let _ = write!(text, "\n{path}: {reason}");
    }
    text
}

fn unsound(faults: &[BundleFault]) -> String {
    faults.iter().map(|fault| format!("{} {}", fault.path, fault.message)).collect::<Vec<_>>().join("; ")
}
