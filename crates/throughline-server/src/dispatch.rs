//! What happens to every request, whatever it asks for.
//!
//! ```text
//! request → id, trace → route → room → key and scope → body, bounded → handler → job → reply → log, metrics
//!                          └ 405   └ 503    └ 401, 403      └ 413          └ 422, …
//! ```

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, to_bytes};
use axum::extract::{RawPathParams, Request as HttpRequest};
use axum::http::{HeaderValue, Method, Response, header, request::Parts};
use axum::response::IntoResponse;
use bytes::Bytes;
use throughline_model::work::TraceId;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::app::App;
use crate::metrics;
use crate::once::Once;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::request::{Request, query_pairs};
use crate::route::{Access, Job, Route};
use crate::trace::{REQUEST_ID, RequestId, trace_of};

/// All methods of one path.
pub(crate) struct Crossing {
    pub(crate) path: &'static str,
    pub(crate) routes: Vec<&'static Route>,
}

impl Crossing {
    /// The methods that may go well, as the header `Allow` lists them.
    fn allowed(&self) -> String {
        let may_go_well = |route: &&&Route| route.is_told || self.routes.iter().all(|route| !route.is_told);
        let methods: Vec<&str> = self.routes.iter().filter(may_go_well).map(|route| route.method.as_str()).collect();
        methods.join(", ")
    }
}

/// Answers a request to a path of the table; `crossing` is none where there is no such path.
pub(crate) async fn dispatch(
    app: Arc<App>,
    crossing: Option<Arc<Crossing>>,
    path: Vec<(String, String)>,
    request: HttpRequest,
) -> Response<Body> {
    let started = Instant::now();
    let (parts, body) = request.into_parts();
    let id = RequestId::of(&parts.headers);
    let trace = trace_of(&parts.headers);
    let (method, template) = (parts.method.clone(), crossing.as_ref().map_or("", |crossing| crossing.path));
    let shown_path = parts.uri.path().to_owned();
    let answering = answer(&app, crossing.as_deref(), path, parts, body, trace.clone());
    let outcome = timeout(app.settings.request_time, answering).await;
    let late = || Problem::unavailable("The answer took too long; what was asked for may still happen");
    let (reply, cause) = match outcome.unwrap_or_else(|_| Err(late())) {
        Ok(reply) => (reply, None),
        Err(problem) => {
            let cause = problem.cause().map(str::to_owned);
            (problem.reply(id.as_str()), cause)
        }
    };
    let (status, took) = (reply.status.as_u16(), started.elapsed());
    metrics::answered(&method, template, status, took);
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    let trace_id = trace.as_ref().map(TraceId::as_str);
    match cause {
        Some(cause) => {
            tracing::error!(request_id = id.as_str(), trace_id, %method, path = shown_path, status, micros, cause, "answered");
        }
        None => {
            tracing::info!(request_id = id.as_str(), trace_id, %method, path = shown_path, status, micros, "answered")
        }
    }
    let mut response = reply.into_response();
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// The free parts of a path by name.
pub(crate) fn parts_of(params: &RawPathParams) -> Vec<(String, String)> {
    params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

async fn answer(
    app: &Arc<App>,
    crossing: Option<&Crossing>,
    path: Vec<(String, String)>,
    parts: Parts,
    body: Body,
    trace: Option<TraceId>,
) -> Result<Reply, Problem> {
    let crossing = crossing.ok_or_else(Problem::no_such_path)?;
    let route = route_of(crossing, &parts.method)?;
    // Whether the server is well must be heard when it is not.
    let _room = match route.access {
        Access::Open => None,
        Access::Key(_) => Some(app.room.try_acquire().map_err(|_| Problem::unavailable("Too many requests at once"))?),
    };
    if route.access != Access::Open && app.keys.is_stale() {
        let app = Arc::clone(app);
        blocking(move || app.keys.refresh(&app.database).map_err(Problem::from)).await?;
    }
    let caller = app.keys.admit(route.access, &parts.headers)?;
    let body = match route.body {
        Some(_) => read(app.settings.body_bytes, &parts, body).await?,
        None => Bytes::new(),
    };
    let query = query_pairs(&parts.uri);
    let settings = Arc::clone(&app.settings);
    let request = Request { settings, uri: parts.uri, path, query, headers: parts.headers, body, caller, trace };
    let once = Once::asked(route, &request)?;
    let job = (route.handler)(&request)?;
    match once {
        Some(once) => carry_out_once(app, job, once).await,
        None => carry_out(app, job).await,
    }
}

fn route_of(crossing: &Crossing, method: &Method) -> Result<&'static Route, Problem> {
    let found = crossing.routes.iter().find(|route| route.method == *method);
    found.copied().ok_or_else(|| Problem::method_not_allowed(&crossing.allowed()))
}

/// Reads a body that is not longer than it may be.
async fn read(limit: usize, parts: &Parts, body: Body) -> Result<Bytes, Problem> {
    let announced =
        parts.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limit as u64) {
        return Err(Problem::too_large(limit));
    }
    to_bytes(body, limit).await.map_err(|error| {
        let is_long =
            std::error::Error::source(&error).is_some_and(|source| source.is::<http_body_util::LengthLimitError>());
        if is_long {
            Problem::too_large(limit)
        } else {
            Problem::new(axum::http::StatusCode::BAD_REQUEST, "The body ended before it was whole")
        }
    })
}

async fn carry_out(app: &Arc<App>, job: Job) -> Result<Reply, Problem> {
    match job {
        Job::Done(reply) => Ok(reply),
        // A file answers sooner than another thread wakes up; a server may keep us waiting.
        Job::Read(work) if app.database.url().path().is_some() => caught(|| app.database.read(work)),
        Job::Read(work) => {
            let app = Arc::clone(app);
            blocking(move || app.database.read(work)).await
        }
        Job::Block(work) => {
            let app = Arc::clone(app);
            blocking(move || work(&app)).await
        }
        Job::Write(work) => {
            let (sender, receiver) = oneshot::channel();
            app.database.submit(work, move |answer| {
                // Nobody listens where the caller has gone.
                let _ = sender.send(answer);
            });
            receiver.await.unwrap_or_else(|_| Err(Problem::internal("the writer ended without an answer")))
        }
    }
}

/// The same, once for all requests with the same idempotency key.
async fn carry_out_once(app: &Arc<App>, job: Job, once: Once) -> Result<Reply, Problem> {
    match job {
        Job::Write(work) => carry_out(app, Job::write(move |session| once.write(session, work))).await,
        Job::Block(work) => carry_out(app, Job::block(move |app| once.block(app, work))).await,
        job => carry_out(app, job).await,
    }
}

/// Does something here. A panic is a fault of ours and ends this request only.
fn caught<T>(work: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
    let outcome = catch_unwind(AssertUnwindSafe(work));
    outcome.unwrap_or_else(|_| Err(Problem::internal("a handler panicked")))
}

/// Does something that blocks where it keeps nobody waiting. A panic is a fault of ours and ends this request only.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    let outcome = tokio::task::spawn_blocking(work).await;
    outcome.unwrap_or_else(|error| Err(Problem::internal(format!("a handler panicked: {error}"))))
}
