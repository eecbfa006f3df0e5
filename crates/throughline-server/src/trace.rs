//! Ids that lead through logs and systems: of a request, and of the trace that it belongs to.

use std::fmt;

use axum::http::{HeaderMap, HeaderName};

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

/// The trace that a request belongs to: as it was sent in `X-Trace-Id`, else the trace id of `traceparent`, else new: 32
/// lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TraceId(String);

impl TraceId {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let sent = given(headers, &TRACE_ID).or_else(|| given(headers, &TRACE_PARENT).and_then(trace_of));
        Self(sent.map_or_else(|| format!("{:032x}", ulid::Ulid::generate().0), str::to_owned))
    }
}

impl fmt::Display for TraceId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A header that is not empty, not long, and has nothing in it that a log or a terminal would obey.
fn given<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    let is_plain = !text.is_empty() && text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_graphic());
    is_plain.then_some(text)
}

/// The trace id of `version-traceid-parentid-flags` (W3C Trace Context, section 3.2.2).
fn trace_of(parent: &str) -> Option<&str> {
    let mut parts = parent.split('-');
    let (version, trace) = (parts.next()?, parts.next()?);
    let is_hex = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let is_valid = version.len() == 2
        && version != "ff"
        && is_hex(version)
        && trace.len() == 32
        && is_hex(trace)
        && trace.bytes().any(|byte| byte != b'0');
    is_valid.then_some(trace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn a_trace_is_what_was_sent_and_else_what_the_parent_says() {
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let both = headers(&[(TRACE_ID, "mine"), (TRACE_PARENT, parent)]);
        assert_eq!(TraceId::of(&both).to_string(), "mine");
        let one = headers(&[(TRACE_PARENT, parent)]);
        assert_eq!(TraceId::of(&one).to_string(), "0af7651916cd43dd8448eb211c80319c");
        for bad in [
            "00-0af7-b7-01",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        ] {
            let made = TraceId::of(&headers(&[(TRACE_PARENT, bad)])).to_string();
            assert!(made.len() == 32 && made.bytes().all(|byte| byte.is_ascii_hexdigit()), "{made}");
        }
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
