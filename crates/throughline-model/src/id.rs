//! One newtype for each kind of id, so that a stage can never be passed where a pipeline is meant.
//!
//! Names from a graph file (`StageId`, `PipelineId`, `ArtifactId`) are free text; ids that this product makes
//! (`RunId`, `AttemptId`) are ULIDs, which sort by the time they were made.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ulid::Ulid;

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
                String::deserialize(deserializer).map(Self::from)
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
        }

        impl FromStr for $name {
            type Err = IdParseError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ulid::from_string(text).map(Self).map_err(|_| IdParseError { text: text.to_owned() })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0.to_string())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

ulid_ids! {
    /// Names one execution of a plan.
    RunId;
    /// Names one try of one stage.
    AttemptId;
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
    fn a_run_id_reads_back_what_it_writes() {
        let id = RunId::generate();
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("last".parse::<RunId>().is_err());
    }
}
