//! What every request may need: the database, the ledger, the keys, the settings and the measurements.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use metrics_exporter_prometheus::PrometheusHandle;
use throughline_engine::Ledger;
use throughline_model::task::TaskPolicy;
use throughline_store::Database;
use tokio::sync::{Semaphore, watch};

use crate::access::KeyRing;
use crate::run_control::RunControl;

/// What the server is told.
#[derive(Debug, Clone)]
pub struct ServerSettings {
    /// Its version, as `/version` says it.
    pub version: String,
    /// Where it is reached from outside, for links in documents.
    pub public_url: String,
    /// A key that may do everything, for a first start.
    pub api_key: Option<String>,
    /// The longest body that is read, in bytes.
    pub body_bytes: usize,
    /// How long an answer may take.
    pub request_time: Duration,
    /// How many requests are answered at once; more are asked to come again.
    pub concurrency: usize,
    /// Pages of which other places may ask; none = no page of another place.
    pub cors_origins: Vec<String>,
    /// What tasks may ask for.
    pub task_policy: TaskPolicy,
}

impl ServerSettings {
    /// The settings of a server that was told nothing.
    #[must_use]
    pub fn new(version: impl Into<String>, public_url: impl Into<String>) -> Self {
        Self {
            version: version.into(),
            public_url: public_url.into(),
            api_key: None,
            body_bytes: 1 << 20,
            request_time: Duration::from_secs(30),
            concurrency: 256,
            cors_origins: Vec::new(),
            task_policy: TaskPolicy::default(),
        }
    }
}

/// A server that can answer.
pub struct App {
    /// Work objects and keys.
    pub(crate) database: Database,
    /// Runs of the engine, in the same database.
    pub(crate) ledger: Arc<dyn Ledger>,
    pub(crate) keys: KeyRing,
    pub(crate) settings: Arc<ServerSettings>,
    pub(crate) metrics: PrometheusHandle,
    /// Room for requests.
    pub(crate) room: Semaphore,
    /// Room for callers that follow a run.
    pub(crate) streams: Arc<Semaphore>,
    /// Starts runs of the engine, where the server can.
    pub(crate) run_control: OnceLock<Arc<dyn RunControl>>,
    /// True once the server is asked to end.
    pub(crate) ending: watch::Receiver<bool>,
}
