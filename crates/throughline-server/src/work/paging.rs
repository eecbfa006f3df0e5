//! Parts of lists: how much, from where, and where the rest is.
//!
//! `offset` counts from the newest, so that rows which arrive move what it counts. `cursor` is the last id that was shown:
//! nothing is skipped or shown twice, and the depth costs nothing.

use std::fmt::Display;
use std::str::FromStr;

use axum::http::{HeaderName, HeaderValue, header};
use serde_json::json;
use throughline_model::shape::{MOST_COUNT, Query};
use throughline_store::work::Page;

use super::shown::Shown;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::request::Request;
use crate::route::Parameter;

/// How many there are in all, where it was asked.
const TOTAL: HeaderName = HeaderName::from_static("x-total-count");

/// At most so many.
pub(super) const LIMIT: Parameter = Parameter::new(
    "limit",
    "At most so many.",
    || json!({"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}),
);
/// So many are left out.
pub(super) const OFFSET: Parameter = Parameter::new(
    "offset",
    "So many are left out, counted from the newest.",
    || json!({"type": "integer", "minimum": 0, "maximum": MOST_COUNT, "default": 0}),
);
/// At most so many, of a list that takes any number.
pub(crate) const ANY_LIMIT: Parameter = Parameter::new(
    "limit",
    "At most so many, and never more than 1,000; a negative number is as many as that.",
    || json!({"type": "integer", "minimum": i64::MIN, "maximum": i64::MAX, "default": 100}),
);
/// So many are left out, of a list that takes any number.
pub(crate) const ANY_OFFSET: Parameter = Parameter::new(
    "offset",
    "So many are left out, counted from the newest; a negative number is none.",
    || json!({"type": "integer", "minimum": i64::MIN, "maximum": i64::MAX, "default": 0}),
);
/// Goes on behind what was shown.
pub(crate) const CURSOR: Parameter = Parameter::new(
    "cursor",
    "Goes on behind what was shown: as the `Link` header of the answer before says.",
    || json!({"type": "string", "pattern": "^(?:[0-7][0-9A-HJKMNP-TV-Z]{25})?$"}),
);
/// Whether all are counted.
pub(crate) const COUNT: Parameter = Parameter::new(
    "count",
    "Whether `X-Total-Count` says how many there are in all.",
    || json!({"type": "boolean", "default": false}),
);

/// The part that is wanted.
pub(crate) struct Paging<K> {
    page: Page<K>,
    /// Whether the caller wants to know how many there are.
    pub(crate) is_counted: bool,
    /// The path, and what stood after `?` but the place in the list.
    path: String,
    rest: Vec<(String, String)>,
}

impl<K: FromStr + Display + Copy> Paging<K> {
    /// What the request wants; what is wrong is told by the query.
    pub(crate) fn read(query: &mut Query<'_>, request: &Request) -> Self {
        let limit = query.int::<1, 1000>("limit", 100);
        let offset = query.int::<0, MOST_COUNT>("offset", 0);
        Self::new(limit, offset, query, request)
    }

    /// The same for a list of which older clients ask for any number: a negative one is as many as there may be.
    pub(crate) fn read_any(query: &mut Query<'_>, request: &Request) -> Self {
        const MOST: u64 = 1000;
        let limit = query.signed("limit", 100);
        let offset = query.signed("offset", 0);
        Self::new(
            u64::try_from(limit).map_or(MOST, |limit| limit.min(MOST)),
            u64::try_from(offset).unwrap_or(0),
            query,
            request,
        )
    }

    fn new(limit: u64, offset: u64, query: &mut Query<'_>, request: &Request) -> Self {
        let after = query.parsed("cursor", "a cursor is taken from the `Link` header of the answer before");
        let is_counted = query.flag("count", false);
        let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let is_place = |name: &str| name == "cursor" || name == "offset";
        let rest = request.query.iter().filter(|(name, _)| !is_place(name)).cloned().collect();
        let page = Page { limit: number(limit), offset: number(offset), after };
        Self { page, is_counted, path: request.uri.path().to_owned(), rest }
    }

    /// What is asked of the database: one more than is shown, which tells whether there is a rest.
    pub(crate) fn wanted(&self) -> Page<K> {
        Page { limit: self.page.limit.saturating_add(1), ..self.page }
    }

    /// The answer: what was found, and where the rest is.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which is a fault of ours.
    pub(crate) fn reply<T: Shown>(&self, found: &[T], total: Option<u64>) -> Result<Reply, Problem> {
        let limit = usize::try_from(self.page.limit).unwrap_or(usize::MAX);
        let page = found.get(..limit).unwrap_or(found);
        let objects: Vec<&T::Object> = page.iter().map(Shown::object).collect();
        let mut reply = Reply::ok(&objects)?;
        if let Some(last) = page.last().filter(|_| found.len() > limit) {
            reply = reply.with_header(header::LINK, text(&self.next(&last.id()))?);
        }
        match total {
            Some(total) => Ok(reply.with_header(TOTAL, text(&total.to_string())?)),
            None => Ok(reply),
        }
    }

    fn next(&self, last: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let query = query.extend_pairs(&self.rest).append_pair("cursor", last).finish();
        format!("<{}?{query}>; rel=\"next\"", self.path)
    }
}

fn text(text: &str) -> Result<HeaderValue, Problem> {
    text.parse().map_err(|_| Problem::internal("a header that is no text"))
}
