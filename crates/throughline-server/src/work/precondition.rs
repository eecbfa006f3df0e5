//! `If-Match`: a change that is made only if nobody else changed the object in between (RFC 9110, section 13.1.1).

use axum::http::{StatusCode, header};

use crate::problem::Problem;
use crate::request::Request;

/// The revision that the caller knows; none where any will do.
///
/// # Errors
/// 412 for a tag that this server never made, 400 for what is none or several.
pub(crate) fn expected_revision(request: &Request) -> Result<Option<i64>, Problem> {
    let Some(sent) = request.headers.get(header::IF_MATCH) else { return Ok(None) };
    let tag = sent.to_str().unwrap_or_default().trim();
    if tag == "*" {
        return Ok(None);
    }
    let Some(tag) = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).filter(|tag| !tag.contains('"')) else {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "`If-Match` takes one entity tag in its quotes, or `*`"));
    };
    let never = "`If-Match` is not the `ETag` of any state of this object: read it again";
    tag.parse().map(Some).map_err(|_| Problem::new(StatusCode::PRECONDITION_FAILED, never))
}
