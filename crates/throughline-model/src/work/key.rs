//! API keys, without the keys: those are kept hashed and shown once.

use crate::shape::{Text, Time};
use crate::{KeyId, shape, vocabulary};

vocabulary! {
    /// What a key opens; each scope has all of those before.
    pub enum Scope {
        /// Looking.
        Read = "read",
        /// Making and changing work.
        Write = "write",
        /// Keys.
        Admin = "admin",
    }
}

shape! {
    /// An API key, as it is asked for.
    pub struct ApiKeyCreate {
        /// Whose it is, or what for.
        pub name: Text<1, 128>,
        /// What it opens.
        pub scope: Scope,
    }

    /// An API key, as it is listed.
    pub struct ApiKey {
        /// Its id.
        pub id: KeyId,
        /// Whose it is, or what for.
        pub name: Text<1, 128>,
        /// What it opens.
        pub scope: Scope,
        /// When it was made.
        pub created_at: Time,
        /// Since when it opens nothing.
        pub revoked_at: Option<Time>,
    }
}

impl Scope {
    /// Whether a key with this scope may do what needs another.
    #[must_use]
    pub fn covers(self, needed: Self) -> bool {
        self >= needed
    }
}
