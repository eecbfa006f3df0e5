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
use crate::route::{Access, Content, Job, Route};
use crate::shapes::answer;

/// The routes.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        method: Method::GET,
        path: "/keys",
        operation: "listKeys",
        summary: "The keys, newest first: names, scopes and times, never the keys themselves.",
        tag: "keys",
        access: Access::Key(Scope::Admin),
        query: &[],
        body: None,
        answer: |book| answer(200, "The keys.", json!({"type": "array", "items": ApiKey::schema(book)}), json!([])),
        faults: &[],
        handler: |_| {
            Ok(Job::read(|session| {
                let keys: Vec<ApiKey> = keys::key_list(session)?.into_iter().map(|stored| stored.key).collect();
                Reply::ok(&keys)
            }))
        },
    },
    Route {
        method: Method::POST,
        path: "/keys",
        operation: "createKey",
        summary: "Makes a key. The answer holds it, this once.",
        tag: "keys",
        access: Access::Key(Scope::Admin),
        query: &[],
        body: Some(|book| Content {
            media_type: "application/json",
            schema: ApiKeyCreate::schema(book),
            example: Some(json!({"name": "ci", "scope": "write"})),
        }),
        answer: |book| {
            let schema = success(&ApiKey::schema(book), Some(&json!({"type": "string"})));
            answer(201, "The key was made.", schema, json!({"status": "success"}))
        },
        faults: &[],
        handler: key_create,
    },
    Route {
        method: Method::POST,
        path: "/keys/{id}/revoke",
        operation: "revokeKey",
        summary: "Makes a key worthless, for good; it may take a second until every server knows.",
        tag: "keys",
        access: Access::Key(Scope::Admin),
        query: &[],
        body: None,
        answer: |book| {
            let schema = success(&ApiKey::schema(book), None);
            answer(200, "It is worthless.", schema, json!({"status": "success"}))
        },
        faults: &[(404, "There is no such key.")],
        handler: key_revoke,
    },
];

fn success(key: &Value, secret: Option<&Value>) -> Value {
    let mut schema = json!({
        "type": "object",
        "required": ["status", "key"],
        "properties": {"status": {"const": "success"}, "key": key},
    });
    if let Some(secret) = secret {
        schema["properties"]["secret"] = secret.clone();
    }
    schema
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
        Reply::json(StatusCode::CREATED, &json!({"status": "success", "key": key, "secret": secret}))
    }))
}

fn key_revoke(request: &Request) -> Result<Job, Problem> {
    let no_such_key = || Problem::not_found("Key");
    let id: KeyId = request.part("id").parse().map_err(|_| no_such_key())?;
    let by = request.caller.key.clone();
    Ok(Job::write(move |session| {
        if keys::key_revoke(session, id, now())? {
            tracing::info!(key = %id, by, "a key was revoked");
        }
        let key = keys::key_fetch(session, id)?.ok_or_else(no_such_key)?;
        Reply::ok(&json!({"status": "success", "key": key}))
    }))
}
