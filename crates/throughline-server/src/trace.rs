//! Ids that lead through logs and systems: of a request, and of the trace that it belongs to.

use axum::http::{HeaderMap, HeaderName};
use throughline_model::work::TraceId;

/// The request's own id, given by the caller or made here.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The trace that a caller says the request belongs to.
const TRACE_ID: HeaderName = HeaderName::from_static("x-trace-id");
/// The same by W3C Trace Context.
const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");

/// A longer id is not taken over.
const LONGEST: usize = 128;

/// The id of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestId(String);

impl RequestId {
    /// The id that was sent, if it can stand in a log as it is; else a new one.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        Self(given(headers, &REQUEST_ID).map_or_else(|| ulid::Ulid::generate().to_string(), str::to_owned))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The trace that a caller says the request belongs to: as it was sent in `X-Trace-Id`, else the trace of `traceparent`.
pub(crate) fn trace_of(headers: &HeaderMap) -> Option<TraceId> {
    let text = |name: HeaderName| headers.get(name)?.to_str().ok();
    let sent = text(TRACE_ID).and_then(|sent| sent.trim().parse().ok());
    sent.or_else(|| TraceId::from_traceparent(text(TRACE_PARENT)?))
}

/// A header that is not empty, not long, and has nothing in it that a log or a terminal would obey.
fn given<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    let is_plain = !text.is_empty() && text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_graphic());
    is_plain.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn a_trace_is_what_was_sent_and_else_what_the_parent_says() {
        let trace = |pairs: &[(HeaderName, &str)]| trace_of(&headers(pairs)).map(|trace| trace.to_string());
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        assert_eq!(trace(&[(TRACE_ID, "mine"), (TRACE_PARENT, parent)]).as_deref(), Some("mine"));
        assert_eq!(trace(&[(TRACE_PARENT, parent)]).as_deref(), Some("0af7651916cd43dd8448eb211c80319c"));
        assert_eq!(trace(&[(TRACE_ID, "")]), None);
    }

    #[test]
    fn an_id_that_a_log_would_obey_is_not_taken_over() {
        let long = "x".repeat(LONGEST + 1);
        for bad in ["", "two words", long.as_str()] {
            assert_ne!(RequestId::of(&headers(&[(REQUEST_ID, bad)])).as_str(), bad);
        }
        assert_eq!(RequestId::of(&headers(&[(REQUEST_ID, "req-1")])).as_str(), "req-1");
    }
}
