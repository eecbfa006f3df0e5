//! What limited work, as it was at one moment. It never changes.

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::content::{digest_without, members};
use super::{Actor, Constraints, KindOf, TraceId};
use crate::shape::{Decoder, FaultKind, FreeText, Meta, Record, SchemaBook, Shape, Time};
use crate::{ConstraintSnapshotId, Digest, shape, vocabulary};

vocabulary! {
    /// What a snapshot of constraints is about.
    pub enum ConstraintScope {
        /// A person.
        Personal = "personal",
        /// A repository.
        Repo = "repo",
        /// An organisation.
        Org = "org",
        /// A system.
        System = "system",
        /// One run.
        Run = "run",
    }
}

shape! {
    /// A snapshot of constraints, as it is asked for.
    pub struct ConstraintSnapshotCreate {
        /// What it is about.
        pub scope: ConstraintScope,
        /// Whose constraints they are.
        pub owner: Actor,
        /// The constraints.
        pub constraints: Constraints = Constraints::default(),
        /// Words to find it by.
        pub tags: Vec<FreeText>,
        /// Anything else.
        pub meta: Meta = Meta::default(),
    }

    /// What limited work at one moment, as it is shown. It never changes.
    pub struct ConstraintSnapshotShown {
        /// `ConstraintSnapshot`.
        pub kind: KindOf<ConstraintSnapshotId>,
        /// Its id.
        pub id: ConstraintSnapshotId,
        /// The trace that it was made in.
        pub trace_id: Option<TraceId>,
        /// What it is about.
        pub scope: ConstraintScope,
        /// When it was made.
        pub captured_at: Time,
        /// Whose constraints they are.
        pub owner: Actor,
        /// The constraints.
        pub constraints: Constraints,
        /// Words to find it by.
        pub tags: Vec<FreeText>,
        /// Anything else.
        pub meta: Meta,
        /// The digest of the canonical JSON of all members but `kind`, `id`, `trace_id`, the time and itself.
        pub digest: Digest,
    }
}

/// The members that are no content.
const NO_CONTENT: &[&str] = &["kind", "id", "trace_id", "captured_at", "digest"];

/// What limited work at one moment. There is no way to change it.
#[derive(Debug, Clone, PartialEq)]
pub struct ConstraintSnapshot(ConstraintSnapshotShown);

impl ConstraintSnapshot {
    /// The snapshot that comes of what was asked for.
    #[must_use]
    pub fn new(asked: ConstraintSnapshotCreate, id: ConstraintSnapshotId, trace_id: Option<TraceId>, at: Time) -> Self {
        let mut shown = ConstraintSnapshotShown {
            kind: KindOf::new(),
            id,
            trace_id,
            scope: asked.scope,
            captured_at: at,
            owner: asked.owner,
            constraints: asked.constraints,
            tags: asked.tags,
            meta: asked.meta,
            digest: Digest::from_bytes([0; 32]),
        };
        shown.digest = digest_without(members(&shown), NO_CONTENT);
        Self(shown)
    }

    /// The snapshot that was stored. `None` if its digest is not that of its content.
    #[must_use]
    pub fn stored(shown: ConstraintSnapshotShown) -> Option<Self> {
        (digest_without(members(&shown), NO_CONTENT) == shown.digest).then_some(Self(shown))
    }

    /// All of it, to read.
    #[must_use]
    pub fn get(&self) -> &ConstraintSnapshotShown {
        &self.0
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> ConstraintSnapshotId {
        self.0.id
    }

    /// The digest of its content.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.0.digest
    }
}

impl Serialize for ConstraintSnapshot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Shape for ConstraintSnapshot {
    fn decode(value: &Value, decoder: &mut Decoder) -> Option<Self> {
        let shown = ConstraintSnapshotShown::decode(value, decoder)?;
        let fault = FaultKind::Value("the digest is not that of the content".to_owned());
        Self::stored(shown).or_else(|| decoder.at("digest", |decoder| decoder.tell(fault, &value["digest"])))
    }

    fn schema(book: &mut SchemaBook) -> Value {
        book.define("ConstraintSnapshot", ConstraintSnapshotShown::record_schema)
    }
}

shape!(@deserialize ConstraintSnapshot);
