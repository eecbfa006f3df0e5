//! A server without a socket, over a database of its own.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use bytes::Bytes;
use camino::Utf8PathBuf;
use http_body_util::BodyExt;
use jiff::Timestamp;
use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::Value;
use throughline_engine::Ledger;
use throughline_model::Digest;
use throughline_model::shape::Time;
use throughline_model::work::{ApiKey, ApiKeyCreate, Scope};
use throughline_server::{RunControl, Server, ServerSettings};
use throughline_store::{Database, DatabaseOptions, DatabaseUrl, keys, ledger_open};
use tower::ServiceExt;

/// A server and what it stands on.
pub(crate) struct House {
    _dir: tempfile::TempDir,
    pub(crate) database: Database,
    pub(crate) ledger: Arc<dyn Ledger>,
    pub(crate) router: Router,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answered {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    #[track_caller]
    pub(crate) fn with_status(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl House {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(settle: impl FnOnce(&mut ServerSettings)) -> Self {
        Self::built(settle, None)
    }

    /// A server that starts runs in this way.
    pub(crate) fn controlling(runs: Arc<dyn RunControl>) -> Self {
        Self::built(|_| {}, Some(runs))
    }

    fn built(settle: impl FnOnce(&mut ServerSettings), runs: Option<Arc<dyn RunControl>>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = Utf8PathBuf::from_path_buf(dir.path().join("state.db")).unwrap();
        let url = DatabaseUrl::sqlite(path);
        let now = Timestamp::now();
        let database = Database::open(&url, &DatabaseOptions::default(), now).unwrap();
        let ledger: Arc<dyn Ledger> = Arc::new(ledger_open(&url, now).unwrap());
        let mut settings = ServerSettings::new("0.1.0", "http://127.0.0.1:8080");
        settle(&mut settings);
        let metrics = PrometheusBuilder::new().build_recorder().handle();
        let server = Server::new(settings, database.clone(), Arc::clone(&ledger), metrics).unwrap();
        let server = match runs {
            Some(runs) => server.controlling(runs),
            None => server,
        };
        Self { router: server.router(), _dir: dir, database, ledger }
    }

    /// A key of this scope, and its secret. The server knows it after a second at most.
    pub(crate) fn key(&self, scope: Scope) -> (ApiKey, String) {
        let secret = keys::secret_generate().unwrap();
        let asked = ApiKeyCreate { name: "test".try_into().unwrap(), scope };
        let digest = Digest::of(secret.as_bytes());
        let now = Time::new(Timestamp::now());
        let key = self.database.write(move |session| keys::key_create(session, &asked, digest, now)).unwrap();
        (key, secret)
    }

    /// Asks, as whoever has this key.
    pub(crate) async fn ask(&self, method: Method, path: &str, key: Option<&str>, body: &str) -> Answered {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(key) = key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answered {
        self.ask(Method::GET, path, None, "").await
    }

    /// Sends a request and reads the answer to its end; of the stream that has none, nothing.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answered {
        let is_endless = request.uri().path() == "/events/stream";
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = match is_endless && status.is_success() {
            true => Bytes::new(),
            false => response.into_body().collect().await.unwrap().to_bytes(),
        };
        Answered { status, headers, body: String::from_utf8(body.to_vec()).unwrap() }
    }
}
