//! Repositories over HTTP.

use axum::http::Method;
use serde_json::{Value, json};
use throughline_model::RepoId;
use throughline_model::shape::{Patch, Query, Shape};
use throughline_model::work::{Repo, RepoCreate, Scope};
use throughline_store::work::{RepoFilter, repo_count, repo_create, repo_fetch, repo_list, repo_update};

use super::paging::{COUNT, CURSOR, LIMIT, OFFSET};
use super::{action, made, told};
use crate::route::{Parameter, Route};
use crate::shapes::json_body;

const TAG: &str = "repositories";
const KIND: &str = "Repo";
const NOUN: &str = "repo";

/// The routes.
pub(super) const ROUTES: &[Route] = &[
    Route::new(Method::POST, "/cwom/repos", "createRepo", |request| {
        action::create::<RepoCreate, _>(request, NOUN, repo_create)
    })
    .about(TAG, "Makes a repository.")
    .needs(Scope::Write)
    .body(|book| json_body(RepoCreate::schema(book), body()))
    .answers(|book| told::new::<Repo>(book, NOUN, example()))
    .faults(&[(409, "Another repository has the slug.")]),
    Route::new(Method::GET, "/cwom/repos", "listRepos", |request| {
        let filter = |query: &Query<'_>| RepoFilter { visibility: action::text(query, "visibility") };
        action::list(request, filter, repo_list, repo_count)
    })
    .about(TAG, "Repositories, the newest first.")
    .query(&[Parameter::text("visibility", "Only those that these may see."), LIMIT, OFFSET, CURSOR, COUNT])
    .answers(|book| told::many::<Repo>(book, "The repositories.", &example())),
    Route::new(Method::GET, "/cwom/repos/{id}", "getRepo", |request| action::fetch(request, KIND, repo_fetch))
        .about(TAG, "One repository.")
        .answers(|book| told::one::<Repo>(book, "The repository.", example())),
    Route::new(Method::PATCH, "/cwom/repos/{id}", "updateRepo", |request| {
        action::update::<RepoId, Repo, _>(request, (KIND, NOUN), repo_update)
    })
    .about(TAG, "Changes a repository: a JSON Merge Patch of what may change.")
    .needs(Scope::Write)
    .body(|book| json_body(Patch::<Repo>::schema(book), json!({"visibility": "internal"})))
    .answers(|book| told::next::<Repo>(book, NOUN, example()))
    .conditional(),
];

fn body() -> Value {
    json!({
        "name": "lighthouse",
        "slug": "harbour/lighthouse",
        "source": {"system": "github", "url": "https://github.example/harbour/lighthouse"},
        "owners": [{"actor_kind": "human", "actor_id": "ada", "display": "Ada"}],
    })
}

fn example() -> Value {
    made(&body(), |asked: RepoCreate, id, at| asked.into_object(id, None, at))
}
