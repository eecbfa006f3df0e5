//! What came of a run.

use super::{KindOf, RefTo, TraceId, Verification};
use crate::shape::{Count, FreeText, Meta, Text, Time};
use crate::{IssueId, WorkArtifactId, WorkRunId, shape, vocabulary};

vocabulary! {
    /// What an artifact is.
    pub enum ArtifactType {
        /// A change of code.
        CodePatch = "code_patch",
        /// A commit.
        Commit = "commit",
        /// A pull request.
        Pr = "pr",
        /// Something that was built.
        Build = "build",
        /// An image of a container.
        ContainerImage = "container_image",
        /// A document.
        Doc = "doc",
        /// A report.
        Report = "report",
        /// Data.
        Dataset = "dataset",
        /// A log.
        Log = "log",
        /// A trace.
        Trace = "trace",
        /// Any bytes.
        Binary = "binary",
        /// A place elsewhere.
        Link = "link",
    }
}

shape! {
    /// An artifact, as it is asked for.
    pub struct ArtifactCreate {
        /// The run that it came of.
        pub produced_by: RefTo<WorkRunId>,
        /// The issue that it is for.
        pub for_issue: RefTo<IssueId>,
        /// What it is.
        pub r#type: ArtifactType,
        /// Its title.
        pub title: Text<1, 512>,
        /// Where it is.
        pub uri: Text<1, 2000>,
        /// The digest of what was there.
        pub digest: Option<Text<1, 128>>,
        /// What it is made of.
        pub media_type: Option<Text<1, 128>>,
        /// How many bytes it has.
        pub size_bytes: Option<Count>,
        /// What matters of it.
        pub preview: Option<Text<0, 4000>>,
        /// Whether it is what it should be.
        pub verification: Verification = Verification::default(),
        /// Words to find it by.
        pub tags: Vec<FreeText>,
        /// Anything else.
        pub meta: Meta = Meta::default(),
    }

    /// What came of a run.
    pub struct Artifact {
        /// `Artifact`.
        pub kind: KindOf<WorkArtifactId>,
        /// Its id.
        pub id: WorkArtifactId,
        /// The trace that it was made in.
        pub trace_id: Option<TraceId>,
        /// The run that it came of.
        pub produced_by: RefTo<WorkRunId>,
        /// The issue that it is for.
        pub for_issue: RefTo<IssueId>,
        /// What it is.
        pub r#type: ArtifactType,
        /// Its title.
        pub title: Text<1, 512>,
        /// Where it is.
        pub uri: Text<1, 2000>,
        /// The digest of what was there.
        pub digest: Option<Text<1, 128>>,
        /// What it is made of.
        pub media_type: Option<Text<1, 128>>,
        /// How many bytes it has.
        pub size_bytes: Option<Count>,
        /// What matters of it.
        pub preview: Option<Text<0, 4000>>,
        /// Whether it is what it should be.
        pub verification: Verification,
        /// Words to find it by.
        pub tags: Vec<FreeText>,
        /// Anything else.
        pub meta: Meta,
        /// When it was made.
        pub created_at: Time,
        /// When it was changed last.
        pub updated_at: Time,
    }
}

impl ArtifactCreate {
    /// What comes of it.
    #[must_use]
    pub fn into_object(self, id: WorkArtifactId, trace_id: Option<TraceId>, at: Time) -> Artifact {
        Artifact {
            kind: KindOf::new(),
            id,
            trace_id,
            produced_by: self.produced_by,
            for_issue: self.for_issue,
            r#type: self.r#type,
            title: self.title,
            uri: self.uri,
            digest: self.digest,
            media_type: self.media_type,
            size_bytes: self.size_bytes,
            preview: self.preview,
            verification: self.verification,
            tags: self.tags,
            meta: self.meta,
            created_at: at,
            updated_at: at,
        }
    }
}
