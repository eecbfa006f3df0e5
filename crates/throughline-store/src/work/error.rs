//! Why a work object was not written.

use std::fmt::Display;

use throughline_model::shape::{Fault, Step};
use throughline_model::work::{EntityKind, Forbidden, ObjectKind, Status};

use crate::StoreError;

/// A reference to what is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingReference {
    /// What it should be.
    pub kind: ObjectKind,
    /// The id as it was sent.
    pub id: String,
    /// Where it stands, from `body` down.
    pub loc: Vec<Step>,
    /// Whether the object cannot be without it.
    pub is_required: bool,
}

/// Why a work object was not written. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// It points at what is not there; each such reference, in the order of the body.
    #[error("{}", missing(.0))]
    Missing(Vec<MissingReference>),
    /// Another repository has the slug.
    #[error("Repo with slug '{slug}' already exists")]
    SlugTaken {
        /// The slug.
        slug: String,
    },
    /// Another rule has the same names.
    #[error("DoctrineRef '{namespace}/{name}@{version}' already exists")]
    DoctrineTaken {
        /// The area.
        namespace: String,
        /// The name there.
        name: String,
        /// The version.
        version: String,
    },
    /// There is none with this id.
    #[error("{kind} '{id}' not found")]
    NotFound {
        /// What was looked for.
        kind: EntityKind,
        /// Its id.
        id: String,
    },
    /// It was changed since it was read.
    #[error("{kind} '{id}' is at revision {found}, not {expected}: read it again")]
    Revision {
        /// What it is.
        kind: EntityKind,
        /// Its id.
        id: String,
        /// The revision that was expected.
        expected: i64,
        /// The revision that it has.
        found: i64,
    },
    /// A run may not go there.
    #[error(transparent)]
    InvalidTransition(#[from] Forbidden),
    /// A review needs an issue that is under review.
    #[error("Issue '{id}' is not under review (status: {status})")]
    NotUnderReview {
        /// The issue.
        id: String,
        /// Where it stands.
        status: Status,
    },
    /// What would come out of a change is not valid.
    #[error("the change does not fit: {} faults", .0.len())]
    Invalid(Vec<Fault>),
    /// The database refuses it or is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl WorkError {
    pub(super) fn not_found(kind: EntityKind, id: impl Display + Copy) -> Self {
        Self::NotFound { kind, id: id.to_string() }
    }
}

fn missing(references: &[MissingReference]) -> String {
    let told =
        |MissingReference { kind, id, .. }: &MissingReference| format!("Referenced {kind} '{id}' does not exist");
    references.iter().map(told).collect::<Vec<_>>().join("; ")
}
