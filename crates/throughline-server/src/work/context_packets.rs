//! Context packets over HTTP. One that was made is never changed.

use axum::http::Method;
use serde_json::{Value, json};
use throughline_model::IssueId;
use throughline_model::shape::Shape;
use throughline_model::work::{ContextPacket, ContextPacketCreate, Scope};
use throughline_store::work::{
    context_packet_count_of_issue, context_packet_create, context_packet_fetch, context_packet_list_of_issue,
};

use super::paging::{COUNT, CURSOR, LIMIT, OFFSET};
use super::{action, example_id, made, told};
use crate::problem::Problem;
use crate::request::Request;
use crate::route::{Job, Route};
use crate::shapes::json_body;

const TAG: &str = "context packets";
const KIND: &str = "ContextPacket";
const NOUN: &str = "context_packet";

/// The routes.
pub(super) const ROUTES: &[Route] = &[
    Route::new(Method::POST, "/cwom/context-packets", "createContextPacket", |request| {
        action::create::<ContextPacketCreate, _>(request, NOUN, context_packet_create)
    })
    .about(TAG, "Makes a context packet, and links it with its issue.")
    .needs(Scope::Write)
    .body(|book| json_body(ContextPacketCreate::schema(book), body()))
    .answers(|book| told::new::<ContextPacket>(book, NOUN, example())),
    Route::new(Method::GET, "/cwom/context-packets/{id}", "getContextPacket", |request| {
        action::fetch(request, KIND, context_packet_fetch)
    })
    .about(TAG, "One context packet.")
    .answers(|book| told::one::<ContextPacket>(book, "The packet.", example())),
    Route::new(Method::PUT, "/cwom/context-packets/{id}", "replaceContextPacket", refuse)
        .about(TAG, "Refused: a context packet is never changed.")
        .needs(Scope::Write)
        .untold(),
    Route::new(Method::PATCH, "/cwom/context-packets/{id}", "updateContextPacket", refuse)
        .about(TAG, "Refused: a context packet is never changed.")
        .needs(Scope::Write)
        .untold(),
    Route::new(Method::GET, "/cwom/issues/{id}/context-packets", "listContextPackets", list_of_issue)
        .about(TAG, "The packets that were made for an issue, the newest first.")
        .query(&[LIMIT, OFFSET, CURSOR, COUNT])
        .answers(|book| told::many::<ContextPacket>(book, "The packets.", &example())),
];

fn body() -> Value {
    json!({
        "for_issue": {"kind": "Issue", "id": example_id::<IssueId>()},
        "version": "1.0",
        "summary": "Where the cable comes in, and what was tried",
        "assumptions": ["The lamp itself is sound"],
        "instructions": "Seal the inlet; do not change the lamp.",
    })
}

fn example() -> Value {
    made(&body(), |asked, id, at| ContextPacket::new(asked, id, None, at))
}

fn refuse(request: &Request) -> Result<Job, Problem> {
    let why = "A ContextPacket is immutable: make a new one with a higher version";
    Err(Problem::immutable(request.part("id"), why))
}

fn list_of_issue(request: &Request) -> Result<Job, Problem> {
    let issue: IssueId = request.id("Issue")?;
    action::list(
        request,
        |_| issue,
        |session, issue, page| context_packet_list_of_issue(session, *issue, page),
        |session, issue| context_packet_count_of_issue(session, *issue),
    )
}
