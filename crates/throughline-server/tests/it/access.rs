//! Nobody gets in: every route, with every key that must not open it.

use std::time::Duration;

use axum::http::Method;
use throughline_model::work::Scope;
use throughline_server::{Access, Route, routes};

use crate::support::House;

/// A path of the route, with something in its free parts.
fn path_of(route: &Route) -> String {
    route.path.split('/').map(|part| if part.starts_with('{') { "x" } else { part }).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn with_a_key_set_no_route_but_the_open_ones_answers_without_it() {
    let house = House::with(|settings| settings.api_key = Some("the-configured-key".to_owned()));
    for route in routes() {
        let path = path_of(route);
        let ask = |key: Option<&'static str>| house.ask(route.method.clone(), &path, key, "{}");
        let is_open = route.access == Access::Open;
        for wrong in [None, Some("wrong"), Some("")] {
            let answered = ask(wrong).await;
            assert_eq!(answered.status == 401, !is_open, "{} {path} with {wrong:?}", route.method);
            if !is_open {
                assert_eq!(answered.header("www-authenticate"), "Bearer");
                assert_eq!(answered.json()["detail"], "Invalid or missing API key");
            }
        }
        let answered = ask(Some("the-configured-key")).await;
        assert!(answered.status != 401 && answered.status != 403, "{} {path}: {}", route.method, answered.status);
    }
}

#[tokio::test]
async fn a_key_opens_what_its_scope_reaches_and_nothing_else() {
    let house = House::new();
    let keys = [Scope::Read, Scope::Write, Scope::Admin].map(|scope| (scope, house.key(scope).1));
    // The server read its keys before these were made.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    for route in routes() {
        let Access::Key(needed) = route.access else { continue };
        let path = path_of(route);
        for (scope, secret) in &keys {
            let answered = house.ask(route.method.clone(), &path, Some(secret), "{}").await;
            let is_in = answered.status != 401 && answered.status != 403;
            assert_eq!(is_in, *scope >= needed, "{} {path} with {scope}: {}", route.method, answered.status);
        }
    }
}

#[tokio::test]
async fn the_open_routes_are_those_that_the_contract_names() {
    let open: Vec<&str> = routes().filter(|route| route.access == Access::Open).map(|route| route.path).collect();
    assert_eq!(open, ["/health", "/healthz", "/readyz", "/version", "/openapi.json", "/openapi-gpt.json", "/docs"]);
}

#[tokio::test]
async fn a_key_that_is_made_opens_and_one_that_is_revoked_does_not() {
    let house = House::with(|settings| settings.api_key = Some("first".to_owned()));
    let made = house.ask(Method::POST, "/keys", Some("first"), r#"{"name": "ci", "scope": "read"}"#).await;
    let made = made.with_status(201).json();
    let (secret, id) = (made["secret"].as_str().unwrap(), made["key"]["id"].as_str().unwrap());
    tokio::time::sleep(Duration::from_millis(1100)).await;
    house.ask(Method::GET, "/runs", Some(secret), "").await.with_status(200);
    house.ask(Method::GET, "/keys", Some(secret), "").await.with_status(403);
    let listed = house.ask(Method::GET, "/keys", Some("first"), "").await.with_status(200);
    assert!(!listed.body.contains(secret), "{}", listed.body);
    let revoked = house.ask(Method::POST, &format!("/keys/{id}/revoke"), Some("first"), "").await.with_status(200);
    assert!(revoked.json()["key"]["revoked_at"].is_string());
    tokio::time::sleep(Duration::from_millis(1100)).await;
    house.ask(Method::GET, "/runs", Some(secret), "").await.with_status(401);
}

#[tokio::test]
async fn a_key_that_was_revoked_does_not_open_the_server_to_everybody() {
    let house = House::new();
    house.get("/runs").await.with_status(200);
    let (_, admin) = house.key(Scope::Admin);
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let listed = house.ask(Method::GET, "/keys", Some(&admin), "").await.with_status(200).json();
    let id = listed[0]["id"].as_str().unwrap();
    house.ask(Method::POST, &format!("/keys/{id}/revoke"), Some(&admin), "").await.with_status(200);
    tokio::time::sleep(Duration::from_millis(1100)).await;
    house.get("/runs").await.with_status(401);
}
