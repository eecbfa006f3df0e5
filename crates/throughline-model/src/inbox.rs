//! Events that other systems send, which are kept for whoever wants to act on them.

use crate::shape::{FreeText, Meta, Text, Time};
use crate::{InboxEventId, shape, vocabulary};

vocabulary! {
    /// How soon somebody should look at it.
    pub enum EventPriority {
        /// When there is time.
        Low = "low",
        /// In its turn.
        Medium = "medium",
        /// Before others.
        High = "high",
        /// Now.
        Critical = "critical",
    }

    /// Where an event stands.
    pub enum InboxStatus {
        /// Nobody has acted on it.
        Pending = "pending",
        /// Somebody does.
        Processing = "processing",
        /// Somebody has.
        Completed = "completed",
        /// Somebody tried.
        Failed = "failed",
    }
}

shape! {
    /// What an event says, as it is sent.
    pub struct InboxEventCreate {
        /// What happened.
        pub data: Meta,
        /// Words to find it by: names and texts.
        pub tags: Meta = Meta::default(),
    }

    /// An event that was sent.
    pub struct InboxEvent {
        /// Its id.
        pub id: InboxEventId,
        /// What kind of event it is.
        pub r#type: Text<1, 256>,
        /// Who sent it.
        pub source: Text<1, 256>,
        /// What happened.
        pub data: Meta,
        /// How soon somebody should look at it.
        pub priority: EventPriority,
        /// Words to find it by.
        pub tags: Meta,
        /// Where it stands.
        pub status: InboxStatus,
        /// When it came.
        pub created_at: Time,
        /// When somebody acted on it.
        pub processed_at: Option<Time>,
        /// Who did.
        pub processed_by: Option<FreeText>,
        /// What came of it.
        pub result: Option<Meta>,
        /// Why it failed.
        pub error: Option<FreeText>,
    }
}
