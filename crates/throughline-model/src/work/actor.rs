//! Who does something.

use crate::shape;
use crate::shape::Text;
use crate::vocabulary;

vocabulary! {
    /// What kind of somebody acts.
    pub enum ActorKind {
        /// A person.
        Human = "human",
        /// A program that decides for itself.
        Agent = "agent",
        /// A program that does what it is told.
        System = "system",
    }
}

shape! {
    /// Who does something.
    pub struct Actor {
        /// What kind of somebody.
        pub actor_kind: ActorKind,
        /// The name in the system that knows them.
        pub actor_id: Text<1, 128>,
        /// The name for people.
        pub display: Option<Text<1, 256>>,
    }

    /// Who looked at evidence: an actor, and beside it the names that older readers know.
    pub struct Evaluator {
        /// What kind of somebody.
        pub actor_kind: ActorKind,
        /// The name in the system that knows them.
        pub actor_id: Text<1, 128>,
        /// The name for people.
        pub display: Option<Text<1, 256>>,
        /// The same as `actor_kind`.
        pub kind: ActorKind,
        /// The same as `actor_id`.
        pub id: Text<1, 128>,
    }
}

impl Actor {
    /// An actor without a name for people.
    #[must_use]
    pub fn new(kind: ActorKind, id: &str) -> Self {
        Self { actor_kind: kind, actor_id: Text::fitted(id), display: None }
    }
}

impl From<Actor> for Evaluator {
    fn from(actor: Actor) -> Self {
        let (kind, id) = (actor.actor_kind, actor.actor_id.clone());
        Self { actor_kind: kind, actor_id: actor.actor_id, display: actor.display, kind, id }
    }
}

impl From<Evaluator> for Actor {
    fn from(evaluator: Evaluator) -> Self {
        Self { actor_kind: evaluator.actor_kind, actor_id: evaluator.actor_id, display: evaluator.display }
    }
}
