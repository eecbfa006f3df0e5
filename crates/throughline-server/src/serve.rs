//! Listens, answers, and ends in order.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use throughline_engine::Ledger;
use throughline_store::{Database, StoreError};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use crate::access::KeyRing;
use crate::app::{App, ServerSettings};
use crate::router::router;
use crate::run_control::RunControl;

/// So many callers may follow runs at once.
const STREAMS: usize = 256;

/// What is under way when the server is asked to end may take so long.
const GRACE: Duration = Duration::from_secs(10);

/// Why the server does not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The database does not answer.
    #[error("the keys cannot be read from the database")]
    Keys(#[source] StoreError),
    /// Without a key everybody who reaches the server may do everything.
    #[error(
        "without any key the server listens on this machine only, and {0} can be reached from others: make a key with \
             `throughline key create`, or listen on 127.0.0.1"
    )]
    OpenToAll(SocketAddr),
    /// The address cannot be had.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The system took the socket away.
    #[error("the server cannot go on")]
    Serve(#[source] std::io::Error),
}

/// A server that is ready to listen.
pub struct Server {
    app: Arc<App>,
    end: watch::Sender<bool>,
}

/// A server that asks for no key, and can only be asked within its process.
pub struct OwnServer(Arc<App>);

impl OwnServer {
    /// What it answers.
    pub fn router(&self) -> axum::Router {
        router(&self.0)
    }
}

impl Server {
    /// A server over this database; reads its keys.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn new(
        settings: ServerSettings,
        database: Database,
        ledger: Arc<dyn Ledger>,
        metrics: PrometheusHandle,
    ) -> Result<Self, ServeError> {
        let (end, ending) = watch::channel(false);
        let keys = KeyRing::new(settings.api_key.as_deref());
        keys.refresh(&database).map_err(ServeError::Keys)?;
        let room = Semaphore::new(settings.concurrency);
        let streams = Arc::new(Semaphore::new(STREAMS));
        let settings = Arc::new(settings);
        let app = Arc::new(App {
            database,
            ledger,
            keys,
            settings,
            metrics,
            room,
            streams,
            run_control: OnceLock::new(),
            ending,
        });
        Ok(Self { app, end })
    }

    /// A server for whoever owns the database, in the same process: it asks for no key. Nobody else can reach it, as it has
    /// no socket.
    pub fn for_owner(settings: ServerSettings, database: Database, ledger: Arc<dyn Ledger>) -> OwnServer {
        let (_, ending) = watch::channel(false);
        let (keys, metrics) = (KeyRing::open(), PrometheusBuilder::new().build_recorder().handle());
        let room = Semaphore::new(settings.concurrency);
        let streams = Arc::new(Semaphore::new(STREAMS));
        let settings = Arc::new(settings);
        OwnServer(Arc::new(App {
            database,
            ledger,
            keys,
            settings,
            metrics,
            room,
            streams,
            run_control: OnceLock::new(),
            ending,
        }))
    }

    /// The same server, which starts runs by this.
    #[must_use]
    pub fn controlling(self, runs: Arc<dyn RunControl>) -> Self {
        // It was not set before: this is the only place, and it takes the server.
        let _ = self.app.run_control.set(runs);
        self
    }

    /// What it answers, without a socket.
    pub fn router(&self) -> axum::Router {
        router(&self.app)
    }

    /// Takes the address.
    ///
    /// # Errors
    /// When it cannot be had, or others than this machine reach it and there is no key.
    pub async fn listen(&self, address: SocketAddr) -> Result<TcpListener, ServeError> {
        if !address.ip().is_loopback() && !self.app.keys.is_closed() {
            return Err(ServeError::OpenToAll(address));
        }
        TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })
    }

    /// Answers until `asked_to_end` is done; then nothing new is taken, and what is under way has ten seconds.
    ///
    /// # Errors
    /// When the system takes the socket away.
    pub async fn serve(
        self,
        listener: TcpListener,
        asked_to_end: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServeError> {
        let router = self.router();
        let Self { app, end } = self;
        let mut ending = app.ending.clone();
        let stop = async move {
            asked_to_end.await;
            // Whoever follows a run would stay for ever.
            end.send_replace(true);
        };
        let serving = async move { axum::serve(listener, router).with_graceful_shutdown(stop).await };
        let deadline = async move {
            // The sender lives until the end is asked for.
            let _ = ending.wait_for(|ending| *ending).await;
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            outcome = serving => outcome.map_err(ServeError::Serve),
            () = deadline => Ok(()),
        }
    }
}
