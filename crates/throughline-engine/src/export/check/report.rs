//! What was found out about a bundle.

use serde::Serialize;
use throughline_model::{Digest, PipelineId, RunId, RunStatus};

/// What was found out about a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BundleReport {
    /// The run, as the manifest says.
    pub run_id: RunId,
    /// Its pipeline, as the manifest says.
    pub pipeline_id: PipelineId,
    /// What became of it, as the manifest says.
    pub status: RunStatus,
    /// The version of the program that made the bundle, as the manifest says.
    pub tool_version: String,
    /// The digest over everything that the manifest says.
    pub digest: Digest,
    /// The digest that was told elsewhere, if one was.
    pub expected: Option<Digest>,
    /// How many files the manifest names.
    pub files: usize,
    /// Their size, in bytes.
    pub size_bytes: u64,
    /// How many artifacts the ledger of the bundle recorded and are there.
    pub artifacts: usize,
    /// Everything that is wrong.
    pub faults: Vec<BundleFault>,
    /// What could not be checked, and why.
    pub notes: Vec<String>,
}

impl BundleReport {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Something that is wrong with a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BundleFault {
    /// The file, relative to the bundle.
    pub path: String,
    /// What kind of fault it is.
    pub kind: FaultKind,
    /// What is wrong, for people.
    pub message: String,
    /// The digest that it should have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Digest>,
    /// The digest that it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<Digest>,
}

/// The kinds of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FaultKind {
    /// The file has other bytes than the manifest says.
    Changed,
    /// It has other bytes, and fewer of them.
    Truncated,
    /// The manifest names it and it is not there.
    Missing,
    /// It is there and the manifest does not name it.
    Extra,
    /// It cannot be read.
    Unreadable,
    /// The ledger in the bundle says otherwise.
    Unrecorded,
    /// It is not what its schema or its format asks for.
    Invalid,
    /// The manifest is not what its digest says, or not the one that was expected.
    Manifest,
}

impl FaultKind {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Truncated => "truncated",
            Self::Missing => "missing",
            Self::Extra => "extra",
            Self::Unreadable => "unreadable",
            Self::Unrecorded => "unrecorded",
            Self::Invalid => "invalid",
            Self::Manifest => "manifest",
        }
    }
}

impl BundleFault {
    pub(super) fn new(kind: FaultKind, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), kind, message: message.into(), expected: None, found: None }
    }

    pub(super) fn with(mut self, expected: Option<Digest>, found: Option<Digest>) -> Self {
        self.expected = expected;
        self.found = found;
        self
    }
}
