//! Links of an issue over HTTP: the rules that it follows, what limits it, what one should know.

use axum::http::Method;
use serde_json::{Value, json};
use throughline_model::IssueId;
use throughline_model::shape;
use throughline_model::shape::{Shape, Text};
use throughline_model::vocabulary;
use throughline_model::work::{IdText, Issue, IssueCreate, Scope};
use throughline_store::work::{LinkKind, issue_link, issue_unlink};

use super::action::Origin;
use super::issues::{NOUN, body as issue_body};
use super::{changed, example_id, expected_revision, made, told};
use crate::problem::Problem;
use crate::request::Request;
use crate::route::{Job, Route};
use crate::shapes::json_body;

vocabulary! {
    /// What an issue can be linked with.
    pub enum IssueLinkKind {
        /// A rule.
        DoctrineRef = "DoctrineRef",
        /// What limits it.
        ConstraintSnapshot = "ConstraintSnapshot",
        /// What one should know.
        ContextPacket = "ContextPacket",
    }
}

shape! {
    /// A link of an issue, as it is asked for.
    pub struct IssueLinkCreate {
        /// The kind of what is linked.
        pub kind: IssueLinkKind,
        /// Its id.
        pub id: IdText,
        /// What it is there for.
        pub role: Option<Text<1, 64>>,
    }
}

/// The routes.
pub(super) const ROUTES: &[Route] = &[
    Route::new(Method::POST, "/cwom/issues/{id}/links", "linkIssue", link)
        .about("issues", "Links something with an issue; what is linked already stays as it is.")
        .needs(Scope::Write)
        .body(|book| json_body(IssueLinkCreate::schema(book), body()))
        .answers(|book| told::next::<Issue>(book, NOUN, example()))
        .conditional(),
    Route::new(Method::DELETE, "/cwom/issues/{id}/links", "unlinkIssue", unlink)
        .about("issues", "Takes a link away; what was linked stays.")
        .needs(Scope::Write)
        .body(|book| json_body(IssueLinkCreate::schema(book), body()))
        .answers(|book| told::next::<Issue>(book, NOUN, example()))
        .conditional(),
];

fn body() -> Value {
    json!({"kind": "DoctrineRef", "id": example_id::<throughline_model::DoctrineRefId>()})
}

fn example() -> Value {
    made(&issue_body(), |asked: IssueCreate, id, at| asked.into_object(id, None, at))
}

impl From<IssueLinkKind> for LinkKind {
    fn from(kind: IssueLinkKind) -> Self {
        match kind {
            IssueLinkKind::DoctrineRef => Self::DoctrineRef,
            IssueLinkKind::ConstraintSnapshot => Self::ConstraintSnapshot,
            IssueLinkKind::ContextPacket => Self::ContextPacket,
        }
    }
}

fn link(request: &Request) -> Result<Job, Problem> {
    let (id, asked) = (request.id::<IssueId>("Issue")?, request.body::<IssueLinkCreate>()?);
    let (expected, origin) = (expected_revision(request)?, Origin::of(request));
    Ok(Job::write(move |session| {
        let link = (asked.kind.into(), &asked.id, asked.role.as_ref());
        changed(NOUN, &issue_link(session, &origin.context(), id, link, expected)?)
    }))
}

fn unlink(request: &Request) -> Result<Job, Problem> {
    let (id, asked) = (request.id::<IssueId>("Issue")?, request.body::<IssueLinkCreate>()?);
    let (expected, origin) = (expected_revision(request)?, Origin::of(request));
    Ok(Job::write(move |session| {
        changed(NOUN, &issue_unlink(session, &origin.context(), id, (asked.kind.into(), &asked.id), expected)?)
    }))
}
