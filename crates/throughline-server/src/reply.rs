//! What a caller is answered: a status, a body and some headers.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use bytes::Bytes;
use serde::Serialize;

use crate::problem::Problem;

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// Its status.
    pub(crate) status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Content,
    /// What is kept for whoever asks again, where that is not the body.
    kept: Option<Bytes>,
}

#[derive(Debug)]
enum Content {
    Whole(Bytes),
    Stream(Body),
}

impl Reply {
    /// Text of this media type.
    pub(crate) fn text(status: StatusCode, media_type: &'static str, text: impl Into<Bytes>) -> Self {
        let headers = vec![(header::CONTENT_TYPE, HeaderValue::from_static(media_type))];
        Self { status, headers, body: Content::Whole(text.into()), kept: None }
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
        Self { status: StatusCode::OK, headers, body: Content::Stream(body), kept: None }
    }

    /// The same; whoever asks again with the same idempotency key is answered this instead, without what is told only once.
    ///
    /// # Errors
    /// As [`Reply::ok`].
    pub(crate) fn keeping(mut self, value: &impl Serialize) -> Result<Self, Problem> {
        let text = serde_json::to_vec(value).map_err(|error| Problem::internal(error.to_string()))?;
        self.kept = Some(text.into());
        Ok(self)
    }

    /// What is kept for whoever asks again; nothing of what goes on.
    pub(crate) fn kept(&self) -> Option<&Bytes> {
        match (&self.kept, &self.body) {
            (Some(kept), _) | (None, Content::Whole(kept)) => Some(kept),
            (None, Content::Stream(_)) => None,
        }
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
        let mut response = Response::new(match self.body {
            Content::Whole(bytes) => Body::from(bytes),
            Content::Stream(body) => body,
        });
        *response.status_mut() = self.status;
        response.headers_mut().extend(self.headers);
        response
    }
}
