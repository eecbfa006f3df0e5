//! What a caller is answered: a status, a body and some headers.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde::Serialize;

use crate::problem::Problem;

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// Its status.
    pub(crate) status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Body,
}

impl Reply {
    /// Text of this media type.
    pub(crate) fn text(status: StatusCode, media_type: &'static str, text: impl Into<Body>) -> Self {
        let headers = vec![(header::CONTENT_TYPE, HeaderValue::from_static(media_type))];
        Self { status, headers, body: text.into() }
    }

    /// 200 and this value as JSON.
    ///
    /// # Errors
    /// When the value cannot be written as JSON, which is a fault of ours.
    pub fn ok(value: &impl Serialize) -> Result<Self, Problem> {
        Self::json(StatusCode::OK, value)
    }

    /// This status and this value as JSON.
    ///
    /// # Errors
    /// As [`Reply::ok`].
    pub fn json(status: StatusCode, value: &impl Serialize) -> Result<Self, Problem> {
        let text = serde_json::to_vec(value).map_err(|error| Problem::internal(error.to_string()))?;
        Ok(Self::text(status, "application/json", text))
    }

    /// Something that goes on: its media type and its parts as they come.
    pub(crate) fn stream(media_type: &'static str, body: Body) -> Self {
        let headers = vec![
            (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        ];
        Self { status: StatusCode::OK, headers, body }
    }

    /// The same with a header; one of that name is replaced.
    #[must_use]
    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value));
        self
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(self.body);
        *response.status_mut() = self.status;
        response.headers_mut().extend(self.headers);
        response
    }
}
