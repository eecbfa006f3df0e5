//! A request as handlers see it: read whole, bounded, and known who it is from.

use std::fmt::Display;
use std::str::FromStr;
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName, Uri};
use bytes::Bytes;

use throughline_model::shape::{Shape, decode_body};
use throughline_model::work::TraceId;

use crate::access::Caller;
use crate::app::ServerSettings;
use crate::problem::Problem;

/// A request that was let in.
#[derive(Debug)]
pub struct Request {
    /// What the server was told.
    pub(crate) settings: Arc<ServerSettings>,
    /// The path and what stood after `?`, as they were sent.
    pub(crate) uri: Uri,
    /// The free parts of the path, by name.
    pub(crate) path: Vec<(String, String)>,
    /// What stood after `?`, in order.
    pub(crate) query: Vec<(String, String)>,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The body; empty where the route takes none.
    pub(crate) body: Bytes,
    /// Who sent it.
    pub(crate) caller: Caller,
    /// The trace that it belongs to, if its sender says so.
    pub(crate) trace: Option<TraceId>,
}

impl Request {
    /// A free part of the path; empty if the route has none of that name.
    #[must_use]
    pub(crate) fn part(&self, name: &str) -> &str {
        let found = self.path.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// The body as what is asked for.
    ///
    /// # Errors
    /// 422 with every fault of it.
    pub(crate) fn body<T: Shape>(&self) -> Result<T, Problem> {
        Ok(decode_body(&self.body)?)
    }

    /// What the free part `id` of the path names.
    ///
    /// # Errors
    /// 404 where it is no id: there is no such object.
    pub(crate) fn id<K: FromStr>(&self, kind: impl Display) -> Result<K, Problem> {
        self.part("id").parse().map_err(|_| Problem::not_found(kind))
    }

    /// The value of a header, where it is text.
    #[must_use]
    pub(crate) fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// What stands after `?`, decoded: pairs in order. What cannot be decoded becomes the replacement character.
pub(crate) fn query_pairs(uri: &Uri) -> Vec<(String, String)> {
    let query = uri.query().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}
