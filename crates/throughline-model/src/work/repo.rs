//! Repositories that work is about.

use super::{Actor, KindOf, Source, TraceId, changeable};
use crate::shape::{FreeText, Meta, Text, Time};
use crate::{RepoId, shape, vocabulary};

vocabulary! {
    /// Who may see a repository.
    pub enum Visibility {
        /// Everybody.
        Public = "public",
        /// Those who were let in.
        Private = "private",
        /// Everybody in the organisation.
        Internal = "internal",
    }
}

shape! {
    /// What work in a repository may use.
    #[derive(Default)]
    pub struct RepoPolicy {
        /// The tools.
        pub allowed_tools: Vec<FreeText>,
        /// The name of the profile that secrets come from.
        pub secrets_profile: Option<Text<0, 64>>,
    }

    /// A repository, as it is asked for.
    pub struct RepoCreate {
        /// Its name.
        pub name: Text<1, 256>,
        /// Its name in the whole database: any text that no other repository has.
        pub slug: Text<1, 256>,
        /// Where it comes from.
        pub source: Source,
        /// The branch that work starts from.
        pub default_branch: Text<1, 128> = Text::fitted("main"),
        /// Who may see it.
        pub visibility: Visibility = Visibility::Private,
        /// Whose it is.
        pub owners: Vec<Actor>,
        /// What work in it may use.
        pub policy: Option<RepoPolicy>,
        /// Where else to look.
        pub links: Vec<FreeText>,
        /// Words to find it by.
        pub tags: Vec<FreeText>,
        /// Anything else.
        pub meta: Meta = Meta::default(),
    }

    /// A repository that work is about.
    pub struct Repo {
        /// `Repo`.
        pub kind: KindOf<RepoId>,
        /// Its id.
        pub id: RepoId,
        /// The trace that it was made in.
        pub trace_id: Option<TraceId>,
        /// Its name.
        pub name: Text<1, 256>,
        /// Its name in the whole database.
        pub slug: Text<1, 256>,
        /// Where it comes from.
        pub source: Source,
        /// The branch that work starts from.
        pub default_branch: Text<1, 128>,
        /// Who may see it.
        pub visibility: Visibility,
        /// Whose it is.
        pub owners: Vec<Actor>,
        /// What work in it may use.
        pub policy: Option<RepoPolicy>,
        /// Where else to look.
        pub links: Vec<FreeText>,
        /// Words to find it by.
        pub tags: Vec<FreeText>,
        /// Anything else.
        pub meta: Meta,
        /// When it was made.
        pub created_at: Time,
        /// When it was changed last.
        pub updated_at: Time,
    }

    /// What may change of a repository.
    pub struct RepoChange {
        /// Its name.
        pub name: Text<1, 256>,
        /// The branch that work starts from.
        pub default_branch: Text<1, 128> = Text::fitted("main"),
        /// Who may see it.
        pub visibility: Visibility = Visibility::Private,
        /// Whose it is.
        pub owners: Vec<Actor>,
        /// What work in it may use.
        pub policy: Option<RepoPolicy>,
        /// Where else to look.
        pub links: Vec<FreeText>,
        /// Where it comes from.
        pub source: Source,
        /// Words to find it by.
        pub tags: Vec<FreeText>,
        /// Anything else.
        pub meta: Meta = Meta::default(),
    }
}

changeable! {
    Repo as RepoChange { name, default_branch, visibility, owners, policy, links, source, tags, meta }
}

impl RepoCreate {
    /// The repository that comes of it.
    #[must_use]
    pub fn into_object(self, id: RepoId, trace_id: Option<TraceId>, at: Time) -> Repo {
        Repo {
            kind: KindOf::new(),
            id,
            trace_id,
            name: self.name,
            slug: self.slug,
            source: self.source,
            default_branch: self.default_branch,
            visibility: self.visibility,
            owners: self.owners,
            policy: self.policy,
            links: self.links,
            tags: self.tags,
            meta: self.meta,
            created_at: at,
            updated_at: at,
        }
    }
}
