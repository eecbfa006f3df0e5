//! The kinds of work objects, and which id belongs to which.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::shape::{Decoder, FaultKind, SchemaBook, Shape};
use crate::{
    AuditId, ConstraintSnapshotId, ContextPacketId, DoctrineRefId, EvidencePackId, InboxEventId, IssueId, KeyId,
    RepoId, ReviewDecisionId, TaskId, WorkArtifactId, WorkRunId, vocabulary,
};

vocabulary! {
    /// What a work object is.
    pub enum ObjectKind {
        /// A repository that work is about.
        Repo = "Repo",
        /// What somebody wants done.
        Issue = "Issue",
        /// What whoever works on an issue should know.
        ContextPacket = "ContextPacket",
        /// Somebody's work on an issue.
        Run = "Run",
        /// What came of a run.
        Artifact = "Artifact",
        /// What limited a run, as it was then.
        ConstraintSnapshot = "ConstraintSnapshot",
        /// A rule that work follows.
        DoctrineRef = "DoctrineRef",
        /// What shows whether a run did what was wanted.
        EvidencePack = "EvidencePack",
        /// What somebody decided about the evidence.
        ReviewDecision = "ReviewDecision",
    }
}

/// The id of one kind of work object.
pub trait WorkId: Copy + fmt::Display + FromStr<Err = crate::IdParseError> {
    /// The kind.
    const KIND: ObjectKind;
}

macro_rules! work_ids {
    ($($name:ident = $kind:ident;)+) => {$(
        impl WorkId for $name {
            const KIND: ObjectKind = ObjectKind::$kind;
        }
    )+};
}

work_ids! {
    RepoId = Repo;
    IssueId = Issue;
    ContextPacketId = ContextPacket;
    ConstraintSnapshotId = ConstraintSnapshot;
    DoctrineRefId = DoctrineRef;
    WorkRunId = Run;
    WorkArtifactId = Artifact;
    EvidencePackId = EvidencePack;
    ReviewDecisionId = ReviewDecision;
}

macro_rules! id_shapes {
    ($($name:ident)+) => {$(
        impl Shape for $name {
            fn decode(value: &Value, decoder: &mut Decoder) -> Option<Self> {
                let Value::String(text) = value else {
                    return decoder.tell(FaultKind::StringType, value);
                };
                text.parse().ok().or_else(|| decoder.tell(FaultKind::StringPattern(ULID), value))
            }

            fn schema(_book: &mut SchemaBook) -> Value {
                json!({"type": "string", "pattern": ULID})
            }
        }
    )+};
}

/// The pattern of a ULID, as this product writes it.
const ULID: &str = "^[0-7][0-9A-HJKMNP-TV-Z]{25}$";

id_shapes! {
    RepoId IssueId ContextPacketId ConstraintSnapshotId DoctrineRefId WorkRunId WorkArtifactId EvidencePackId
    ReviewDecisionId TaskId KeyId AuditId InboxEventId
}

/// The member `kind` of an object or a reference: the one word of its kind.
pub struct KindOf<K>(PhantomData<K>);

impl<K> KindOf<K> {
    /// The word.
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<K> Default for KindOf<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K> Clone for KindOf<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for KindOf<K> {}

impl<K> PartialEq for KindOf<K> {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl<K> Eq for KindOf<K> {}

impl<K> fmt::Debug for KindOf<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KindOf")
    }
}

impl<K: WorkId> Serialize for KindOf<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        K::KIND.serialize(serializer)
    }
}

impl<K: WorkId> Shape for KindOf<K> {
    fn decode(value: &Value, decoder: &mut Decoder) -> Option<Self> {
        let word = K::KIND.as_str();
        if value == word { Some(Self::new()) } else { decoder.tell(FaultKind::Literal(word), value) }
    }

    fn schema(_book: &mut SchemaBook) -> Value {
        json!({"type": "string", "const": K::KIND.as_str()})
    }
}
