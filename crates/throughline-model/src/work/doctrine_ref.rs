//! Rules that work follows.

use super::{KindOf, RefTo, TraceId, changeable};
use crate::shape::{FreeText, Meta, Text, Time};
use crate::{DoctrineRefId, RepoId, shape, vocabulary};

vocabulary! {
    /// What kind of rule it is.
    pub enum DoctrineType {
        /// What everything else follows from.
        Principle = "principle",
        /// What has to be kept.
        Policy = "policy",
        /// What is done step by step.
        Procedure = "procedure",
        /// What mostly helps.
        Heuristic = "heuristic",
        /// What has proved itself.
        Pattern = "pattern",
    }

    /// How strictly a rule holds.
    pub enum DoctrinePriority {
        /// Always.
        Must = "must",
        /// Unless there is a reason.
        Should = "should",
        /// If one likes.
        May = "may",
    }
}

shape! {
    /// Where a rule holds.
    #[derive(Default)]
    pub struct DoctrineApplicability {
        /// In these repositories.
        pub repo_refs: Vec<RefTo<RepoId>>,
        /// For these types of issues.
        pub issue_types: Vec<FreeText>,
        /// For what has these tags.
        pub tags: Vec<FreeText>,
    }

    /// A rule, as it is asked for. Namespace, name and version together are in the database once.
    pub struct DoctrineRefCreate {
        /// The area that it belongs to.
        pub namespace: Text<1, 128>,
        /// Its name there.
        pub name: Text<1, 256>,
        /// Its version.
        pub version: Text<1, 64>,
        /// What kind of rule it is.
        pub r#type: DoctrineType,
        /// How strictly it holds.
        pub priority: DoctrinePriority = DoctrinePriority::Should,
        /// What it says.
        pub statement: Text<1, 4000>,
        /// Why.
        pub rationale: Option<Text<0, 4000>>,
        /// Where else to look.
        pub links: Vec<FreeText>,
        /// Where it holds.
        pub applicability: DoctrineApplicability = DoctrineApplicability::default(),
        /// Words to find it by.
        pub tags: Vec<FreeText>,
        /// Anything else.
        pub meta: Meta = Meta::default(),
    }

    /// A rule that work follows.
    pub struct DoctrineRef {
        /// `DoctrineRef`.
        pub kind: KindOf<DoctrineRefId>,
        /// Its id.
        pub id: DoctrineRefId,
        /// The trace that it was made in.
        pub trace_id: Option<TraceId>,
        /// The area that it belongs to.
        pub namespace: Text<1, 128>,
        /// Its name there.
        pub name: Text<1, 256>,
        /// Its version.
        pub version: Text<1, 64>,
        /// What kind of rule it is.
        pub r#type: DoctrineType,
        /// How strictly it holds.
        pub priority: DoctrinePriority,
        /// What it says.
        pub statement: Text<1, 4000>,
        /// Why.
        pub rationale: Option<Text<0, 4000>>,
        /// Where else to look.
        pub links: Vec<FreeText>,
        /// Where it holds.
        pub applicability: DoctrineApplicability,
        /// Words to find it by.
        pub tags: Vec<FreeText>,
        /// Anything else.
        pub meta: Meta,
        /// When it was made.
        pub created_at: Time,
        /// When it was changed last.
        pub updated_at: Time,
    }

    /// What may change of a rule.
    pub struct DoctrineRefChange {
        /// How strictly it holds.
        pub priority: DoctrinePriority = DoctrinePriority::Should,
        /// What it says.
        pub statement: Text<1, 4000>,
        /// Why.
        pub rationale: Option<Text<0, 4000>>,
        /// Where else to look.
        pub links: Vec<FreeText>,
        /// Where it holds.
        pub applicability: DoctrineApplicability = DoctrineApplicability::default(),
        /// Words to find it by.
        pub tags: Vec<FreeText>,
        /// Anything else.
        pub meta: Meta = Meta::default(),
    }
}

changeable! {
    DoctrineRef as DoctrineRefChange { priority, statement, rationale, links, applicability, tags, meta }
}

impl DoctrineRefCreate {
    /// What comes of it.
    #[must_use]
    pub fn into_object(self, id: DoctrineRefId, trace_id: Option<TraceId>, at: Time) -> DoctrineRef {
        DoctrineRef {
            kind: KindOf::new(),
            id,
            trace_id,
            namespace: self.namespace,
            name: self.name,
            version: self.version,
            r#type: self.r#type,
            priority: self.priority,
            statement: self.statement,
            rationale: self.rationale,
            links: self.links,
            applicability: self.applicability,
            tags: self.tags,
            meta: self.meta,
            created_at: at,
            updated_at: at,
        }
    }
}
