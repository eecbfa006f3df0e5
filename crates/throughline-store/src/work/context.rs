//! For whom something is written, and when.

use throughline_model::shape::Time;
use throughline_model::work::{Actor, TraceId};

/// Who writes, in which trace, and when: what the audit log says of every write.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkContext {
    /// Who.
    pub actor: Actor,
    /// The trace that it belongs to.
    pub trace_id: Option<TraceId>,
    /// When.
    pub now: Time,
}

impl WorkContext {
    /// The same, done by somebody else.
    #[must_use]
    pub fn by(&self, actor: Actor) -> Self {
        Self { actor, ..self.clone() }
    }
}
