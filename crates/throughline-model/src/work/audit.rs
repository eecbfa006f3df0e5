//! The audit log: who changed what, each entry bound to the one before by its digest.

use super::content::{digest_without, members};
use super::{ActorKind, TraceId};
use crate::shape::{FreeText, Json, Text, Time};
use crate::{AuditId, Digest, shape, vocabulary};

vocabulary! {
    /// What was done.
    pub enum AuditAction {
        /// It was made.
        Created = "created",
        /// It was changed.
        Updated = "updated",
        /// Its status was changed.
        StatusChanged = "status_changed",
        /// It was deleted.
        Deleted = "deleted",
        /// Something was linked to it.
        Linked = "linked",
        /// A link was taken away.
        Unlinked = "unlinked",
    }

    /// What it was done to.
    pub enum EntityKind {
        /// A repository.
        Repo = "Repo",
        /// An issue.
        Issue = "Issue",
        /// A context packet.
        ContextPacket = "ContextPacket",
        /// A run.
        Run = "Run",
        /// An artifact.
        Artifact = "Artifact",
        /// A snapshot of constraints.
        ConstraintSnapshot = "ConstraintSnapshot",
        /// A rule.
        DoctrineRef = "DoctrineRef",
        /// An evidence pack.
        EvidencePack = "EvidencePack",
        /// A decision of a review.
        ReviewDecision = "ReviewDecision",
        /// A task.
        Task = "Task",
        /// An API key.
        Key = "Key",
    }
}

impl From<super::ObjectKind> for EntityKind {
    fn from(kind: super::ObjectKind) -> Self {
        use super::ObjectKind as Kind;
        match kind {
            Kind::Repo => Self::Repo,
            Kind::Issue => Self::Issue,
            Kind::ContextPacket => Self::ContextPacket,
            Kind::Run => Self::Run,
            Kind::Artifact => Self::Artifact,
            Kind::ConstraintSnapshot => Self::ConstraintSnapshot,
            Kind::DoctrineRef => Self::DoctrineRef,
            Kind::EvidencePack => Self::EvidencePack,
            Kind::ReviewDecision => Self::ReviewDecision,
        }
    }
}

shape! {
    /// One thing that was done, in the chain of all.
    pub struct AuditEntry {
        /// Its id.
        pub id: AuditId,
        /// When.
        pub ts: Time,
        /// What kind of somebody did it.
        pub actor_kind: ActorKind,
        /// Who.
        pub actor_id: Text<1, 128>,
        /// What was done.
        pub action: AuditAction,
        /// What it was done to.
        pub entity_kind: EntityKind,
        /// The id of that.
        pub entity_id: Text<1, 128>,
        /// What was there before.
        pub before: Option<Json>,
        /// What was there after.
        pub after: Option<Json>,
        /// More about it.
        pub note: Option<FreeText>,
        /// The trace that it belongs to.
        pub trace_id: Option<TraceId>,
        /// The digest of the entry before; the first has none.
        pub previous: Option<Digest>,
        /// The digest of the canonical JSON of all members but itself.
        pub digest: Digest,
    }
}

impl AuditEntry {
    /// The entry behind another one, with the digest that this makes.
    #[must_use]
    pub fn sealed(self, previous: Option<Digest>) -> Self {
        let mut entry = Self { previous, ..self };
        entry.digest = entry.computed();
        entry
    }

    /// Whether the entry is what it was when it was sealed, and stands behind the right one.
    #[must_use]
    pub fn follows(&self, previous: Option<Digest>) -> bool {
        self.previous == previous && self.digest == self.computed()
    }

    fn computed(&self) -> Digest {
        digest_without(members(self), &["digest"])
    }
}
