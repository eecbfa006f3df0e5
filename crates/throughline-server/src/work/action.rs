//! What is done with every kind of work object: one is made, read, changed, or some are listed.

use std::fmt::Display;
use std::str::FromStr;

use axum::http::StatusCode;
use jiff::Timestamp;
use throughline_model::shape::{Changeable, Patch, Query, Shape, Text, Time};
use throughline_model::work::{Actor, ActorKind, TraceId};
use throughline_store::work::{Page, WorkContext, WorkError};
use throughline_store::{Session, StoreError};

use super::paging::Paging;
use super::precondition::expected_revision;
use super::shown::{Shown, changed, created, shown};
use crate::problem::Problem;
use crate::request::Request;
use crate::route::Job;

/// Who writes over HTTP, as the audit log says it.
const SERVICE: &str = "cwom-service";

/// What a write comes from.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    trace_id: Option<TraceId>,
}

impl Origin {
    /// What this request comes from.
    pub(crate) fn of(request: &Request) -> Self {
        Self { trace_id: request.trace.clone() }
    }

    /// What the audit log says of a write that is done now.
    pub(crate) fn context(&self) -> WorkContext {
        let actor = Actor { actor_kind: ActorKind::System, actor_id: Text::fitted(SERVICE), display: None };
        WorkContext { actor, trace_id: self.trace_id.clone(), now: Time::new(Timestamp::now()) }
    }
}

/// Makes one of what the body asks for: 201.
pub(super) fn create<A: Shape + Send + 'static, T: Shown>(
    request: &Request,
    noun: &'static str,
    make: impl FnOnce(&mut Session, &WorkContext, A) -> Result<T, WorkError> + Send + 'static,
) -> Result<Job, Problem> {
    create_or(request, noun, make, Problem::from)
}

/// The same where refusals are told in words of their own.
pub(super) fn create_or<A: Shape + Send + 'static, T: Shown>(
    request: &Request,
    noun: &'static str,
    make: impl FnOnce(&mut Session, &WorkContext, A) -> Result<T, WorkError> + Send + 'static,
    refuse: fn(WorkError) -> Problem,
) -> Result<Job, Problem> {
    let (asked, origin, path) = (request.body()?, Origin::of(request), request.uri.path().to_owned());
    Ok(Job::write(move |session| created(noun, &path, &make(session, &origin.context(), asked).map_err(refuse)?)))
}

/// Shows the one that the path names: 200, or 404.
pub(crate) fn fetch<K: FromStr + Copy + Send + 'static, T: Shown>(
    request: &Request,
    kind: &'static str,
    fetch: fn(&mut Session, K) -> Result<Option<T>, StoreError>,
) -> Result<Job, Problem> {
    let id: K = request.id(kind)?;
    Ok(Job::read(move |session| shown(StatusCode::OK, &fetch(session, id)?.ok_or_else(|| Problem::not_found(kind))?)))
}

/// How a merge patch is carried out: for whom, on which, the patch, and the revision that the caller knows.
type Update<K, O, T> = fn(&mut Session, &WorkContext, K, &Patch<O>, Option<i64>) -> Result<T, WorkError>;

/// Changes the one that the path names as the merge patch in the body says: 200.
pub(super) fn update<K, O, T>(
    request: &Request,
    (kind, noun): (&'static str, &'static str),
    update: Update<K, O, T>,
) -> Result<Job, Problem>
where
    K: FromStr + Send + 'static,
    O: Changeable + Send + 'static,
    T: Shown,
{
    let id: K = request.id(kind)?;
    let (patch, expected, origin) = (request.body::<Patch<O>>()?, expected_revision(request)?, Origin::of(request));
    Ok(Job::write(move |session| changed(noun, &update(session, &origin.context(), id, &patch, expected)?)))
}

/// Shows a part of a list, the newest first: 200. `filter` reads what is wanted.
pub(super) fn list<K, F, T>(
    request: &Request,
    filter: impl FnOnce(&Query<'_>) -> F,
    list: impl Fn(&mut Session, &F, Page<K>) -> Result<Vec<T>, StoreError> + Send + 'static,
    count: impl Fn(&mut Session, &F) -> Result<u64, StoreError> + Send + 'static,
) -> Result<Job, Problem>
where
    K: FromStr + Display + Copy + Send + 'static,
    F: Send + 'static,
    T: Shown,
{
    let mut query = Query::new(&request.query);
    let (filter, paging) = (filter(&query), Paging::<K>::read(&mut query, request));
    query.finish()?;
    Ok(paged(paging, filter, list, count))
}

/// The same for a list of which older clients ask for any number.
pub(crate) fn list_of_any_length<K, F, T>(
    request: &Request,
    filter: impl FnOnce(&Query<'_>) -> F,
    list: impl Fn(&mut Session, &F, Page<K>) -> Result<Vec<T>, StoreError> + Send + 'static,
    count: impl Fn(&mut Session, &F) -> Result<u64, StoreError> + Send + 'static,
) -> Result<Job, Problem>
where
    K: FromStr + Display + Copy + Send + 'static,
    F: Send + 'static,
    T: Shown,
{
    let mut query = Query::new(&request.query);
    let (filter, paging) = (filter(&query), Paging::<K>::read_any(&mut query, request));
    query.finish()?;
    Ok(paged(paging, filter, list, count))
}

/// Reads the part of a list that is wanted, and counts all of it where that is asked for.
pub(super) fn paged<K, F, T>(
    paging: Paging<K>,
    filter: F,
    list: impl Fn(&mut Session, &F, Page<K>) -> Result<Vec<T>, StoreError> + Send + 'static,
    count: impl Fn(&mut Session, &F) -> Result<u64, StoreError> + Send + 'static,
) -> Job
where
    K: FromStr + Display + Copy + Send + 'static,
    F: Send + 'static,
    T: Shown,
{
    Job::read(move |session| {
        let found = list(session, &filter, paging.wanted())?;
        let total = if paging.is_counted { Some(count(session, &filter)?) } else { None };
        paging.reply(&found, total)
    })
}

/// The text of a filter, owned.
pub(super) fn text(query: &Query<'_>, name: &str) -> Option<String> {
    query.text(name).map(str::to_owned)
}
