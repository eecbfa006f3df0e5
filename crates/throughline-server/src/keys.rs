//! Keys of callers over HTTP: who may make one may do everything.

use axum::http::{Method, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};
use throughline_model::shape::{Shape, Time};
use throughline_model::work::{ApiKey, ApiKeyCreate, Scope};
use throughline_model::{Digest, KeyId};
use throughline_store::keys;

use crate::problem::Problem;
use crate::reply::Reply;
use crate::request::Request;
use crate::route::{Job, Route};
use crate::shapes::{answer, json_body, success};
use crate::work::{example_id, example_time};

/// The routes.
pub(crate) const ROUTES: &[Route] = &[
    Route::new(Method::GET, "/keys", "listKeys", |_| {
        Ok(Job::read(|session| {
            let keys: Vec<ApiKey> = keys::key_list(session)?.into_iter().map(|stored| stored.key).collect();
            Reply::ok(&keys)
        }))
    })
    .about("keys", "The keys, newest first: names, scopes and times, never the keys themselves.")
    .needs(Scope::Admin)
    .answers(|book| answer(200, "The keys.", json!({"type": "array", "items": ApiKey::schema(book)}), json!([]))),
    Route::new(Method::POST, "/keys", "createKey", key_create)
        .about("keys", "Makes a key. The answer holds it, this once.")
        .needs(Scope::Admin)
        .body(|book| json_body(ApiKeyCreate::schema(book), json!({"name": "ci", "scope": "write"})))
        .answers(|book| {
            let mut schema = success("key", ApiKey::schema(book));
            schema["properties"]["secret"] = json!({"type": "string"});
            answer(
                201,
                "The key was made.",
                schema,
                json!({"status": "success", "key": example(), "secret": "tl_6f0c…"}),
            )
        }),
    Route::new(Method::POST, "/keys/{id}/revoke", "revokeKey", key_revoke)
        .about("keys", "Makes a key worthless, for good; it may take a second until every server knows.")
        .needs(Scope::Admin)
        .answers(|book| {
            answer(
                200,
                "It is worthless.",
                success("key", ApiKey::schema(book)),
                json!({"status": "success", "key": example()}),
            )
        })
        .faults(&[(404, "There is no such key.")]),
];

fn example() -> Value {
    json!({
        "id": example_id::<KeyId>(),
        "name": "ci",
        "scope": "write",
        "created_at": example_time(),
        "revoked_at": null,
    })
}

fn now() -> Time {
    Time::new(Timestamp::now())
}

fn key_create(request: &Request) -> Result<Job, Problem> {
    let asked: ApiKeyCreate = request.body()?;
    let by = request.caller.key.clone();
    let secret = keys::secret_generate().map_err(|error| Problem::internal(error.to_string()))?;
    let digest = Digest::of(secret.as_bytes());
    Ok(Job::write(move |session| {
        let key = keys::key_create(session, &asked, digest, now())?;
        tracing::info!(key = %key.id, scope = key.scope.as_str(), by, "a key was made");
        let told = Reply::json(StatusCode::CREATED, &json!({"status": "success", "key": key, "secret": secret}))?;
        told.keeping(&json!({"status": "success", "key": key}))
    }))
}

fn key_revoke(request: &Request) -> Result<Job, Problem> {
    let no_such_key = || Problem::not_found("Key");
    let id: KeyId = request.id("Key")?;
    let by = request.caller.key.clone();
    Ok(Job::write(move |session| {
        if keys::key_revoke(session, id, now())? {
            tracing::info!(key = %id, by, "a key was revoked");
        }
        let key = keys::key_fetch(session, id)?.ok_or_else(no_such_key)?;
        Reply::ok(&json!({"status": "success", "key": key}))
    }))
}
