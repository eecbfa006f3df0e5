//! The events of one run, until it has ended.

use std::sync::Arc;

use throughline_engine::{Ledger, LedgerError};
use throughline_model::RunId;

use super::stream::{Again, News, Source, frame, said, stream};
use crate::app::App;
use crate::problem::Problem;
use crate::reply::Reply;

/// One run from an event on.
struct OfRun {
    run: RunId,
    /// The number of the next event.
    from: u64,
}

/// The events of a run from this number on, until its end; called on a thread of the runtime.
///
/// # Errors
/// 404 where there is no such run, 503 where too many are followed already.
pub(crate) fn follow_run(app: &Arc<App>, run: RunId, from: u64) -> Result<Reply, Problem> {
    if app.ledger.run_fetch(run)?.is_none() {
        return Err(Problem::not_found("Run"));
    }
    stream(app, OfRun { run, from })
}

impl Source for OfRun {
    fn look(&mut self, ledger: &dyn Ledger) -> Result<News, LedgerError> {
        let (events, has_ended) = said(ledger, self.run, self.from)?;
        self.from = events.last().map_or(self.from, |event| event.seq + 1);
        let frames = events.iter().map(|event| frame(event.seq, event)).collect();
        Ok(News { frames, again: if has_ended { Again::Never } else { Again::Later } })
    }
}
