//! A stream of events that goes on until its source has ended, the caller has gone, or the server ends.

use std::convert::Infallible;
use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use throughline_engine::{Ledger, LedgerError};
use throughline_model::{Event, RunId};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;

use crate::app::App;
use crate::problem::Problem;
use crate::reply::Reply;

/// How often the ledger is looked at.
const POLL: Duration = Duration::from_millis(100);

/// After so long without an event a comment says that the connection is still there.
const QUIET: Duration = Duration::from_secs(15);

/// So many parts may wait for a slow reader.
const WAITING: usize = 4;

/// Where events come from, look by look.
pub(super) trait Source: Send + 'static {
    /// What the caller has not seen yet; may block.
    ///
    /// # Errors
    /// When the ledger does not answer.
    fn look(&mut self, ledger: &dyn Ledger) -> Result<News, LedgerError>;
}

/// What one look showed.
pub(super) struct News {
    /// Frames of what the caller has not seen.
    pub(super) frames: String,
    /// When to look again.
    pub(super) again: Again,
}

/// When to look again.
pub(super) enum Again {
    /// There is more already.
    AtOnce,
    /// More may come.
    Later,
    /// No more will come.
    Never,
}

/// The answer that tells what comes from this source; called on a thread of the runtime.
///
/// # Errors
/// 503 where too many are followed already.
pub(super) fn stream(app: &Arc<App>, source: impl Source) -> Result<Reply, Problem> {
    let room = Arc::clone(&app.streams).try_acquire_owned();
    let room = room.map_err(|_| Problem::unavailable("Too many streams of events are open at once"))?;
    let (sender, receiver) = mpsc::channel::<Bytes>(WAITING);
    let app = Arc::clone(app);
    tokio::spawn(async move {
        send(app, source, sender).await;
        drop(room);
    });
    let parts = ReceiverStream::new(receiver).map(Ok::<Bytes, Infallible>);
    Ok(Reply::stream("text/event-stream", Body::from_stream(parts)))
}

async fn send(app: Arc<App>, mut source: impl Source, sender: mpsc::Sender<Bytes>) {
    let mut ending = app.ending.clone();
    let mut last_sent = Instant::now();
    loop {
        let ledger = Arc::clone(&app.ledger);
        let looked = tokio::task::spawn_blocking(move || {
            let news = source.look(&*ledger);
            (source, news)
        });
        // Where the ledger does not answer the stream ends, and the caller comes back with the last event that it saw.
        let Ok((looker, Ok(News { mut frames, again }))) = looked.await else { return };
        source = looker;
        if frames.is_empty() && last_sent.elapsed() >= QUIET {
            frames.push_str(": still here\n\n");
        }
        if !frames.is_empty() {
            last_sent = Instant::now();
            if sender.send(frames.into()).await.is_err() {
                return;
            }
        }
        let pause = match again {
            Again::AtOnce => Duration::ZERO,
            Again::Later => POLL,
            Again::Never => return,
        };
        tokio::select! {
            Ok(_) = ending.wait_for(|ending| *ending) => return,
            () = sender.closed() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// What a run has said from this event on, and whether that is all that it will say.
///
/// # Errors
/// When the ledger does not answer.
pub(super) fn said(ledger: &dyn Ledger, run: RunId, from: u64) -> Result<(Vec<Event>, bool), LedgerError> {
    // Asked first: what happens between the two questions is found by the second.
    let has_ended = ledger.run_fetch(run)?.is_none_or(|row| row.finished_at.is_some());
    Ok((ledger.event_list(run, from)?, has_ended))
}

/// One event as a frame with this id. JSON has no line breaks of its own, so `data` is one line.
pub(super) fn frame(id: impl Display, event: &Event) -> String {
    let line = serde_json::Value::Object(event.to_json().unwrap_or_default());
    let name = line["event"].as_str().unwrap_or("message");
    format!("id: {id}\nevent: {name}\ndata: {line}\n\n")
}
