//! Where an issue or a run stands, and which steps of a run are forbidden.

use crate::vocabulary;

vocabulary! {
    /// Where an issue or a run stands.
    pub enum Status {
        /// It is wanted.
        Planned = "planned",
        /// Nothing stands in its way.
        Ready = "ready",
        /// Somebody is at it.
        Running = "running",
        /// Something stands in its way.
        Blocked = "blocked",
        /// It was done.
        Done = "done",
        /// It was tried.
        Failed = "failed",
        /// Nobody wants it any more.
        Canceled = "canceled",
        /// Somebody looks at what came of it.
        UnderReview = "under_review",
    }
}

/// A step that a run may not take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a run that is {from} cannot become {to}")]
pub struct Forbidden {
    /// Where it stands.
    pub from: Status,
    /// Where it should have gone.
    pub to: Status,
    /// Where it may go.
    pub allowed: &'static [Status],
}

impl Status {
    /// Nothing is left to do.
    #[must_use]
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Canceled)
    }
}

/// Whether a run may go from one status to another: one that is closed opens again only for review. To stay is no step.
///
/// # Errors
/// The step and where the run may go instead.
pub fn transition(from: Status, to: Status) -> Result<(), Forbidden> {
    const REOPENED: &[Status] = &[Status::UnderReview];
    if from.is_closed() && to != from && !REOPENED.contains(&to) {
        return Err(Forbidden { from, to, allowed: REOPENED });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_run_opens_only_for_review() {
        for &from in Status::ALL {
            for &to in Status::ALL {
                let allowed = !from.is_closed() || to == from || to == Status::UnderReview;
                assert_eq!(transition(from, to).is_ok(), allowed, "{from} -> {to}");
            }
        }
    }
}
