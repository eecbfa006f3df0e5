//! One newtype for each kind of id, so that a stage can never be passed where a pipeline is meant.
//!
//! Names from a graph file (`StageId`, `PipelineId`, `ArtifactId`) are free text; ids that this product makes
//! (`RunId`, `AttemptId`) are ULIDs, which sort by the time they were made.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::Arc;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ulid::{ULID_LEN, Ulid};

macro_rules! name_ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id as it is written in the graph file.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(Arc::from(text))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(Arc::from(text))
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&*self.0, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(Text(PhantomData, |text| Ok(Self::from(text))))
            }
        }
    )+};
}

name_ids! {
    /// Names a pipeline of a graph.
    PipelineId;
    /// Names a stage of a graph, or one instance of a `forEach` stage as `stage[key]`.
    StageId;
    /// Names an artifact of a graph.
    ArtifactId;
}

impl StageId {
    /// The id of the instance of this stage for the element with the given key.
    #[must_use]
    pub fn instance(&self, key: &str) -> Self {
        Self::from(format!("{}[{key}]", self.0))
    }

    /// The declared stage that this id belongs to: itself, or what stands before `[key]`.
    #[must_use]
    pub fn declared(&self) -> &str {
        match self.0.split_once('[') {
            Some((stage, _)) if self.0.ends_with(']') => stage,
            _ => &self.0,
        }
    }
}

/// Why a text is not an id of the kind that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a ULID (26 characters of 0-9 and A-Z without I, L, O and U)")]
pub struct IdParseError {
    /// What was given.
    pub text: String,
}

macro_rules! ulid_ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Ulid);

        impl $name {
            /// A new id for something that happens now: the time in front, random behind.
            #[must_use]
            pub fn generate() -> Self {
                Self(Ulid::generate())
            }

            /// A new id that sorts after an earlier one, even where the clock was set back meanwhile.
            #[must_use]
            pub fn generate_after(earlier: Option<Self>) -> Self {
                let new = Self::generate();
                // One that overflows has the next millisecond in front, and sorts behind too.
                let next = |earlier: Self| Self(earlier.0.increment().unwrap_or_else(|over| over));
                earlier.filter(|earlier| *earlier >= new).map_or(new, next)
            }
        }

        impl FromStr for $name {
            type Err = IdParseError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ulid::from_string(text).map(Self).map_err(|_| IdParseError { text: text.to_owned() })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.0.array_to_str(&mut [0; ULID_LEN]))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.0.array_to_str(&mut [0; ULID_LEN]))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(Text(PhantomData, |text| text.parse().map_err(|error: IdParseError| error.to_string())))
            }
        }
    )+};
}

/// Reads a text without a copy of it in between.
struct Text<T>(PhantomData<T>, fn(&str) -> Result<T, String>);

impl<T> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        (self.1)(text).map_err(E::custom)
    }
}

ulid_ids! {
    /// Names one execution of a plan.
    RunId;
    /// Names one try of one stage.
    AttemptId;
    /// Names a repository that work is about.
    RepoId;
    /// Names an issue.
    IssueId;
    /// Names a context packet.
    ContextPacketId;
    /// Names a snapshot of constraints.
    ConstraintSnapshotId;
    /// Names a piece of doctrine.
    DoctrineRefId;
    /// Names a run as a work object: somebody's work on an issue, which need not be the execution of a plan.
    WorkRunId;
    /// Names an artifact as a work object, where [`ArtifactId`] is a name in a graph.
    WorkArtifactId;
    /// Names an evidence pack.
    EvidencePackId;
    /// Names a decision of a review.
    ReviewDecisionId;
    /// Names a task.
    TaskId;
    /// Names an API key; it is not the key.
    KeyId;
    /// Names an entry of the audit log.
    AuditId;
    /// Names an event that another system sent.
    InboxEventId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_knows_the_stage_it_was_declared_as() {
        let page = StageId::from("author-page");
        assert_eq!(page.instance("ada").as_str(), "author-page[ada]");
        assert_eq!(page.instance("ada[2]").declared(), "author-page");
        assert_eq!(page.declared(), "author-page");
    }

    #[test]
    fn a_new_id_sorts_after_one_of_the_future() {
        let future: RunId = "7ZZZZZZZZZ0000000000000009".parse().unwrap();
        assert_eq!(RunId::generate_after(Some(future)).to_string(), "7ZZZZZZZZZ000000000000000A");
        let past: RunId = "00000000010000000000000009".parse().unwrap();
        let now = RunId::generate();
        assert!(RunId::generate_after(Some(past)) > past && RunId::generate_after(Some(now)) > now);
    }

    #[test]
    fn a_run_id_reads_back_what_it_writes() {
        let id = RunId::generate();
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("last".parse::<RunId>().is_err());
    }
}
