//! The events of a run as server-sent events (WHATWG HTML, section 9.2), out of the ledger: so a run of another process can
//! be followed as well, and a caller whose connection broke goes on behind the last event that it saw.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use throughline_engine::LedgerError;
use throughline_model::{Event, RunId};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;

use crate::app::App;
use crate::problem::Problem;
use crate::reply::Reply;

/// How often a run that goes on is looked at.
const POLL: Duration = Duration::from_millis(100);

/// After so long without an event a comment says that the connection is still there.
const QUIET: Duration = Duration::from_secs(15);

/// So many parts may wait for a slow reader.
const WAITING: usize = 4;

/// What the ledger has of a run.
struct News {
    /// What the caller has not seen.
    events: Vec<Event>,
    /// Whether no more will come.
    is_last: bool,
}

/// The events of a run from this number on, until its end; called on a thread of the runtime.
///
/// # Errors
/// 404 where there is no such run, 503 where too many are followed already.
pub(crate) fn follow(app: &Arc<App>, run: RunId, from: u64) -> Result<Reply, Problem> {
    if app.ledger.run_fetch(run)?.is_none() {
        return Err(Problem::not_found("Run"));
    }
    let room = Arc::clone(&app.streams).try_acquire_owned();
    let room = room.map_err(|_| Problem::unavailable("Too many runs are followed at once"))?;
    let (sender, receiver) = mpsc::channel::<Bytes>(WAITING);
    let app = Arc::clone(app);
    tokio::spawn(async move {
        send(app, run, from, sender).await;
        drop(room);
    });
    let parts = ReceiverStream::new(receiver).map(Ok::<Bytes, Infallible>);
    Ok(Reply::stream("text/event-stream", Body::from_stream(parts)))
}

async fn send(app: Arc<App>, run: RunId, mut from: u64, sender: mpsc::Sender<Bytes>) {
    let mut ending = app.ending.clone();
    let mut last_sent = Instant::now();
    loop {
        let looking = Arc::clone(&app);
        // Where the ledger does not answer the stream ends, and the caller comes back with the last event that it saw.
        let Ok(Ok(news)) = tokio::task::spawn_blocking(move || look(&looking, run, from)).await else { return };
        from = news.events.last().map_or(from, |event| event.seq + 1);
        let mut part: String = news.events.iter().map(frame).collect();
        if part.is_empty() && last_sent.elapsed() >= QUIET {
            part.push_str(": still here\n\n");
        }
        if !part.is_empty() {
            last_sent = Instant::now();
            if sender.send(part.into()).await.is_err() {
                return;
            }
        }
        if news.is_last {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(POLL) => {}
            Ok(_) = ending.wait_for(|ending| *ending) => return,
            () = sender.closed() => return,
        }
    }
}

fn look(app: &App, run: RunId, from: u64) -> Result<News, LedgerError> {
    // Asked first: what happens between the two questions is found by the second.
    let has_ended = app.ledger.run_fetch(run)?.is_none_or(|row| row.finished_at.is_some());
    Ok(News { events: app.ledger.event_list(run, from)?, is_last: has_ended })
}

/// One event as a frame. JSON has no line breaks of its own, so `data` is one line.
fn frame(event: &Event) -> String {
    let line = serde_json::Value::Object(event.to_json().unwrap_or_default());
    let name = line["event"].as_str().unwrap_or("message");
    format!("id: {}\nevent: {name}\ndata: {line}\n\n", event.seq)
}
