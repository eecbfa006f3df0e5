//! What somebody wants done.

use super::{Actor, KindOf, Link, Priority, RefTo, Status, TraceId, changeable};
use crate::shape::{FreeText, Meta, Text, Time};
use crate::{ConstraintSnapshotId, ContextPacketId, DoctrineRefId, IssueId, RepoId, WorkRunId, shape, vocabulary};

vocabulary! {
    /// What kind of work is wanted.
    pub enum IssueType {
        /// Something new.
        Feature = "feature",
        /// Something that is wrong.
        Bug = "bug",
        /// Something that has to be done.
        Chore = "chore",
        /// Something to find out.
        Research = "research",
        /// Something to operate.
        Ops = "ops",
        /// Something to write down.
        Doc = "doc",
        /// Something that went wrong.
        Incident = "incident",
    }
}

shape! {
    /// When an issue is done.
    #[derive(Default)]
    pub struct Acceptance {
        /// What has to be true then.
        pub criteria: Vec<FreeText>,
        /// The tests that have to pass.
        pub tests_expected: Option<Vec<FreeText>>,
    }

    /// How an issue stands to others.
    #[derive(Default)]
    pub struct IssueRelationships {
        /// The one that it is a part of.
        pub parent: Option<RefTo<IssueId>>,
        /// Those that wait for it.
        pub blocks: Vec<RefTo<IssueId>>,
        /// Those that it waits for.
        pub blocked_by: Vec<RefTo<IssueId>>,
        /// Those that want the same.
        pub duplicates: Vec<RefTo<IssueId>>,
    }

    /// An issue, as it is asked for.
    pub struct IssueCreate {
        /// The repository that it is about.
        pub repo: RefTo<RepoId>,
        /// What is wanted, in a line.
        pub title: Text<1, 512>,
        /// What is wanted, at length.
        pub description: Text<0, 16000> = Text::fitted(""),
        /// What kind of work it is.
        pub r#type: IssueType,
        /// How soon.
        pub priority: Priority = Priority::P2,
        /// Where it stands.
        pub status: Status = Status::Planned,
        /// Who works on it.
        pub assignees: Vec<Actor>,
        /// Who wants to hear of it.
        pub watchers: Vec<Actor>,
        /// The rules that it follows.
        pub doctrine_refs: Vec<RefTo<DoctrineRefId>>,
        /// What limits it.
        pub constraints: Vec<RefTo<ConstraintSnapshotId>>,
        /// What one should know.
        pub context_packets: Vec<RefTo<ContextPacketId>>,
        /// When it is done.
        pub acceptance: Acceptance = Acceptance::default(),
        /// How it stands to others.
        pub relationships: IssueRelationships = IssueRelationships::default(),
        /// Words to find it by.
        pub tags: Vec<FreeText>,
        /// Anything else.
        pub meta: Meta = Meta::default(),
    }

    /// What somebody wants done.
    pub struct Issue {
        /// `Issue`.
        pub kind: KindOf<IssueId>,
        /// Its id.
        pub id: IssueId,
        /// The trace that it was made in.
        pub trace_id: Option<TraceId>,
        /// The repository that it is about.
        pub repo: RefTo<RepoId>,
        /// What is wanted, in a line.
        pub title: Text<1, 512>,
        /// What is wanted, at length.
        pub description: Text<0, 16000>,
        /// What kind of work it is.
        pub r#type: IssueType,
        /// How soon.
        pub priority: Priority,
        /// Where it stands.
        pub status: Status,
        /// Who works on it.
        pub assignees: Vec<Actor>,
        /// Who wants to hear of it.
        pub watchers: Vec<Actor>,
        /// The rules that it follows, in the order they were linked.
        pub doctrine_refs: Vec<Link<DoctrineRefId>>,
        /// What limits it, in the order it was linked.
        pub constraints: Vec<Link<ConstraintSnapshotId>>,
        /// What one should know, in the order it was linked.
        pub context_packets: Vec<Link<ContextPacketId>>,
        /// When it is done.
        pub acceptance: Acceptance,
        /// How it stands to others.
        pub relationships: IssueRelationships,
        /// The work on it.
        pub runs: Vec<Link<WorkRunId>>,
        /// Words to find it by.
        pub tags: Vec<FreeText>,
        /// Anything else.
        pub meta: Meta,
        /// When it was made.
        pub created_at: Time,
        /// When it was changed last.
        pub updated_at: Time,
    }

    /// What may change of an issue.
    pub struct IssueChange {
        /// What is wanted, in a line.
        pub title: Text<1, 512>,
        /// What is wanted, at length.
        pub description: Text<0, 16000> = Text::fitted(""),
        /// What kind of work it is.
        pub r#type: IssueType,
        /// How soon.
        pub priority: Priority = Priority::P2,
        /// Where it stands.
        pub status: Status = Status::Planned,
        /// Who works on it.
        pub assignees: Vec<Actor>,
        /// Who wants to hear of it.
        pub watchers: Vec<Actor>,
        /// When it is done.
        pub acceptance: Acceptance = Acceptance::default(),
        /// How it stands to others.
        pub relationships: IssueRelationships = IssueRelationships::default(),
        /// Words to find it by.
        pub tags: Vec<FreeText>,
        /// Anything else.
        pub meta: Meta = Meta::default(),
    }
}

changeable! {
    Issue as IssueChange {
        title, description, r#type, priority, status, assignees, watchers, acceptance, relationships, tags, meta,
    }
}

impl IssueCreate {
    /// The issue that comes of it. Its links are for the database to make, which knows what is there.
    #[must_use]
    pub fn into_object(self, id: IssueId, trace_id: Option<TraceId>, at: Time) -> Issue {
        Issue {
            kind: KindOf::new(),
            id,
            trace_id,
            repo: self.repo,
            title: self.title,
            description: self.description,
            r#type: self.r#type,
            priority: self.priority,
            status: self.status,
            assignees: self.assignees,
            watchers: self.watchers,
            doctrine_refs: Vec::new(),
            constraints: Vec::new(),
            context_packets: Vec::new(),
            acceptance: self.acceptance,
            relationships: self.relationships,
            runs: Vec::new(),
            tags: self.tags,
            meta: self.meta,
            created_at: at,
            updated_at: at,
        }
    }
}
