//! What holds for every request.

use axum::body::Body;
use axum::http::{Method, Request};
use throughline_server::routes;

use crate::support::House;

#[tokio::test]
async fn what_is_not_there_is_told_as_a_problem() {
    let house = House::new();
    let answered = house.get("/nowhere").await.with_status(404);
    assert_eq!(answered.header("content-type"), "application/problem+json");
    let problem = answered.json();
    assert_eq!((&problem["detail"], &problem["status"]), (&"Not Found".into(), &404.into()));
    assert_eq!(problem["request_id"], answered.header("x-request-id"));
    for path in ["/runs/x", "/runs/01M7X0GSXAPR26K8YDA369G8GA", "/runs/%FF", "/runs/x/events"] {
        house.get(path).await.with_status(404);
    }
}

#[tokio::test]
async fn a_method_that_a_path_has_not_is_405_with_those_that_it_has() {
    let house = House::new();
    for method in [Method::PUT, Method::HEAD, Method::OPTIONS, Method::DELETE] {
        let answered = house.ask(method.clone(), "/runs", None, "").await.with_status(405);
        assert_eq!(answered.header("allow"), "GET, POST", "{method}");
    }
}

#[tokio::test]
async fn a_slash_too_many_leads_to_the_path_without_it_and_never_elsewhere() {
    let house = House::new();
    let answered = house.get("/runs/?limit=3").await.with_status(307);
    assert_eq!(answered.header("location"), "/runs?limit=3");
    for path in ["//other.example/", "//other.example"] {
        let answered = house.send(Request::builder().uri(path).body(Body::empty()).unwrap()).await;
        assert!(!answered.header("location").starts_with("//"), "{path}: {}", answered.header("location"));
    }
}

#[tokio::test]
async fn every_fault_of_a_body_is_told_with_its_place() {
    let house = House::new();
    let faults =
        |body: &'static str| async { house.ask(Method::POST, "/keys", None, body).await.with_status(422).json() };
    let told = faults(r#"{"name": "", "scope": "root", "more": 1}"#).await;
    let places: Vec<String> = told["detail"].as_array().unwrap().iter().map(|fault| fault["loc"].to_string()).collect();
    assert_eq!(places, [r#"["body","name"]"#, r#"["body","scope"]"#, r#"["body","more"]"#]);
    for (body, kind) in
        [("", "missing"), ("{", "json_invalid"), ("[]", "model_attributes_type"), ("{\"a\":1e999}", "json_invalid")]
    {
        assert_eq!(faults(body).await["detail"][0]["type"], kind, "{body:?}");
    }
    let keys = house.get("/keys").await.with_status(200).json();
    assert_eq!(keys, serde_json::json!([]), "nothing of it was kept");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_413_whether_announced_or_not() {
    let house = House::with(|settings| settings.body_bytes = 1000);
    let long = format!(r#"{{"name": "{}", "scope": "read"}}"#, "x".repeat(1000));
    house.ask(Method::POST, "/keys", None, &long).await.with_status(413);
    let stream = Body::from_stream(tokio_stream::iter(vec![Ok::<_, std::io::Error>(long.clone()), Ok(long)]));
    let request = Request::builder().method(Method::POST).uri("/keys").body(stream).unwrap();
    house.send(request).await.with_status(413);
}

#[tokio::test]
async fn parameters_are_checked_and_unknown_ones_ignored() {
    let house = House::new();
    house.get("/runs?limit=1&nobody=knows").await.with_status(200);
    for (query, kind) in
        [("limit=0", "greater_than_equal"), ("limit=1001", "less_than_equal"), ("limit=x", "int_parsing")]
    {
        let told = house.get(&format!("/runs?{query}")).await.with_status(422).json();
        assert_eq!(told["detail"][0]["type"], kind);
        assert_eq!(told["detail"][0]["loc"], serde_json::json!(["query", "limit"]));
    }
}

#[tokio::test]
async fn a_request_keeps_the_id_that_it_came_with() {
    let house = House::new();
    for route in routes().filter(|route| !route.path.contains('{')) {
        let request = Request::builder().method(route.method.clone()).uri(route.path).header("x-request-id", "mine-1");
        let answered = house.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answered.header("x-request-id"), "mine-1", "{}", route.path);
    }
}

#[tokio::test]
async fn no_more_are_answered_at_once_than_may_be_and_health_is_told_all_the_same() {
    let house = House::with(|settings| settings.concurrency = 0);
    let answered = house.get("/runs").await.with_status(503);
    assert_eq!(answered.header("retry-after"), "1");
    house.get("/health").await.with_status(200);
}

#[tokio::test]
async fn other_pages_may_ask_only_where_they_are_named() {
    let asks = |house: House, origin: &'static str| async move {
        let request = Request::builder().uri("/health").header("origin", origin).body(Body::empty()).unwrap();
        house.send(request).await.header("access-control-allow-origin").to_owned()
    };
    assert_eq!(asks(House::new(), "https://a.example").await, "");
    let named = || House::with(|settings| settings.cors_origins = vec!["https://a.example".to_owned()]);
    assert_eq!(asks(named(), "https://a.example").await, "https://a.example");
    assert_eq!(asks(named(), "https://b.example").await, "");
}
