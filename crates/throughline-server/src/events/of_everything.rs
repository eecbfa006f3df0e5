//! The events of every run, one run after the other, for ever.

use std::sync::Arc;

use axum::http::StatusCode;
use throughline_engine::{Ledger, LedgerError};

use super::position::{Position, Seen};
use super::stream::{Again, News, Source, frame, said, stream};
use crate::app::App;
use crate::problem::Problem;
use crate::reply::Reply;

/// Every run from a position on.
struct OfEverything {
    position: Position,
    /// Whether the caller has to be told where it stands: it has seen nothing that would tell it.
    is_new: bool,
}

/// The events of every run behind what the caller has seen; of a caller that has seen nothing, those of the runs that are
/// on their way and of all later ones. Called on a thread of the runtime.
///
/// # Errors
/// 400 where what was seen is no position, 503 where too many are followed already.
pub(crate) fn follow_everything(app: &Arc<App>, seen: Option<&str>) -> Result<Reply, Problem> {
    let source = match seen {
        Some(text) => {
            let position = text.parse().map_err(|_| {
                let detail = "`Last-Event-ID` is no id of this stream; `0` begins with the first run, none with those on their way";
                Problem::new(StatusCode::BAD_REQUEST, detail)
            })?;
            OfEverything { position, is_new: false }
        }
        None => OfEverything { position: now(&*app.ledger)?, is_new: true },
    };
    stream(app, source)
}

/// The position of who has seen everything but the runs that are on their way.
fn now(ledger: &dyn Ledger) -> Result<Position, LedgerError> {
    let mut position = Position::default();
    // Asked first: a run that begins between the two questions is the newest, and then one that may say something.
    let newest = ledger.run_list(None, 1)?;
    let open = ledger.run_unfinished()?;
    newest.iter().for_each(|run| position.see(run.id, Seen::All));
    open.iter().for_each(|run| position.see(run.id, Seen::Before(0)));
    Ok(position)
}

impl Source for OfEverything {
    fn look(&mut self, ledger: &dyn Ledger) -> Result<News, LedgerError> {
        let mut frames = String::new();
        if std::mem::take(&mut self.is_new) {
            // Without data it is no event: the caller only remembers the id.
            frames.push_str(&format!("id: {}\n\n", self.position));
        }
        for (run, next) in self.position.open() {
            let (events, has_ended) = said(ledger, run, next)?;
            for event in &events {
                self.position.see(run, Seen::Before(event.seq + 1));
                frames.push_str(&frame(&self.position, event));
            }
            if has_ended {
                self.position.see(run, Seen::All);
            }
        }
        // One at a time: the events of a long history are never all in memory.
        let later = ledger.run_after(self.position.newest(), 1)?;
        later.iter().for_each(|run| self.position.see(run.id, Seen::Before(0)));
        Ok(News { frames, again: if later.is_empty() { Again::Later } else { Again::AtOnce } })
    }
}
