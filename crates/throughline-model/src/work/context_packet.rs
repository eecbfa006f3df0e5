//! What whoever works on an issue should know. It never changes: a newer one has another version.

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::content::{digest_without, members};
use super::{ContextInputs, KindOf, Link, RefTo, TraceId};
use crate::shape::{Decoder, FaultKind, FreeText, Meta, Record, SchemaBook, Shape, Text, Time};
use crate::{ConstraintSnapshotId, ContextPacketId, Digest, DoctrineRefId, IssueId, shape};

shape! {
    /// A context packet, as it is asked for.
    pub struct ContextPacketCreate {
        /// The issue that it is for.
        pub for_issue: RefTo<IssueId>,
        /// Its version, which need not be a new one.
        pub version: Text<1, 64>,
        /// What it says, in short.
        pub summary: Text<1, 4000>,
        /// What one is given to work with.
        pub inputs: ContextInputs = ContextInputs::default(),
        /// What is taken for granted.
        pub assumptions: Vec<FreeText>,
        /// What nobody knows yet.
        pub open_questions: Vec<FreeText>,
        /// What to do.
        pub instructions: Text<0, 8000> = Text::fitted(""),
        /// The rules that hold.
        pub doctrine_refs: Vec<RefTo<DoctrineRefId>>,
        /// What limits the work.
        pub constraint_snapshot: Option<RefTo<ConstraintSnapshotId>>,
        /// Words to find it by.
        pub tags: Vec<FreeText>,
        /// Anything else.
        pub meta: Meta = Meta::default(),
    }

    /// What whoever works on an issue should know, as it is shown. It never changes.
    pub struct ContextPacketShown {
        /// `ContextPacket`.
        pub kind: KindOf<ContextPacketId>,
        /// Its id.
        pub id: ContextPacketId,
        /// The trace that it was made in.
        pub trace_id: Option<TraceId>,
        /// The issue that it is for.
        pub for_issue: RefTo<IssueId>,
        /// Its version.
        pub version: Text<1, 64>,
        /// What it says, in short.
        pub summary: Text<1, 4000>,
        /// What one is given to work with.
        pub inputs: ContextInputs,
        /// What is taken for granted.
        pub assumptions: Vec<FreeText>,
        /// What nobody knows yet.
        pub open_questions: Vec<FreeText>,
        /// What to do.
        pub instructions: Text<0, 8000>,
        /// The rules that hold, each once.
        pub doctrine_refs: Vec<Link<DoctrineRefId>>,
        /// What limits the work.
        pub constraint_snapshot: Option<Link<ConstraintSnapshotId>>,
        /// Words to find it by.
        pub tags: Vec<FreeText>,
        /// Anything else.
        pub meta: Meta,
        /// When it was made.
        pub created_at: Time,
        /// The same moment, for readers that know it of other kinds.
        pub updated_at: Time,
        /// The digest of the canonical JSON of all members but `kind`, `id`, `trace_id`, the times and itself.
        pub digest: Digest,
    }
}

/// The members that are no content.
const NO_CONTENT: &[&str] = &["kind", "id", "trace_id", "created_at", "updated_at", "digest"];

/// What whoever works on an issue should know. There is no way to change it.
#[derive(Debug, Clone, PartialEq)]
pub struct ContextPacket(ContextPacketShown);

impl ContextPacket {
    /// The packet that comes of what was asked for.
    ///
    /// What it points at is shown without roles, doctrine once each, and what no id can name is left out: whether the rest
    /// is there is for the database to say before.
    #[must_use]
    pub fn new(asked: ContextPacketCreate, id: ContextPacketId, trace_id: Option<TraceId>, at: Time) -> Self {
        let mut doctrine_refs: Vec<Link<DoctrineRefId>> = Vec::new();
        for link in asked.doctrine_refs.iter().filter_map(|to| to.target().ok()).map(Link::new) {
            if !doctrine_refs.contains(&link) {
                doctrine_refs.push(link);
            }
        }
        let mut shown = ContextPacketShown {
            kind: KindOf::new(),
            id,
            trace_id,
            for_issue: asked.for_issue,
            version: asked.version,
            summary: asked.summary,
            inputs: asked.inputs,
            assumptions: asked.assumptions,
            open_questions: asked.open_questions,
            instructions: asked.instructions,
            doctrine_refs,
            constraint_snapshot: asked.constraint_snapshot.and_then(|to| to.target().ok()).map(Link::new),
            tags: asked.tags,
            meta: asked.meta,
            created_at: at,
            updated_at: at,
            digest: Digest::from_bytes([0; 32]),
        };
        shown.digest = digest_without(members(&shown), NO_CONTENT);
        Self(shown)
    }

    /// The packet that was stored. `None` if its digest is not that of its content.
    #[must_use]
    pub fn stored(shown: ContextPacketShown) -> Option<Self> {
        (digest_without(members(&shown), NO_CONTENT) == shown.digest).then_some(Self(shown))
    }

    /// All of it, to read.
    #[must_use]
    pub fn get(&self) -> &ContextPacketShown {
        &self.0
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> ContextPacketId {
        self.0.id
    }

    /// The digest of its content.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.0.digest
    }
}

impl Serialize for ContextPacket {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Shape for ContextPacket {
    fn decode(value: &Value, decoder: &mut Decoder) -> Option<Self> {
        let shown = ContextPacketShown::decode(value, decoder)?;
        let fault = FaultKind::Value("the digest is not that of the content".to_owned());
        Self::stored(shown).or_else(|| decoder.at("digest", |decoder| decoder.tell(fault, &value["digest"])))
    }

    fn schema(book: &mut SchemaBook) -> Value {
        book.define("ContextPacket", ContextPacketShown::record_schema)
    }
}

shape!(@deserialize ContextPacket);
