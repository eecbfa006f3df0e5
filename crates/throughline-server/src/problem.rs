//! What went wrong, as the caller is told: `application/problem+json` (RFC 9457) with a `detail` as existing clients read it.
//!
//! `detail` is a text where a rule was broken, an array of faults where the shape of a request is wrong, and an object
//! where a machine needs more than a text. What is wrong inside of the server is logged and never told.

use std::fmt::Display;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Value, json};
use throughline_model::shape::Fault;
use throughline_store::StoreError;

use crate::reply::Reply;

/// How long a caller should wait before the same request has a chance, in seconds.
const RETRY_AFTER_SECONDS: &str = "1";

/// An answer that is a fault.
#[derive(Debug)]
pub struct Problem(Box<Told>);

#[derive(Debug)]
struct Told {
    status: StatusCode,
    detail: Value,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// Where it is, if `detail` is a text.
    errors: Option<Value>,
    /// What happened inside, for the log.
    cause: Option<String>,
}

impl Problem {
    /// A fault of this status, in words.
    #[must_use]
    pub fn new(status: StatusCode, detail: impl Into<Value>) -> Self {
        Self(Box::new(Told { status, detail: detail.into(), headers: Vec::new(), errors: None, cause: None }))
    }

    /// The same with the places where it is.
    pub(crate) fn at(mut self, faults: &[Fault]) -> Self {
        self.0.errors = serde_json::to_value(faults).ok();
        self
    }

    /// The same with what happened inside, which the log learns and the caller does not.
    fn because(mut self, cause: String) -> Self {
        self.0.cause = Some(cause);
        self
    }

    /// What happened inside.
    pub(crate) fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }

    /// There is no such object: `<Kind> not found`.
    #[must_use]
    pub fn not_found(kind: impl Display) -> Self {
        Self::new(StatusCode::NOT_FOUND, format!("{kind} not found"))
    }

    /// There is no such path.
    pub(crate) fn no_such_path() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Not Found")
    }

    /// The path has no such method; `allow` lists those that it has.
    pub(crate) fn method_not_allowed(allow: &str) -> Self {
        let problem = Self::new(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed");
        match allow.parse() {
            Ok(allow) => problem.with_header(header::ALLOW, allow),
            Err(_) => problem,
        }
    }

    /// No key, or none that is known.
    pub(crate) fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "Invalid or missing API key")
            .with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
    }

    /// The key is known and may not do this.
    pub(crate) fn forbidden(needed: &str, held: &str) -> Self {
        let detail = format!("This needs a key with the scope `{needed}`; the scope of the given one is `{held}`");
        Self::new(StatusCode::FORBIDDEN, detail)
    }

    /// The body is longer than it may be.
    pub(crate) fn too_large(limit: usize) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, format!("The body is larger than {limit} bytes"))
    }

    /// The object never changes.
    pub(crate) fn immutable(id: &str, message: &str) -> Self {
        let detail = json!({"error": "IMMUTABILITY_VIOLATION", "message": message, "object_id": id});
        Self::new(StatusCode::METHOD_NOT_ALLOWED, detail).with_header(header::ALLOW, HeaderValue::from_static("GET"))
    }

    /// Not now; the same request may go through in a moment.
    #[must_use]
    pub fn unavailable(detail: impl Into<Value>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail)
            .with_header(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER_SECONDS))
    }

    /// Something that must not happen: the caller learns that it happened, the log learns what.
    pub(crate) fn internal(cause: impl Into<String>) -> Self {
        let detail = "Something went wrong inside of the server; its log has the request's id";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, detail).because(cause.into())
    }

    /// The same with a header.
    #[must_use]
    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// The answer. `request_id` stands in it, so that it can be found in the log.
    pub(crate) fn reply(self, request_id: &str) -> Reply {
        let Told { status, detail, headers, errors, .. } = *self.0;
        let title = status.canonical_reason().unwrap_or("Error");
        let mut body = json!({
            "type": "about:blank",
            "title": title,
            "status": status.as_u16(),
            "detail": detail,
            "request_id": request_id,
        });
        if let Some(errors) = errors {
            body["errors"] = errors;
        }
        let reply = Reply::text(status, "application/problem+json", body.to_string());
        headers.into_iter().fold(reply, |reply, (name, value)| reply.with_header(name, value))
    }
}

/// A request of the wrong shape, with every fault of it.
impl From<Vec<Fault>> for Problem {
    fn from(faults: Vec<Fault>) -> Self {
        match serde_json::to_value(faults) {
            Ok(detail) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail),
            Err(error) => Self::internal(error.to_string()),
        }
    }
}

/// The database did not do what was asked. What a caller can do something about was said before this is reached.
impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let cause = throughline_engine::chain(&error);
        if error.is_unavailable() {
            return Self::unavailable("The database is away; try again in a moment").because(cause);
        }
        Self::internal(cause)
    }
}

/// The ledger did not answer.
impl From<throughline_engine::LedgerError> for Problem {
    fn from(error: throughline_engine::LedgerError) -> Self {
        Self::unavailable("The ledger cannot be read; try again in a moment").because(throughline_engine::chain(&error))
    }
}
