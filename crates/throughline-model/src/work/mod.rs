//! Work objects (CWOM v0.1): what is asked for (`IssueCreate`), what may change of it (`IssueChange`), and what is stored and
//! shown (`Issue`), a file for each kind; and the parts that they share, a file for each noun.
//!
//! Every list of members stands in the order in which it is shown. What is linked (`Link`) is kept in tables of its own.

mod actor;
mod changeable;
mod issue;
mod kind;
mod priority;
mod reference;
mod repo;
mod source;
mod status;
mod trace;

pub use actor::{Actor, ActorKind, Evaluator};
use changeable::changeable;
pub use issue::{Acceptance, Issue, IssueChange, IssueCreate, IssueRelationships, IssueType};
pub use kind::{KindOf, ObjectKind, WorkId};
pub use priority::Priority;
pub use reference::{IdText, Link, RefTo};
pub use repo::{Repo, RepoChange, RepoCreate, RepoPolicy, Visibility};
pub use source::Source;
pub use status::{Forbidden, Status, transition};
pub use trace::{TraceId, TraceIdError};
