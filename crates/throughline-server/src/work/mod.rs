//! Work objects over HTTP: a file for each kind with its routes, over what all kinds have in common.
//!
//! ```text
//! request ─→ action: create, fetch, list, update ─→ store::work (within a session) ─→ shown: object, ETag, Location
//!                └ paging: limit, offset, cursor, count        └ refusal: 404, 409, 412, 422
//! ```

mod action;
mod artifacts;
mod audit;
mod constraint_snapshots;
mod context_packets;
mod doctrine_refs;
mod evidence_packs;
mod example;
mod issue_links;
mod issues;
mod paging;
mod precondition;
mod refusal;
mod repos;
mod reviews;
mod runs;
mod shown;
mod told;

use crate::route::Route;

/// The routes.
pub(crate) const ROUTES: [&[Route]; 11] = [
    repos::ROUTES,
    issues::ROUTES,
    issue_links::ROUTES,
    context_packets::ROUTES,
    constraint_snapshots::ROUTES,
    doctrine_refs::ROUTES,
    runs::ROUTES,
    artifacts::ROUTES,
    evidence_packs::ROUTES,
    reviews::ROUTES,
    audit::ROUTES,
];

pub(crate) use action::{Origin, fetch, list_of_any_length};
pub(crate) use example::{example_id, example_time, made};
pub(crate) use paging::{ANY_LIMIT, ANY_OFFSET, COUNT, CURSOR};
pub(crate) use precondition::expected_revision;
pub(crate) use shown::changed;
